#pragma once
// ObjectStore: contents by their SHA-256, each there once. FOLDER/ab/abcdef...
//
// An object is complete and durable before it has its name. Safe to use from several threads and
// processes: whoever comes second with the same content changes nothing.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::pushed {

class ObjectStore {
 public:
  explicit ObjectStore(fs::path folder) : folder_(std::move(folder)) {}

  /// Where the content of that name lies, be it there or not. Requires: 64 hexadecimal digits.
  fs::path path_of(std::string_view sha256) const;
  bool has(std::string_view sha256, std::uint64_t size_bytes) const;
  /// Takes over a file of the same file system, by renaming it. Errors: invalid_argument if its
  /// content is another; io. Cost: reads it once.
  Status take(const fs::path& file, std::string_view sha256, std::uint64_t size_bytes) const;
  /// The name of the content. Errors: io, too_large (a full disk).
  Result<std::string> add(std::string_view content) const;

 private:
  fs::path folder_;
};

/// Whether it is 64 hexadecimal digits in small letters.
bool is_sha256(std::string_view text);

}  // namespace vitrine::pushed
