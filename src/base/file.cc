#include "base/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "base/durable.h"
#include "base/file_descriptor.h"
#include "base/file_error.h"
#include "base/mapped_faults.h"
#include "base/read_pieces.h"

namespace vitrine {
namespace {

constexpr std::size_t kWriteBufferBytes = std::size_t{1} << 18U;

}  // namespace

Status read_pieces(const fs::path& path, const std::function<Status(std::string_view)>& consume) {
  const FileDescriptor fd = FileDescriptor::open(path, O_RDONLY);
  if (fd.get() < 0) return file_error("open", path, errno);
  std::string buffer(kWriteBufferBytes, '\0');
  while (true) {
    const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return file_error("read", path, errno);
    if (n == 0) return {};
    if (Status status = consume(std::string_view(buffer.data(), static_cast<std::size_t>(n)));
        !status) {
      return status;
    }
  }
}

Result<std::string> read_file(const fs::path& path, std::uint64_t max_bytes) {
  std::string content;
  Status status = read_pieces(path, [&](std::string_view piece) -> Status {
    if (content.size() + piece.size() > max_bytes) {
      return too_large(path.string() + " is larger than " + std::to_string(max_bytes) + " bytes");
    }
    content += piece;
    return {};
  });
  if (!status) return std::move(status).error();
  return content;
}

Status write_file_atomic(const fs::path& path, std::string_view bytes) {
  return write_durably(posix_storage(), path, bytes);
}

Status sync_directory(const fs::path& path) {
  return posix_storage().sync(path);
}

Status sync_tree(const fs::path& path) {
  return sync_tree(posix_storage(), path);
}

Status rename_durably(const fs::path& from, const fs::path& to) {
  return rename_durably(posix_storage(), from, to);
}

Status exchange_durably(const fs::path& a, const fs::path& b) {
  return exchange_durably(posix_storage(), a, b);
}

Status clone_file(const fs::path& from, const fs::path& to) {
  const FileDescriptor in = FileDescriptor::open(from, O_RDONLY);
  if (in.get() < 0) return file_error("open", from, errno);
  const FileDescriptor out = FileDescriptor::open(to, O_WRONLY | O_CREAT | O_EXCL);
  if (out.get() < 0) {
    if (errno == EEXIST) return already_exists(to.string() + " exists already");
    return file_error("create", to, errno);
  }
  while (true) {
    const ssize_t n =
        ::copy_file_range(in.get(), nullptr, out.get(), nullptr, std::size_t{1} << 30U, 0);
    if (n > 0) continue;
    if (n == 0) return {};
    if (errno == EINTR) continue;
    if (errno == EXDEV || errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP) break;
    return file_error("copy to", to, errno);
  }
  if (::lseek(out.get(), 0, SEEK_SET) < 0) return file_error("copy to", to, errno);
  return read_pieces(from, [&](std::string_view piece) -> Status {
    if (const int failure = write_all(out.get(), piece); failure != 0) {
      return file_error("copy to", to, failure);
    }
    return {};
  });
}

Result<Hash128> hash_file(const fs::path& path) {
  Hasher128 hasher;
  Status status = read_pieces(path, [&](std::string_view piece) -> Status {
    hasher.update(piece);
    return {};
  });
  if (!status) return std::move(status).error();
  return hasher.digest();
}

Result<MappedFile> MappedFile::open(const fs::path& path, Access access) {
  const FileDescriptor fd = FileDescriptor::open(path, O_RDONLY);
  if (fd.get() < 0) return file_error("open", path, errno);
  struct stat info = {};
  if (::fstat(fd.get(), &info) != 0) return file_error("stat", path, errno);
  MappedFile file;
  if (info.st_size == 0) return file;
  const auto size = static_cast<std::size_t>(info.st_size);
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd.get(), 0);
  if (data == MAP_FAILED) return file_error("map", path, errno);
  ::madvise(data, size, access == Access::kRandom ? MADV_RANDOM : MADV_SEQUENTIAL);
  file.data_ = static_cast<const std::byte*>(data);
  file.size_ = size;
  watch_range(data, size);
  return file;
}

