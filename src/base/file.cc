#include "base/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

namespace vitrine {
namespace {

constexpr std::size_t kWriteBufferBytes = std::size_t{1} << 18U;

Error path_error(std::string_view verb, const fs::path& path, int error_number) {
  return errno_error(std::string("cannot ") + std::string(verb) + " " + path.string(),
                     error_number);
}

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

int open_retrying(const fs::path& path, int flags, mode_t mode = 0644) {
  int fd = -1;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

/// 0, or the errno that stopped it.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

Status sync_path(const fs::path& path) {
  const FileDescriptor fd(open_retrying(path, O_RDONLY));
  if (fd.get() < 0) return path_error("open", path, errno);
  if (::fsync(fd.get()) != 0) return path_error("sync", path, errno);
  return {};
}

/// Calls `consume` with the file's content in pieces.
template <typename Consume>
Status for_each_piece(const fs::path& path, Consume consume) {
  const FileDescriptor fd(open_retrying(path, O_RDONLY));
  if (fd.get() < 0) return path_error("open", path, errno);
  std::string buffer(kWriteBufferBytes, '\0');
  while (true) {
    const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return path_error("read", path, errno);
    if (n == 0) return {};
    if (Status status = consume(std::string_view(buffer.data(), static_cast<std::size_t>(n)));
        !status) {
      return status;
    }
  }
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::uint64_t max_bytes) {
  std::string content;
  Status status = for_each_piece(path, [&](std::string_view piece) -> Status {
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
  const fs::path temporary = path.string() + ".new-" + std::to_string(::getpid());
  {
    const FileDescriptor fd(open_retrying(temporary, O_WRONLY | O_CREAT | O_TRUNC));
    if (fd.get() < 0) return path_error("create", temporary, errno);
    int failure = write_all(fd.get(), bytes);
    if (failure == 0 && ::fsync(fd.get()) != 0) failure = errno;
    if (failure != 0) {
      ::unlink(temporary.c_str());
      return path_error("write", path, failure);
    }
  }
  if (Status renamed = rename_durably(temporary, path); !renamed) {
    ::unlink(temporary.c_str());
    return renamed;
  }
  return {};
}

Status sync_directory(const fs::path& path) {
  return sync_path(path);
}

Status sync_tree(const fs::path& path) {
  std::error_code ec;
  for (fs::recursive_directory_iterator it(path, ec), end; !ec && it != end; it.increment(ec)) {
    if (it->is_regular_file() || it->is_directory()) {
      if (Status status = sync_path(it->path()); !status) return status;
    }
  }
  if (ec) return path_error("list", path, ec.value());
  return sync_path(path);
}

Status rename_durably(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) {
    if (errno == ENOTEMPTY || errno == EEXIST)
      return already_exists(to.string() + " exists already");
    return path_error("rename to", to, errno);
  }
  return sync_path(to.has_parent_path() ? to.parent_path() : fs::path("."));
}

Status exchange_durably(const fs::path& a, const fs::path& b) {
  if (::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) != 0) {
    return path_error("swap with", b, errno);
  }
  if (Status status = sync_path(a.parent_path()); !status) return status;
  return sync_path(b.parent_path());
}

Status clone_file(const fs::path& from, const fs::path& to) {
  const FileDescriptor in(open_retrying(from, O_RDONLY));
  if (in.get() < 0) return path_error("open", from, errno);
  const FileDescriptor out(open_retrying(to, O_WRONLY | O_CREAT | O_EXCL));
  if (out.get() < 0) {
    if (errno == EEXIST) return already_exists(to.string() + " exists already");
    return path_error("create", to, errno);
  }
  while (true) {
    const ssize_t n =
        ::copy_file_range(in.get(), nullptr, out.get(), nullptr, std::size_t{1} << 30U, 0);
    if (n > 0) continue;
    if (n == 0) return {};
    if (errno == EINTR) continue;
    if (errno == EXDEV || errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP) break;
    return path_error("copy to", to, errno);
  }
  if (::lseek(out.get(), 0, SEEK_SET) < 0) return path_error("copy to", to, errno);
  return for_each_piece(from, [&](std::string_view piece) -> Status {
    if (const int failure = write_all(out.get(), piece); failure != 0) {
      return path_error("copy to", to, failure);
    }
    return {};
  });
}

Result<Hash128> hash_file(const fs::path& path) {
  Hasher128 hasher;
  Status status = for_each_piece(path, [&](std::string_view piece) -> Status {
    hasher.update(piece);
    return {};
  });
  if (!status) return std::move(status).error();
  return hasher.digest();
}

Result<MappedFile> MappedFile::open(const fs::path& path, Access access) {
  const FileDescriptor fd(open_retrying(path, O_RDONLY));
  if (fd.get() < 0) return path_error("open", path, errno);
  struct stat info = {};
  if (::fstat(fd.get(), &info) != 0) return path_error("stat", path, errno);
  MappedFile file;
  if (info.st_size == 0) return file;
  const auto size = static_cast<std::size_t>(info.st_size);
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd.get(), 0);
  if (data == MAP_FAILED) return path_error("map", path, errno);
  ::madvise(data, size, access == Access::kRandom ? MADV_RANDOM : MADV_SEQUENTIAL);
  file.data_ = static_cast<const std::byte*>(data);
  file.size_ = size;
  return file;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
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
  const int fd = open_retrying(path, O_WRONLY | O_CREAT | O_TRUNC);
  if (fd < 0) return path_error("create", path, errno);
  return FileWriter(fd, path);
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
  if (const int failure = write_all(fd_, buffer_); failure != 0) {
    return path_error("write", path_, failure);
  }
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
  if (const int failure = write_all(fd_, bytes); failure != 0) {
    return path_error("write", path_, failure);
  }
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
  if (::fsync(fd_) != 0) return path_error("sync", path_, errno);
  if (::close(std::exchange(fd_, -1)) != 0) return path_error("close", path_, errno);
  return {};
}

Result<FileLock> FileLock::acquire(const fs::path& path) {
  const int fd = open_retrying(path, O_RDWR | O_CREAT);
  if (fd < 0) return path_error("open lock", path, errno);
  FileLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return unavailable(path.string() + " is locked by another process");
    return path_error("lock", path, errno);
  }
  return lock;
}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

}  // namespace vitrine
