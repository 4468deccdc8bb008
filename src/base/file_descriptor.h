#pragma once
// A descriptor that is closed when it goes out of scope, and what is done with one. For base/, and
// for pipes to processes: whoever reads and writes files uses file.h and storage.h.

#include <string_view>

#include "base/storage.h"

namespace vitrine {

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor& operator=(FileDescriptor&&) = delete;

  /// open(2), again after a signal, closed on exec; get() is negative and errno set on failure.
  /// `mode` is that of a file which is created, before the umask.
  static FileDescriptor open(const fs::path& path, int flags, unsigned mode = 0644);

  int get() const { return fd_; }
  /// The descriptor, which is the caller's to close.
  int release();

 private:
  int fd_;
};

/// 0, or the errno that stopped it.
int write_all(int fd, std::string_view bytes);

/// An exclusive flock on the file that `path` names at the moment it is granted; creates it if need
/// be. Errors: unavailable if another holds it and `wait` is false; not_found (its folder); io.
Result<FileDescriptor> lock_file(const fs::path& path, bool wait);

}  // namespace vitrine