MappedFile::~MappedFile() {
  if (data_ == nullptr) return;
  forget_range(data_);
  ::munmap(const_cast<std::byte*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

std::string_view MappedFile::text() const {
  return {reinterpret_cast<const char*>(data_), size_};
}

FileWriter::FileWriter(int fd, fs::path path) : fd_(fd), path_(std::move(path)) {
  buffer_.reserve(kWriteBufferBytes);
}

Result<FileWriter> FileWriter::create(const fs::path& path) {
  FileDescriptor fd = FileDescriptor::open(path, O_WRONLY | O_CREAT | O_TRUNC);
  if (fd.get() < 0) return file_error("create", path, errno);
  return FileWriter(fd.release(), path);
}

FileWriter::~FileWriter() {
  if (fd_ >= 0) ::close(fd_);
}

FileWriter::FileWriter(FileWriter&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      flushed_(other.flushed_),
      buffer_(std::move(other.buffer_)),
      path_(std::move(other.path_)) {}

Status FileWriter::flush() {
  if (const int failure = write_all(fd_, buffer_); failure != 0)
    return file_error("write", path_, failure);
  flushed_ += buffer_.size();
  buffer_.clear();
  return {};
}

Status FileWriter::write(std::string_view bytes) {
  if (buffer_.size() + bytes.size() > kWriteBufferBytes) {
    if (Status status = flush(); !status) return status;
  }
  if (bytes.size() < kWriteBufferBytes) {
    buffer_ += bytes;
    return {};
  }
  if (const int failure = write_all(fd_, bytes); failure != 0)
    return file_error("write", path_, failure);
  flushed_ += bytes.size();
  return {};
}

Status FileWriter::write(std::span<const std::byte> bytes) {
  return write(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

Status FileWriter::pad_to(std::size_t alignment) {
  static constexpr std::array<char, 64> kZeros = {};
  std::size_t missing = (alignment - offset() % alignment) % alignment;
  while (missing > 0) {
    const std::size_t n = std::min(missing, kZeros.size());
    if (Status status = write(std::string_view(kZeros.data(), n)); !status) return status;
    missing -= n;
  }
  return {};
}

Status FileWriter::close() {
  if (Status status = flush(); !status) return status;
  if (::fsync(fd_) != 0) return file_error("sync", path_, errno);
  if (::close(std::exchange(fd_, -1)) != 0) return file_error("close", path_, errno);
  return {};
}

namespace {

/// Whether `path` still names the file that is open as `fd`.
bool is_named(int fd, const fs::path& path) {
  struct stat held = {};
  struct stat named = {};
  return ::fstat(fd, &held) == 0 && ::stat(path.c_str(), &named) == 0 &&
         held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

}  // namespace

Result<FileDescriptor> lock_file(const fs::path& path, bool wait) {
  while (true) {
    FileDescriptor fd = FileDescriptor::open(path, O_RDWR | O_CREAT);
    if (fd.get() < 0) return file_error("open lock", path, errno);
    if (::flock(fd.get(), LOCK_EX | (wait ? 0 : LOCK_NB)) != 0) {
      if (errno == EINTR) continue;
      if (errno == EWOULDBLOCK) return unavailable(path.string() + " is locked by another process");
      return file_error("lock", path, errno);
    }
    // Whoever held it may have removed or moved the file before: a lock on that excludes nobody.
    if (is_named(fd.get(), path)) return fd;
  }
}

Result<FileLock> FileLock::acquire(const fs::path& path) {
  Result<FileDescriptor> fd = lock_file(path, false);
  if (!fd) return std::move(fd).error();
  return FileLock(fd->release());
}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

}  // namespace vitrine
