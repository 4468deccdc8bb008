#pragma once
// Text conditions: `year:2020..2024` and `type:Oral` in a text query (ask/column_range.h), answered
// on the columns that the text index does not have (text/column_condition.h).

#include <span>
#include <string>

#include "base/result.h"
#include "search/split.h"
#include "text/index.h"
#include "text/query_parser.h"

namespace vitrine::search {

/// A text query that knows the names of the split's columns.
text::TextQuery text_query(const Split& split, std::string words);

/// The names that a query of this split may use before a colon.
text::QueryNames query_names(const Split& split, std::span<const text::TextField> fields);

}  // namespace vitrine::search
