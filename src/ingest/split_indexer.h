#pragma once
// Split indexer: one ordered pass over a split's Parquet that writes everything else a snapshot
// keeps of it: row store, column values, vector files, text index.
//
// Rows are rendered and stored on the calling thread while others analyse their text. Memory:
// chunks of bounded bytes (parquet_rows.h, text_feed.h), whatever a row takes, and the text index's
// own budget.

#include <stop_token>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "duck/database.h"
#include "schema/features.h"
#include "store/manifest.h"

namespace vitrine {

/// Reads `parquet_directory`/{files} in order and fills the existing empty `index_directory`.
/// The SQL relations, in order, in which the split can be read again in chunks of bounded bytes:
/// one a file, more where rows are large.
/// Errors: invalid_argument for a vector of another length than its feature's; too_large above
/// 2^32-1 rows; io; cancelled.
Result<std::vector<std::string>> index_split(Connection& connection,
                                             const fs::path& parquet_directory,
                                             const SplitManifest& split, const Features& features,
                                             const fs::path& index_directory,
                                             ProgressSink* progress, std::stop_token stop);

}  // namespace vitrine
