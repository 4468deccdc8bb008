#pragma once
// BodyFile: a request's body as a file, so that one of any size takes no memory. Its route asks for
// it (Route::body_in_file).

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::http {

/// Removed when it is destroyed, unless it was renamed by then. Not thread safe.
class BodyFile {
 public:
  /// An empty file in `folder`, which is created if need be. Errors: io.
  static Result<std::unique_ptr<BodyFile>> create(const fs::path& folder);

  ~BodyFile();
  BodyFile(const BodyFile&) = delete;
  BodyFile& operator=(const BodyFile&) = delete;

  const fs::path& path() const { return path_; }
  std::uint64_t size() const { return size_; }
  /// Errors: too_large (a full disk), io.
  Status append(std::string_view bytes);

 private:
  BodyFile(int fd, fs::path path) : fd_(fd), path_(std::move(path)) {}

  int fd_;
  fs::path path_;
  std::uint64_t size_ = 0;
};

}  // namespace vitrine::http
