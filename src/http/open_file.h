#pragma once
// OpenFile: a regular file held open for reading, so that what is being sent cannot be swapped or
// deleted under the sender. Immutable once open; safe to share between threads.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::http {

class OpenFile {
 public:
  /// Errors: not_found (also for anything that is no regular file), io.
  static Result<std::shared_ptr<const OpenFile>> open(const fs::path& path);

  /// A file without a name that holds `bytes`, gone with the last who holds it. `folder` empty: the
  /// system's folder for such files. Errors: io, too_large (a full disk).
  static Result<std::shared_ptr<const OpenFile>> hold(const fs::path& folder,
                                                      std::string_view bytes);

  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  int descriptor() const { return descriptor_; }
  /// When it was opened.
  std::uint64_t size() const { return size_; }
  /// A strong ETag, quotes included, of inode, size and time of change.
  const std::string& etag() const { return etag_; }

 private:
  OpenFile(int descriptor, std::uint64_t size, std::string etag);

  int descriptor_;
  std::uint64_t size_;
  std::string etag_;
};

}  // namespace vitrine::http
