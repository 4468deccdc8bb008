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
#include "store/snapshot.h"
#include "store/trash.h"

namespace vitrine::store {

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

/// What is said of a dataset that is not there: not_found, with a way on.
Error absent_dataset(const DatasetName& dataset);

/// Which snapshot of a dataset readers see.
struct CurrentSnapshot {
  std::string id;
  /// Another one after every commit, also where a snapshot was replaced by a mended one of its id.
  std::uint64_t stamp = 0;

  bool operator==(const CurrentSnapshot&) const = default;
};

enum class Removal {
  kToTrash,  ///< Kept for Trash::kKeptFor, with notes and counts; restore() brings it back.
  kForGood,  ///< Deleted now, and so is what the trash has of it.
};

class Library {
 public:
  /// $VITRINE_HOME, else $XDG_DATA_HOME/vitrine, else ~/.local/share/vitrine.
  static Result<fs::path> default_home();
  /// Creates the folder if need be. Errors: io.
  static Result<Library> open(const fs::path& home);

  const fs::path& home() const { return home_; }
  /// The same library, for whoever makes it the copy of another: stage(), remove() and restore()
  /// of all others refuse a library that is one (store/copy_mark.h).
  Library for_copying() const;

  /// Names of all datasets with a snapshot, sorted. Other folders are passed over.
  Result<std::vector<DatasetName>> list() const;

  /// The dataset's current snapshot. Errors: not_found; corrupt; io. Cost: one small read.
  Result<CurrentSnapshot> current(const DatasetName& dataset) const;
  Result<std::string> current_id(const DatasetName& dataset) const;
  /// Errors: not_found; corrupt or unsupported with what to do about it.
  Result<std::shared_ptr<const Snapshot>> open_snapshot(const DatasetName& dataset) const;
  /// The current snapshot for its check or repair: of any version, and whatever its files are like.
  /// Errors: not_found; corrupt or unsupported if its manifest cannot be read.
  Result<std::shared_ptr<const Snapshot>> open_unchecked(const DatasetName& dataset) const;

  /// Takes the dataset's lock and an empty staging folder. Remains of killed imports are removed.
  /// Errors: unavailable if another process is importing this dataset; unsupported of a copy.
  Result<StagedSnapshot> stage(const DatasetName& dataset) const;

  /// Takes the dataset with all that belongs to it out of sight, in one step. Readers that have it
  /// open go on. Errors: not_found, unavailable, io.
  Status remove(const DatasetName& dataset, Removal removal = Removal::kToTrash) const;
  /// Removed datasets that are still kept, the latest removal first. Errors: io.
  Result<std::vector<RemovedDataset>> removed() const;
  /// Deletes what nobody needs: remains of killed processes, snapshots that imports have replaced,
  /// and of the trash what is older than Trash::kKeptFor, or with `all_of_trash` everything.
  /// Datasets that are being written are passed over. A request under way on a replaced snapshot
  /// may fail. The bytes that were freed. Errors: io. Cost: looks at every file's size twice.
  Result<std::uint64_t> collect_garbage(bool all_of_trash) const;
  /// Brings back what was removed last under this name, notes and counts with it. Errors:
  /// not_found; exists if the library has a dataset of this name again; unavailable; io.
  Status restore(const DatasetName& dataset) const;

 private:
  explicit Library(fs::path home) : home_(std::move(home)) {}
  fs::path dataset_directory(const DatasetName& dataset) const;
  Status remove_for_good(const DatasetName& dataset) const;

  /// Errors: unsupported where the library is a copy and this is not for copying; io.
  Status check_own() const;

  fs::path home_;
  bool is_for_copying_ = false;
  std::shared_ptr<BlockCache> blocks_ = std::make_shared<BlockCache>();
};

}  // namespace vitrine::store
