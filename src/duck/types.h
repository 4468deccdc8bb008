#pragma once
// Types, both ways between DuckDB and the Hub's features.
//
// DuckDB -> Feature: TINYINT..UBIGINT int8..uint64; HUGEINT decimal128(38, 0); FLOAT, DOUBLE
// float32, float64; DECIMAL decimal128(p, s); VARCHAR, ENUM, UUID, INTERVAL, BIT string; JSON Json;
// BLOB binary; DATE date32; TIME time64[us]; TIMESTAMP timestamp[us] (and _S, _MS, _NS);
// TIMESTAMPTZ timestamp[us, tz=UTC]; LIST List; ARRAY List with a length; STRUCT struct; MAP a list
// of struct(key, value); UNION Json.

#include <span>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/sql_quote.h"
#include "duck/column_view.h"
#include "schema/features.h"

namespace vitrine::duck {

schema::Feature feature_of(const ColumnType& type);

/// The SQL type that a feature's values are cast to: "FLOAT[768]", "VARCHAR[]", "STRUCT("a"
/// BIGINT)"; a ClassLabel is BIGINT, Json is JSON,
/// moments in seconds or milliseconds are TIMESTAMP, so that a type that says too little cuts
/// nothing off. Errors: unsupported for a dtype that DuckDB has no type for, naming it.
Result<std::string> sql_type(const schema::Feature& feature);

/// An option of DuckDB's file readers: no folder's name, above or below, is a column
/// ("year=2020/").
inline constexpr std::string_view kWithoutPartitions = ", hive_partitioning=false";

/// read_parquet() of the files, in order, with kWithoutPartitions; `options` are further ones
/// (", file_row_number=true").
std::string read_parquet_sql(std::span<const fs::path> paths, std::string_view options = "");

/// ['a','b'] of file paths, for read_parquet() and its kin: characters that DuckDB would expand as
/// globs are made literal.
std::string path_list_sql(std::span<const fs::path> paths);

}  // namespace vitrine::duck
