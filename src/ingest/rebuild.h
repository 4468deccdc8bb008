#pragma once
// Rebuild: the indexes of a dataset's current snapshot made again from its Parquet, for a snapshot
// whose indexes are damaged or of an older version. The Parquet is read against its hashes first
// and taken over as it is; the snapshot keeps its id, its card and where it came from, and is
// replaced in one step, as by an import. Readers of the old one go on; running servers take the new
// one with their next request.

#include <stop_token>

#include "base/progress.h"
#include "base/result.h"
#include "ingest/import.h"
#include "store/library.h"

namespace vitrine::ingest {

/// Errors: not_found; corrupt if the manifest or the Parquet is damaged, naming the file and where
/// the data came from; unavailable if another process writes the dataset; io; cancelled.
Status rebuild_indexes(const store::Library& library, const store::DatasetName& dataset,
                       const ImportOptions& options, ProgressSink* progress,
                       const std::stop_token& stop);

/// Takes a split's Parquet over into a new snapshot's folder, read against its hashes first.
/// Errors: corrupt, naming the file and where the data came from; io.
Status take_over_parquet(const store::Snapshot& snapshot, const store::ConfigManifest& config,
                         const store::SplitManifest& split, const fs::path& staging);

/// The same of what is neither Parquet nor an index: media, and how the source was read.
Status take_over_rest(const store::Snapshot& snapshot, const fs::path& staging);

}  // namespace vitrine::ingest
