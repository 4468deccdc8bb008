#pragma once
// Trash: removed datasets, kept for a while with everything that belonged to them.
//
//   HOME/trash/{owner}@{name}@{seconds since 1970}/     the dataset's folder as it was
//
// Removing is one rename, and so is bringing back: a crash leaves the dataset here or there. What
// is older than kKeptFor goes with collect(); so does what a clock that runs a month ahead believes
// to be. Thread safe between processes as far as the dataset's own lock is held, which callers do.

#include <chrono>
#include <vector>

#include "base/result.h"
#include "base/storage.h"
#include "store/dataset_name.h"

namespace vitrine::store {

struct RemovedDataset {
  DatasetName dataset;
  std::int64_t removed_at = 0;  ///< Seconds since 1970, UTC.
  fs::path folder;
};

class Trash {
 public:
  static constexpr std::chrono::days kKeptFor{30};

  Trash(Storage& storage, const fs::path& home) : storage_(&storage), folder_(home / "trash") {}

  /// Everything in it, the latest removal first. Errors: io.
  Result<std::vector<RemovedDataset>> list() const;
  /// The latest removal of a dataset. Errors: not_found, io.
  Result<RemovedDataset> latest(const DatasetName& dataset) const;

  /// Moves a dataset's folder in, durably. Its time is `now`, but later than that of any removal of
  /// the dataset before: a clock that went back makes no older copy the latest. Requires: its locks
  /// are held. Errors: io.
  Status take(const DatasetName& dataset, const fs::path& folder, std::int64_t now) const;
  /// Moves it back to `folder`, where nothing is or an empty folder. Errors: exists, io.
  Status put_back(const RemovedDataset& removed, const fs::path& folder) const;
  /// Copies the side files that `folder` lacks from the latest removal of the dataset.
  Status return_side_files(const DatasetName& dataset, const fs::path& folder) const;

  /// Deletes what was removed more than kKeptFor before `now`. Best effort.
  void collect(std::int64_t now) const;
  /// Deletes one entry for good. Errors: io.
  Status purge(const RemovedDataset& removed) const;

 private:
  Storage* storage_;
  fs::path folder_;
};

/// Seconds since 1970, UTC.
std::int64_t seconds_now();

}  // namespace vitrine::store
