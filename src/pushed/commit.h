#pragma once
// Commit: what a dataset's files were after one push. Immutable and named by its content, as git's
// are, though it is no object of git.
//
// On disk a commit is one sealed JSON file (docs/formats/library.md).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vitrine::pushed {

struct PushedFile {
  std::string path;  ///< "data/train.parquet": relative, of plain names.
  std::uint64_t size_bytes = 0;
  std::string sha256;     ///< Of its content: its name in the object store.
  std::string blob_id;    ///< git's name: of a large file, that of the pointer to it.
  bool is_large = false;  ///< Kept in large-file storage, as git sees it.

  bool operator==(const PushedFile&) const = default;
};

struct Commit {
  std::string id;      ///< 40 hexadecimal digits: SHA-1 of all that follows.
  std::string parent;  ///< Empty for the first.
  std::string title;
  std::string message;
  std::string author;
  std::int64_t seconds = 0;       ///< Since 1970, UTC.
  std::vector<PushedFile> files;  ///< All there are after it, by path.

  /// As people name it: seven digits.
  std::string short_id() const { return id.substr(0, 7); }
  /// Null if there is none. Cost: a binary search.
  const PushedFile* find(std::string_view path) const;
};

/// What a push changes.
struct FileChange {
  enum class Kind { kPut, kDeleteFile, kDeleteFolder };
  Kind kind = Kind::kPut;
  PushedFile file;  ///< Its path alone, of what is deleted.
};

/// The files after the changes, each in its turn. Errors: invalid_argument for a path that is none
/// (empty, absolute, with "." or "..", with a name above 255 bytes, or one that is a file and a
/// folder); not_found for a file to delete that is not there.
Result<std::vector<PushedFile>> apply_changes(std::vector<PushedFile> files,
                                              const std::vector<FileChange>& changes);

/// With `id` set from the rest.
std::string format_commit(Commit& commit);
/// Errors: corrupt, for what format_commit() does not write; unsupported for a later version.
Result<Commit> parse_commit(std::string_view sealed);

/// What stands in git in place of a large file. Source: the Git LFS specification, version 1.
std::string large_file_pointer(const std::string& sha256, std::uint64_t size_bytes);

}  // namespace vitrine::pushed
