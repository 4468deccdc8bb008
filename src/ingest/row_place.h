#pragma once
// Row place: where the rows of a split go when they do not stay in the snapshot.

#include <stop_token>
#include <string>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "duck/database.h"
#include "schema/features.h"
#include "store/manifest.h"

namespace vitrine::ingest {

/// A split of a snapshot that is being made, with all of its artefacts.
struct PlacedSplit {
  store::DatasetName dataset;
  std::string snapshot_id;
  std::string config;
  const store::SplitManifest* split;
  const schema::Features* features;
  fs::path parquet;  ///< The folder of its Parquet.
  fs::path index;    ///< The folder of its artefacts.
  bool is_repair =
      false;  ///< The rows are placed anew: what is there of them is not to be trusted.
};

/// Where the rows of a split are, as its manifest says it.
struct RowsTaken {
  std::string index;    ///< SplitManifest::engine_index.
  std::string columns;  ///< SplitManifest::engine_columns.
};

class RowPlace {
 public:
  virtual ~RowPlace() = default;
  RowPlace() = default;
  RowPlace(const RowPlace&) = delete;
  RowPlace& operator=(const RowPlace&) = delete;

  /// Takes the rows, and from the folder the artefacts that they are no longer read from. Nobody
  /// sees them before the snapshot is committed, and what a broken import has placed is found again
  /// or collected.
  virtual Result<RowsTaken> take(duck::Connection& connection, const PlacedSplit& split,
                                 ProgressSink* progress, const std::stop_token& stop) const = 0;
  /// Called when the dataset has another snapshot: what it held before may go.
  virtual void committed(const store::DatasetName& dataset) const = 0;
};

}  // namespace vitrine::ingest
