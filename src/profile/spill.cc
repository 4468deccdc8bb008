#include "profile/spill.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace vitrine::profile {
namespace {

/// Of one partition: 64 of them take 256 KiB a column.
constexpr std::size_t kBlockBytes = 4096;
constexpr unsigned kBitsPerLevel = 6;

}  // namespace

SpillSpace::SpillSpace(fs::path directory) : directory_(std::move(directory)) {
  std::error_code ec;
  if (directory_.empty()) directory_ = fs::temp_directory_path(ec);
}

void SpillSpace::fail(Status status) {
  if (status_) status_ = std::move(status);
}

/// A file without a name; where the file system has none, its name is taken away at once.
int SpillSpace::create() {
  int file = ::open(directory_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) {
    std::string name = (directory_ / "vitrine-profile-XXXXXX").string();
    file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file >= 0) ::unlink(name.c_str());
  }
  if (file < 0) fail(errno_error("cannot make a temporary file in " + directory_.string(), errno));
  return file;
}

Spill::Spill(SpillSpace& space, unsigned level)
    : space_(space), shift_(64 - kBitsPerLevel * (level + 1)), file_(space.create()) {}

Spill::~Spill() {
  if (file_ >= 0) ::close(file_);
}

void Spill::put(const Hash128& hash, std::string_view text) {
  Partition& partition = partitions_.at(hash.low >> shift_ & (kPartitions - 1));
  const auto length = static_cast<std::uint32_t>(text.size());
  partition.buffer.append(reinterpret_cast<const char*>(&hash), sizeof(hash));
  partition.buffer.append(reinterpret_cast<const char*>(&length), sizeof(length));
  partition.buffer += text;
  if (partition.buffer.size() >= kBlockBytes) write_out(partition);
}

Spill::Record Spill::split_record(std::string_view& block) {
  Record record;
  std::uint32_t length = 0;
  std::memcpy(&record.hash, block.data(), sizeof(record.hash));
  std::memcpy(&length, block.data() + sizeof(record.hash), sizeof(length));
  const std::size_t head = sizeof(record.hash) + sizeof(length);
  record.text = block.substr(head, length);
  block.remove_prefix(head + length);
  return record;
}

void Spill::write_out(Partition& partition) {
  std::string_view rest = partition.buffer;
  partition.blocks.push_back({size_, rest.size()});
  while (!rest.empty() && space_.status()) {
    const ssize_t written = ::pwrite(file_, rest.data(), rest.size(), static_cast<off_t>(size_));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      space_.fail(errno_error("cannot write a temporary file", written == 0 ? ENOSPC : errno));
      break;
    }
    size_ += static_cast<std::uint64_t>(written);
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  partition.buffer.clear();
}

bool Spill::load(const Block& block, std::string& out) {
  out.resize(block.length);
  std::size_t done = 0;
  while (done < block.length && space_.status()) {
    const ssize_t count = ::pread(file_, out.data() + done, block.length - done,
                                  static_cast<off_t>(block.offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      space_.fail(errno_error("cannot read a temporary file back", count == 0 ? EIO : errno));
      break;
    }
    done += static_cast<std::size_t>(count);
  }
  return static_cast<bool>(space_.status());
}

}  // namespace vitrine::profile
