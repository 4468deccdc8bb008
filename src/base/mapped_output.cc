#include "base/mapped_output.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <utility>

#include "base/file_error.h"

namespace vitrine {

MappedOutput::MappedOutput(int fd, std::byte* data, std::size_t size, fs::path path)
    : fd_(fd), data_(data), size_(size), path_(std::move(path)) {}

MappedOutput::MappedOutput(MappedOutput&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      path_(std::move(other.path_)) {}

MappedOutput::~MappedOutput() {
  if (data_ != nullptr) ::munmap(data_, size_);
  if (fd_ >= 0) ::close(fd_);
}

Result<MappedOutput> MappedOutput::create(const fs::path& path, std::uint64_t size) {
  assert(size > 0);
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return file_error("create", path, errno);
  MappedOutput output(fd, nullptr, size, path);
  int failure = 0;
  do {
    failure = ::posix_fallocate(fd, 0, static_cast<off_t>(size));
  } while (failure == EINTR);
  if (failure != 0) return file_error("reserve space for", path, failure);
  void* data = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED) return file_error("map", path, errno);
  output.data_ = static_cast<std::byte*>(data);
  return output;
}

Status MappedOutput::close() {
  assert(fd_ >= 0);
  const bool is_unmapped = ::munmap(std::exchange(data_, nullptr), size_) == 0;
  const bool is_synced = is_unmapped && ::fsync(fd_) == 0;
  const int failure = is_synced ? 0 : errno;
  const bool is_closed = ::close(std::exchange(fd_, -1)) == 0;
  if (!is_synced) return file_error("write", path_, failure);
  if (!is_closed) return file_error("close", path_, errno);
  return {};
}

}  // namespace vitrine
