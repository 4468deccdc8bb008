#pragma once
// Parquet meaning: what the schema that Arrow's writers leave in a Parquet file says of its columns
// beyond Parquet's own: durations, null columns and booleans of a byte are integers to DuckDB. And
// what fastparquet leaves for pandas: its durations are times of day to others.

#include <stop_token>
#include <string_view>

#include "base/file.h"
#include "base/result.h"
#include "duck/database.h"
#include "schema/features.h"
#include "schema/named_model.h"

namespace vitrine::ingest {

struct ParquetMeaning {
  schema::Features features;
  std::vector<schema::NamedModel> models = {};  ///< Of columns of which the file says it.
};

/// `read` are the file's columns under the file's names; durations, nulls and booleans of a byte
/// get their own types, at any depth, and durations that are written as times of day theirs; 16
/// bytes that are an integer are called int128 or uint128, at the top level alone.
Result<ParquetMeaning> parquet_meaning(duck::Connection& connection, const fs::path& file,
                                       schema::Features read, const std::stop_token& stop);

/// What fastparquet says in the JSON text that it leaves for pandas: columns that are times of day
/// and were durations become these.
void add_pandas_meaning(std::string_view metadata, schema::Features& read);

/// Whether a column that DuckDB reads as `type` has to be cast to become `feature`: one that is or
/// holds a null type, or booleans of a byte.
bool is_stored_otherwise(const duck::ColumnType& type, const schema::Feature& feature);

}  // namespace vitrine::ingest
