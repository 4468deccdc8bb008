#pragma once
// Text conditions: `year:2020..2024` and `type:Oral` in a text query, answered by SQL on the
// columns that the text index does not have (text/column_condition.h).
//
// A value means what the column's type makes of it: a number, a date, the name of a class; of a
// list, a member. A year alone means its days where the column holds dates. What the type cannot
// be (`year:soon`) meets no row.

#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "search/split_reader.h"
#include "search/sql_rows.h"
#include "text/column_condition.h"
#include "text/index.h"
#include "text/query_parser.h"

namespace vitrine {

/// The columns that such conditions can name: all but vectors, structs and the like.
std::vector<std::string> condition_columns(const Features& features);

/// The condition as SQL; "false" if nothing can meet it. Requires: a column of
/// condition_columns().
std::string condition_sql(const Features& features, const ColumnCondition& condition);

/// The matcher for TextQuery::match_column. `split` and `sql` must outlive it.
ColumnMatcher column_matcher(const SplitReader& split, SqlRows& sql);

/// A text query that knows the split's columns. `split` and `sql` must outlive it.
TextQuery text_query(const SplitReader& split, SqlRows& sql, std::string words);

/// The names that a query of this split may use before a colon.
QueryNames query_names(const SplitReader& split, const TextIndex& index);

}  // namespace vitrine
