#pragma once
// Types, both ways between DuckDB and the Hub's features, and the quoting of names and texts.
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
#include "duck/column_view.h"
#include "schema/features.h"

namespace vitrine {

Feature feature_of(const ColumnType& type);

/// The SQL type that a feature's values are cast to: "FLOAT[768]", "VARCHAR[]", "STRUCT("a"
/// BIGINT)"; a ClassLabel is BIGINT, Json is JSON. Errors: unsupported for a dtype that DuckDB has
/// no type for, naming it.
Result<std::string> sql_type(const Feature& feature);

/// `name` in double quotes, quotes doubled. DuckDB knows no way to write the empty name: a column
/// that has it can only be reached by renaming all columns, as in `FROM x AS t(c0, c1)`.
std::string quote_identifier(std::string_view name);

/// `text` as an SQL string: single quotes, doubled inside. A NUL byte, which SQL text cannot hold,
/// is spliced in as chr(0).
std::string quote_literal(std::string_view text);

/// ['a','b'] of file paths, for read_parquet() and its kin: characters that DuckDB would expand as
/// globs are made literal.
std::string path_list_sql(std::span<const fs::path> paths);

}  // namespace vitrine
