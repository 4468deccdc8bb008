#pragma once
// AppendedFile: a file that is added to at its end, as what arrives in pieces is. Unbuffered; only
// what was written before a kill is there after it, and nothing is durable before it is synced.

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace vitrine {

class AppendedFile {
 public:
  /// Creates the file if need be; `anew`: empties it. Errors: not_found (its folder), io, too_large
  /// (a full disk).
  static Result<AppendedFile> open(const std::filesystem::path& path, bool anew);
  ~AppendedFile();
  AppendedFile(AppendedFile&& other) noexcept;
  AppendedFile& operator=(AppendedFile&& other) noexcept;

  /// Errors: io, too_large (a full disk).
  Status write(std::string_view bytes) const;

 private:
  AppendedFile(int descriptor, std::filesystem::path path);

  int descriptor_;
  std::filesystem::path path_;
};

}  // namespace vitrine
