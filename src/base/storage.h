#pragma once
// Storage: the few operations on a file system that keeping data safe rests on, as an interface.
//
// What the library must never lose (which snapshot is current, reading lists, counts, the trash)
// is written through this and nothing else, so that a test can put a model in its place that
// forgets at a power cut whatever was not synced (tests/faults). Artefacts that are written by
// their own writers (base/file.h, DuckDB) meet it when they are done: sync() makes durable what
// anybody wrote under a path.
//
// Nothing but sync() makes anything durable: content by sync(file), names by sync(folder). A
// rename is one step: after a crash it has happened or it has not. base/durable.h puts these
// together. Every failure names the path. Implementations are safe to call concurrently.
//
// Source: the Env of LevelDB (util/env.h) and its fault_injection_test; the storage of
// TigerBeetle (src/testing/storage.zig).

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace vitrine {

namespace fs = std::filesystem;

struct FileFacts {
  enum class Kind { kFile, kFolder, kOther };
  Kind kind = Kind::kFile;
  std::uint64_t size_bytes = 0;
  /// Differs between any two files that a path named one after the other.
  std::uint64_t identity = 0;
};

/// A lock, held until the last copy is gone or the process ends.
using HeldLock = std::shared_ptr<void>;

class Storage {
 public:
  enum class IfLocked { kFail, kWait };

  Storage() = default;
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;
  virtual ~Storage() = default;

  /// A file's bytes. Errors: not_found, io, too_large above `max_bytes`.
  virtual Result<std::string> read(const fs::path& path, std::uint64_t max_bytes) = 0;
  /// XXH3-128 of a file's content. Errors: not_found, io.
  virtual Result<Hash128> hash(const fs::path& path) = 0;
  /// Creates or replaces a file's content. Errors: not_found (its folder), io, too_large (a full
  /// disk).
  virtual Status write(const fs::path& path, std::string_view bytes) = 0;
  /// Makes durable a file's content, or the names in a folder. Errors: not_found, io.
  virtual Status sync(const fs::path& path) = 0;
  /// Replaces a file or an empty folder that is in the way. Errors: exists for any other folder;
  /// not_found; io.
  virtual Status rename(const fs::path& from, const fs::path& to) = 0;
  /// Swaps two names. Errors: not_found, io.
  virtual Status exchange(const fs::path& a, const fs::path& b) = 0;
  /// Removes a file, or a folder that is empty. Errors: not_found; exists for a folder that is not
  /// empty; io.
  virtual Status remove(const fs::path& path) = 0;
  /// Errors: exists; not_found (its parent); io.
  virtual Status make_folder(const fs::path& path) = 0;
  /// Names in a folder, sorted. Errors: not_found, io.
  virtual Result<std::vector<std::string>> list(const fs::path& path) = 0;
  /// Nothing if there is nothing of that name; a failure to look is an error. Errors: io.
  virtual Result<std::optional<FileFacts>> stat(const fs::path& path) = 0;
  /// An exclusive lock on the file that `path` names once it is held; creates it if need be.
  /// Errors: unavailable if another holds it and IfLocked::kFail; not_found (its folder); io.
  virtual Result<HeldLock> lock(const fs::path& path, IfLocked if_locked) = 0;
};

/// The machine's file system. What it makes is its owner's alone: folders of mode 0700, files of
/// mode 0600.
Storage& posix_storage();

}  // namespace vitrine
