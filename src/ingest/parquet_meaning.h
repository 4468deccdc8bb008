#pragma once
// Parquet meaning: what the schema that Arrow's writers leave in a Parquet file says of its columns
// beyond Parquet's own: durations and null columns are integers to DuckDB.

#include <stop_token>

#include "base/file.h"
#include "base/result.h"
#include "duck/database.h"
#include "schema/features.h"

namespace vitrine {

/// `read` are the file's columns under the file's names; durations and nulls get their own types,
/// at any depth; 16 bytes that are an integer are called int128 or uint128, at the top level alone.
Result<Features> with_parquet_meaning(Connection& connection, const fs::path& file, Features read,
                                      const std::stop_token& stop);

/// Whether the type is null, or holds such a one.
bool holds_null_type(const Feature& feature);

}  // namespace vitrine
