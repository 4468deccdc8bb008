#pragma once
// Split indexer: one ordered pass over a split's Parquet that writes everything else a snapshot
// keeps of it: row store, column values, vector files, text index.
//
// Rows are rendered and stored on the calling thread while a second one analyses their text; both
// see every chunk in order. Memory: a few chunks of 2,048 rows and the text index's own budget.

#include <stop_token>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "duck/database.h"
#include "schema/features.h"
#include "store/manifest.h"

namespace vitrine {

/// Reads `parquet_directory`/{files} in order and fills the existing empty `index_directory`.
/// Errors: invalid_argument for a vector of another length than its feature's; too_large above
/// 2^32-1 rows; io; cancelled.
Status index_split(Connection& connection, const fs::path& parquet_directory,
                   const SplitManifest& split, const Features& features,
                   const fs::path& index_directory, ProgressSink* progress, std::stop_token stop);

}  // namespace vitrine
