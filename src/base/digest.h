#pragma once
// Digests: SHA-1 and SHA-256, by which git and its large-file storage name content. Where nobody
// outside must recognise the name, use base/hash.h: it is ten times as fast.
//
//   Digester digester(Digester::Algorithm::kSha256);
//   digester.update(bytes);
//   const std::string name = digester.hex();

#include <memory>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace vitrine {

/// One running digest. Not thread safe; any number may run side by side.
class Digester {
 public:
  enum class Algorithm { kSha1, kSha256 };

  explicit Digester(Algorithm algorithm);
  ~Digester();
  Digester(Digester&&) noexcept;
  Digester& operator=(Digester&&) noexcept;

  void update(std::string_view bytes);
  /// Lower-case hexadecimal: 40 digits of SHA-1, 64 of SHA-256. Ends the digest: call once, last.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What git calls a file of that content: SHA-1 of "blob {size}", a zero byte and the content.
std::string git_blob_id(std::string_view content);

/// SHA-256 of a file's content. Errors: not_found, io. Cost: one read, a second per GB or two.
Result<std::string> sha256_file(const fs::path& path);

}  // namespace vitrine
