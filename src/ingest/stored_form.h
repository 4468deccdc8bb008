#pragma once
// Stored form: the few layouts in which the library keeps columns, and the way there from the
// others that a source can have.
//
// Everything behind the import reads a column by its Feature: text as text, integers as integers.
// Some types of DuckDB's have the same Feature as another and yet other cells (UUID is "string" to
// people, and 16 bytes in memory). They are cast at the door; what comes back from the library's
// own Parquet is held to its Feature before a cell is read.

#include <functional>
#include <string>

#include "base/result.h"
#include "duck/query_result.h"
#include "schema/features.h"

namespace vitrine::ingest {

/// SQL over the SQL of a value.
using SqlOf = std::function<std::string(const std::string&)>;

/// SQL over `expression`, whose type is `type`, that gives its stored form: UUID, INTERVAL, BIT and
/// ENUM become their text, MAP a list of struct(key, value), also inside of lists and structs.
/// `expression` itself where nothing changes.
/// Intervals become what `interval` writes for one, if it is given.
std::string stored_expression(const std::string& expression, const duck::ColumnType& type,
                              const SqlOf& interval = {});

/// Whether cells of `type` can be read as `feature` without looking at anything but the cells.
bool holds(const duck::ColumnType& type, const schema::Feature& feature);

/// Whether a result has just the columns of `features`, each in a layout that holds it. Errors:
/// invalid_argument with the column.
Status check_columns(const duck::QueryResult& result, const schema::Features& features);

}  // namespace vitrine::ingest
