#pragma once
// Parquet meaning: what a Parquet file's own metadata say of its columns beyond what DuckDB reads
// off them: Arrow's durations and null columns are integers to DuckDB; decimals of more than 38
// digits and times of day in nanoseconds are read as other values than the file has.

#include <stop_token>

#include "base/file.h"
#include "base/result.h"
#include "duck/database.h"
#include "schema/features.h"

namespace vitrine {

/// `read` are the file's columns as DuckDB has them; durations and nulls get their own types, at
/// any depth. Errors: unsupported with column and type for one that DuckDB would misread.
Result<Features> with_parquet_meaning(Connection& connection, const fs::path& file, Features read,
                                      const std::stop_token& stop);

/// Whether the type is null, or holds such a one.
bool holds_null_type(const Feature& feature);

}  // namespace vitrine
