#pragma once
// Import: from a source to a snapshot in the library.
//
// Reads the source once to learn its schema, converts it to Parquet, indexes and profiles it in a
// staging folder, and commits. Nothing is visible before the commit; failure or a stop request
// leave no trace. The snapshot's id is a hash of the source's bytes and of what decides the
// outcome, so the same source imported again is recognised before any work is done.

#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "source/source.h"
#include "store/library.h"

namespace vitrine::ingest {

class RowPlace;

struct ImportOptions {
  int threads = 0;  ///< 0: one per core.
  std::uint64_t memory_bytes = std::uint64_t{768}
                               << 20U;  ///< For DuckDB; the text index has its own 256 MiB.
  /// Refuse, with `exists`, to replace a dataset that has the same name only because its file has.
  bool keep_namesakes = false;
  /// Where rows go; null: they stay in the snapshot. Outlives the import.
  const RowPlace* rows = nullptr;
  /// The commit that the source holds, where it was pushed to the dataset; else empty. Nothing else
  /// is imported over what was pushed.
  std::string pushed_commit = {};
};

struct ImportOutcome {
  store::DatasetName dataset;
  std::string snapshot_id;
  bool already_there = false;  ///< The library has just this snapshot: nothing was done.
  std::uint64_t num_rows = 0;
  std::uint64_t num_bytes_parquet = 0;
  std::vector<std::string> notices;  ///< What a person should know about the result.
};

/// Errors: those of reading the source, with file and place; unavailable if another process imports
/// the same dataset; invalid_argument if a file changes while it is read; cancelled; io.
Result<ImportOutcome> import_source(const store::Library& library, const source::Source& source,
                                    const ImportOptions& options, ProgressSink* progress,
                                    std::stop_token stop);

}  // namespace vitrine::ingest
