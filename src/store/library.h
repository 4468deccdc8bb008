#pragma once
// Library: the datasets on disk.
//
//   HOME/datasets/{owner}/{name}/current                 the id of the snapshot that readers see
//   HOME/datasets/{owner}/{name}/snapshots/{id}/         one immutable snapshot
//   HOME/datasets/{owner}/{name}/staging-{pid}/          an import under way
//   HOME/datasets/{owner}/{name}/lock                    held by the one that writes
//
// A snapshot is complete before it is renamed into place and `current` is replaced atomically after
// that, so a kill at any moment leaves the old state or the new one. Readers take no locks: a
// snapshot stays on disk until the import after next. Thread safety: all members are safe to call
// concurrently. docs/formats/library.md has the layout in full.

#include <memory>
#include <optional>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "store/block_cache.h"
#include "store/manifest.h"

namespace vitrine {

/// One opened snapshot. Immutable and thread safe; shared by all requests that read it.
class Snapshot {
 public:
  Snapshot(fs::path directory, Manifest manifest, std::shared_ptr<BlockCache> blocks)
      : directory_(std::move(directory)),
        manifest_(std::move(manifest)),
        blocks_(std::move(blocks)) {}

  const Manifest& manifest() const { return manifest_; }
  const fs::path& directory() const { return directory_; }
  /// The library's: where readers of this snapshot keep what they decompressed.
  const std::shared_ptr<BlockCache>& blocks() const { return blocks_; }

  /// Where shard `filename` of a split is. Paths relative to a snapshot's folder are the same in
  /// a staged one: see parquet_path() and index_path().
  fs::path parquet_file(std::string_view config, std::string_view split,
                        std::string_view filename) const;
  /// Where an artefact ("rows", "text", ...) of a split is.
  fs::path index_file(std::string_view config, std::string_view split,
                      std::string_view filename) const;
  /// Where something that is made from the split after its import is, or would be: outside the
  /// manifest, so its format must tell whether it is whole. It goes when the snapshot goes.
  fs::path derived_file(std::string_view config, std::string_view split,
                        std::string_view filename) const;
  /// Makes the folder of derived_file(). Errors: io; not_found if the snapshot was deleted.
  Status make_derived_folder(std::string_view config, std::string_view split) const;

 private:
  fs::path directory_;
  Manifest manifest_;
  std::shared_ptr<BlockCache> blocks_;
};

/// "parquet/{config}/{split}" and "index/{config}/{split}", relative to a snapshot's folder.
fs::path parquet_path(std::string_view config, std::string_view split);
fs::path index_path(std::string_view config, std::string_view split);

/// An import's private folder. Destroyed without commit() it leaves no trace.
class StagedSnapshot {
 public:
  StagedSnapshot(FileLock lock, fs::path dataset_directory, fs::path directory);
  ~StagedSnapshot();
  StagedSnapshot(StagedSnapshot&& other) noexcept;
  StagedSnapshot& operator=(StagedSnapshot&&) = delete;

  const fs::path& directory() const { return directory_; }

  /// Hashes every file below directory() into the manifest, writes the manifest, makes all of it
  /// durable, renames it to its snapshot id and points `current` at it. Snapshots older than the
  /// one replaced are deleted.
  Status commit(Manifest manifest) &&;

 private:
  Status publish(const Manifest& manifest);

  FileLock lock_;
  fs::path dataset_directory_;
  fs::path directory_;
};

class Library {
 public:
  /// $VITRINE_HOME, else $XDG_DATA_HOME/vitrine, else ~/.local/share/vitrine.
  static Result<fs::path> default_home();
  /// Creates the folder if need be. Errors: io.
  static Result<Library> open(const fs::path& home);

  const fs::path& home() const { return home_; }

  /// Names of all datasets with a snapshot, sorted. Other folders are passed over.
  Result<std::vector<DatasetName>> list() const;

  /// The id of the dataset's current snapshot. Errors: not_found. Cost: one small read.
  Result<std::string> current_id(const DatasetName& dataset) const;
  /// Errors: not_found; corrupt or unsupported with what to do about it.
  Result<std::shared_ptr<const Snapshot>> open_snapshot(const DatasetName& dataset) const;

  /// Takes the dataset's lock and an empty staging folder. Remains of killed imports are removed.
  /// Errors: unavailable if another process is importing this dataset.
  Result<StagedSnapshot> stage(const DatasetName& dataset) const;

  /// Deletes the dataset with all its snapshots. Errors: not_found, unavailable.
  Status remove(const DatasetName& dataset) const;

 private:
  explicit Library(fs::path home) : home_(std::move(home)) {}
  fs::path dataset_directory(const DatasetName& dataset) const;

  fs::path home_;
  std::shared_ptr<BlockCache> blocks_ = std::make_shared<BlockCache>();
};

}  // namespace vitrine
