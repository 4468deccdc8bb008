#include "endpoint/vector_cache.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "base/file_error.h"
#include "base/hash.h"

namespace vitrine::endpoint {
namespace {

/// Before a slot's vector.
struct SlotHead {
  Hash128 text;
  Hash128 vector;
};

Hash128 hash_of(std::span<const float> vector) {
  const auto bytes = std::as_bytes(vector);
  return hash128({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

Result<VectorCache> VectorCache::open(const fs::path& folder, std::string_view model,
                                      std::size_t dimension, std::uint64_t max_bytes) {
  std::error_code ec;
  fs::create_directories(folder, ec);
  if (ec) return file_error("create", folder, ec.value());
  const fs::path path =
      folder / (hash128(model).hex() + "-" + std::to_string(dimension) + ".vectors");
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return file_error("open", path, errno);
  const std::uint64_t slot_bytes = sizeof(SlotHead) + dimension * sizeof(float);
  return VectorCache(file, dimension, std::max<std::uint64_t>(max_bytes / slot_bytes, 1));
}

VectorCache::~VectorCache() {
  if (file_ >= 0) ::close(file_);
}

VectorCache::VectorCache(VectorCache&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      dimension_(other.dimension_),
      num_slots_(other.num_slots_) {}

bool VectorCache::get(std::string_view text, std::span<float> out) const {
  assert(out.size() == dimension_);
  const Hash128 hash = hash128(text);
  std::vector<char> slot(sizeof(SlotHead) + out.size_bytes());
  const auto at = static_cast<off_t>(hash.low % num_slots_ * slot.size());
  if (::pread(file_, slot.data(), slot.size(), at) != static_cast<ssize_t>(slot.size()))
    return false;
  SlotHead head;
  std::memcpy(&head, slot.data(), sizeof head);
  std::memcpy(out.data(), slot.data() + sizeof head, out.size_bytes());
  return head.text == hash && head.vector == hash_of(out);
}

void VectorCache::put(std::string_view text, std::span<const float> vector) const {
  assert(vector.size() == dimension_);
  const SlotHead head = {hash128(text), hash_of(vector)};
  std::vector<char> slot(sizeof head + vector.size_bytes());
  std::memcpy(slot.data(), &head, sizeof head);
  std::memcpy(slot.data() + sizeof head, vector.data(), vector.size_bytes());
  const auto at = static_cast<off_t>(head.text.low % num_slots_ * slot.size());
  // A disk that is full keeps no vectors: they are asked for again.
  [[maybe_unused]] const ssize_t written = ::pwrite(file_, slot.data(), slot.size(), at);
}

}  // namespace vitrine::endpoint
