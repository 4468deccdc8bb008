#pragma once
// Archive: the members of a zip or tar file, one after the other; and files that are compressed
// as a whole. The one place that sees libarchive.
//
// A tar may be compressed by gzip, bzip2, xz, lz4 or Zstandard. Not thread safe. Memory: under 1
// MiB besides what the compression needs.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::formats {

struct ArchiveMember {
  enum class Kind { kFile, kFolder, kLink, kOther };
  std::string name;  ///< As the archive has it: not to be trusted as a path.
  Kind kind = Kind::kFile;
  bool is_encrypted = false;
};

class Archive {
 public:
  /// Errors, here and below, do not name the file. not_found, io; corrupt if it is no archive,
  /// which may be found only by next().
  static Result<Archive> open(const fs::path& path);
  /// The file itself, a bzip2, xz or lz4 one, decompressed as the one member that there is.
  static Result<Archive> open_compressed(const fs::path& path);

  ~Archive();
  Archive(Archive&&) noexcept;
  Archive& operator=(Archive&&) = delete;

  /// The next member, nothing at the end. Errors: corrupt.
  Result<std::optional<ArchiveMember>> next();
  /// Fills the front of `out` with content of the member; 0 is its end. Errors: corrupt.
  Result<std::size_t> read(std::span<char> out);
  /// Bytes of the file that were taken so far.
  std::uint64_t consumed() const;
  /// All of the member. Errors: corrupt; too_large above `max_bytes`.
  Result<std::string> read_all(std::uint64_t max_bytes);

 private:
  struct State;
  explicit Archive(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vitrine::formats
