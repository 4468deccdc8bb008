#pragma once
// Downloads: how often each dataset was downloaded, day by day.
//
//   HOME/datasets/{owner}/{name}/downloads.json
//
// It stands beside the snapshots, so it survives the next import and goes with the dataset. Days
// are counted from 1970-01-01 UTC and kept for a year. A file that cannot be read counts from zero
// again: a count is no reason to refuse a download. Thread safe. Two processes that serve one
// library may lose a count to each other, never the file. Cost: one small atomic write a download.

#include <cstdint>
#include <mutex>

#include "base/file.h"
#include "base/result.h"
#include "store/dataset_name.h"

namespace vitrine::store {

/// Days since 1970-01-01 UTC.
std::int64_t today();

class Downloads {
 public:
  explicit Downloads(fs::path home) : home_(std::move(home)) {}

  /// Counts one download. Errors: not_found if the dataset is gone; io.
  Status add(const DatasetName& dataset, std::int64_t day) const;
  /// Whether the file, if there is one, can be read. Errors: corrupt; unsupported; io.
  Status check(const DatasetName& dataset) const;
  /// Downloads on `day` and the days before it, `num_days` in all.
  std::uint64_t count(const DatasetName& dataset, std::int64_t day, std::int64_t num_days) const;

 private:
  fs::path file_of(const DatasetName& dataset) const;

  fs::path home_;
  mutable std::mutex mutex_;  // of the files
};

}  // namespace vitrine::store
