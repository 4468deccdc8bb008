#pragma once
// Snapshot: one opened snapshot of a dataset, and the checks of its files against its manifest.

#include <map>
#include <memory>

#include "base/result.h"
#include "base/storage.h"
#include "base/thread_annotations.h"
#include "store/block_cache.h"
#include "store/manifest.h"

namespace vitrine::store {

/// Immutable and thread safe; shared by all requests that read it. Binary artefacts check
/// themselves (base/container.h); Parquet, which other programs read, and small files are checked
/// here.
class Snapshot {
 public:
  Snapshot(fs::path directory, Manifest manifest, std::shared_ptr<BlockCache> blocks,
           Storage& storage = posix_storage())
      : directory_(std::move(directory)),
        manifest_(std::move(manifest)),
        blocks_(std::move(blocks)),
        storage_(&storage) {}

  const Manifest& manifest() const { return manifest_; }
  const fs::path& directory() const { return directory_; }
  /// The library's: where readers of this snapshot keep what they decompressed.
  const std::shared_ptr<BlockCache>& blocks() const { return blocks_; }

  /// Where shard `filename` of a split is: not to be read before check_parquet(). Paths relative to
  /// a snapshot's folder are the same in a staged one: see parquet_path() and index_path().
  fs::path parquet_file(std::string_view config, std::string_view split,
                        std::string_view filename) const;
  /// Whether a split's Parquet is what was imported: read against its hashes the first time,
  /// remembered then. Errors: corrupt; io. Cost: one read of it.
  Status check_parquet(std::string_view config, const SplitManifest& split) const;
  /// Where an artefact ("rows.vtr", "text.vti", ...) of a split is.
  fs::path index_file(std::string_view config, std::string_view split,
                      std::string_view filename) const;
  /// A small file of a split's index folder, whole. Errors: corrupt; io.
  Result<std::string> read_index_file(std::string_view config, std::string_view split,
                                      std::string_view filename) const;
  /// Where something that is made from the split after its import is, or would be: outside the
  /// manifest, so its format must tell whether it is whole. It goes when the snapshot goes.
  fs::path derived_file(std::string_view config, std::string_view split,
                        std::string_view filename) const;
  /// Makes the folder of derived_file(). Errors: io; not_found if the snapshot was deleted.
  Status make_derived_folder(std::string_view config, std::string_view split) const;

  /// Whether every file is there with its size. Errors: corrupt; not_found if the snapshot is gone;
  /// io. The same below.
  Status check_sizes() const;
  /// What a file that is not there is: damage, or a dataset that was removed while it was read.
  Error missing(const std::string& file) const;
  /// The same of one file.
  Status check_size(const SnapshotFile& file) const;
  /// Size and hash of one file. Errors: corrupt, with the file's name in the snapshot; io.
  Status check_file(const SnapshotFile& file) const;

 private:
  Status check_shard(const std::string& path) const;

  fs::path directory_;
  Manifest manifest_;
  std::shared_ptr<BlockCache> blocks_;
  Storage* storage_;

  mutable Mutex mutex_;
  /// Of Parquet by path: whole, or corrupt.
  mutable std::map<std::string, Status> checks_ VITRINE_GUARDED_BY(mutex_);
};

/// What is wrong with the files of a dataset, with what to do about it; an error that may pass, or
/// says so already, stays as it is.
Error corrupt_dataset(const DatasetName& dataset, const Error& error);

/// "parquet/{config}/{split}" and "index/{config}/{split}", relative to a snapshot's folder.
fs::path parquet_path(std::string_view config, std::string_view split);
fs::path index_path(std::string_view config, std::string_view split);

}  // namespace vitrine::store
