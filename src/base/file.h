#pragma once
// Files: whole reads, buffered writes, memory maps and the few directory operations that the
// library on disk needs. Every failure names the path. Nothing here is thread safe except
// MappedFile, which is immutable once open.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"

namespace vitrine {

namespace fs = std::filesystem;

/// A file's bytes. Errors: not_found, io, too_large above `max_bytes`.
Result<std::string> read_file(const fs::path& path, std::uint64_t max_bytes = 1ULL << 30U);

/// Replaces `path` by `bytes` so that a reader or a kill at any moment sees the old content or the
/// new: temporary name in the same directory, fsync, rename, fsync of the directory.
Status write_file_atomic(const fs::path& path, std::string_view bytes);

/// fsync of a directory: makes renames and new names in it durable.
Status sync_directory(const fs::path& path);
/// fsync of every regular file and directory below `path`, and of `path`.
Status sync_tree(const fs::path& path);

/// rename(2) then fsync of the destination's directory. Errors: exists if a non-empty directory is
/// in the way.
Status rename_durably(const fs::path& from, const fs::path& to);

/// Swaps two existing paths of one file system in one step, durably. Errors: io.
Status exchange_durably(const fs::path& a, const fs::path& b);

/// Copies a file, sharing blocks where the file system can. Errors: exists, io.
Status clone_file(const fs::path& from, const fs::path& to);

/// XXH3-128 of a file's content.
Result<Hash128> hash_file(const fs::path& path);

/// A read-only map of a whole file. The bytes stay valid, at the same address, until destruction;
/// they are shared with the page cache. A file that another process truncates raises SIGBUS: map
/// only files of our own library, which are immutable.
class MappedFile {
 public:
  enum class Access { kRandom, kSequential };

  static Result<MappedFile> open(const fs::path& path, Access access = Access::kRandom);

  MappedFile() = default;
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  /// The content; empty for an empty file. data() is page-aligned.
  std::span<const std::byte> bytes() const { return {data_, size_}; }
  std::string_view text() const;

 private:
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Writes a new file from front to back through a buffer. Nothing is guaranteed to be on disk
/// before close(); a writer that is destroyed unclosed leaves an incomplete file behind.
class FileWriter {
 public:
  /// Creates or truncates `path`.
  static Result<FileWriter> create(const fs::path& path);

  ~FileWriter();
  FileWriter(FileWriter&& other) noexcept;
  FileWriter& operator=(FileWriter&&) = delete;

  Status write(std::string_view bytes);
  Status write(std::span<const std::byte> bytes);
  /// Zero bytes up to the next multiple of `alignment`.
  Status pad_to(std::size_t alignment);
  /// Bytes written so far.
  std::uint64_t offset() const { return flushed_ + buffer_.size(); }
  /// Flushes, fsyncs and closes.
  Status close();

 private:
  FileWriter(int fd, fs::path path);
  Status flush();

  int fd_ = -1;
  std::uint64_t flushed_ = 0;
  std::string buffer_;
  fs::path path_;
};

/// An advisory exclusive lock (flock) held by this process until destruction, or until it dies.
class FileLock {
 public:
  /// Creates `path` if need be. Errors: unavailable if another process holds it.
  static Result<FileLock> acquire(const fs::path& path);

  ~FileLock();
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace vitrine
