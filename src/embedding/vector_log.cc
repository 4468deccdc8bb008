#include "embedding/vector_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

namespace vitrine::embedding {
namespace {

constexpr std::size_t kHashBytes = 16;
constexpr std::size_t kSumBytes = 8;

void put(std::string& out, const void* bytes, std::size_t size) {
  out.append(static_cast<const char*>(bytes), size);
}

/// The record's text, if the record is whole.
std::optional<Hash128> text_of(std::string_view record) {
  std::uint64_t sum = 0;
  std::memcpy(&sum, record.data() + record.size() - kSumBytes, sizeof sum);
  if (checksum64(record.substr(0, record.size() - kSumBytes)) != sum) return std::nullopt;
  Hash128 text;
  std::memcpy(&text.high, record.data(), sizeof text.high);
  std::memcpy(&text.low, record.data() + sizeof text.high, sizeof text.low);
  return text;
}

/// Reads `out` whole, or says that the file ends before.
Result<bool> read_at(int descriptor, std::uint64_t offset, std::string& out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t n = ::pread(descriptor, out.data() + done, out.size() - done,
                              static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_error("cannot read the vectors made so far", errno);
    if (n == 0) return false;
    done += static_cast<std::size_t>(n);
  }
  return true;
}

}  // namespace

Result<VectorLog> VectorLog::open(const fs::path& path, std::size_t dimension) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return errno_error("cannot write " + path.string(), errno);
  VectorLog log(descriptor, dimension);
  if (Status found = log.find_records(); !found) return std::move(found).error();
  return log;
}

VectorLog::~VectorLog() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

VectorLog::VectorLog(VectorLog&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      dimension_(other.dimension_),
      places_(std::move(other.places_)) {}

std::size_t VectorLog::record_bytes() const {
  return kHashBytes + dimension_ * sizeof(float) + kSumBytes;
}

Status VectorLog::find_records() {
  std::string record(record_bytes(), '\0');
  std::uint64_t number = 0;
  for (;; ++number) {
    const Result<bool> whole = read_at(descriptor_, number * record.size(), record);
    if (!whole) return whole.error();
    const std::optional<Hash128> text = *whole ? text_of(record) : std::nullopt;
    if (!text) break;
    places_.emplace(*text, number);
  }
  if (::ftruncate(descriptor_, static_cast<off_t>(number * record.size())) != 0 ||
      ::lseek(descriptor_, 0, SEEK_END) < 0)
    return errno_error("cannot write the vectors made so far", errno);
  return {};
}

Status VectorLog::append(std::span<const Hash128> texts, std::span<const float> vectors) {
  assert(vectors.size() == texts.size() * dimension_);
  std::string bytes;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::size_t begin = bytes.size();
    put(bytes, &texts[i].high, sizeof texts[i].high);
    put(bytes, &texts[i].low, sizeof texts[i].low);
    put(bytes, vectors.data() + i * dimension_, dimension_ * sizeof(float));
    const std::uint64_t sum = checksum64(std::string_view(bytes).substr(begin));
    put(bytes, &sum, sizeof sum);
    places_.emplace(texts[i], places_.size());
  }
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const ssize_t n = ::write(descriptor_, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_error("cannot write the vectors made so far", errno);
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Status VectorLog::read(const Hash128& text, std::span<float> out) const {
  const auto place = places_.find(text);
  assert(place != places_.end() && out.size() == dimension_);
  std::string record(record_bytes(), '\0');
  const Result<bool> whole = read_at(descriptor_, place->second * record.size(), record);
  if (!whole) return whole.error();
  const std::optional<Hash128> found = *whole ? text_of(record) : std::nullopt;
  if (!found || !(*found == text))
    return corrupt("the vectors made so far were changed by somebody else; begin again");
  std::memcpy(out.data(), record.data() + kHashBytes, out.size_bytes());
  return {};
}

}  // namespace vitrine::embedding
