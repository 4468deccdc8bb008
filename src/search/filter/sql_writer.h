#pragma once
// SQL of conditions and sort keys: a Condition meets a split's columns.
//
// The only place where the lenient grammar's SQL is made: names and texts are quoted here, numbers
// were checked digit by digit, everything else is a word of ours. Pure functions; cost linear in
// the tree.

#include <string>
#include <vector>

#include "base/result.h"
#include "schema/features.h"
#include "search/filter/condition.h"

namespace vitrine::filter {

/// A DuckDB condition in brackets. Errors: invalid_argument for unknown columns, labels and
/// functions and for values that do not compare, saying what to write instead; too_large for a long
/// pattern.
Result<std::string> condition_sql(const Condition& condition, const Features& features);

/// An ORDER BY list, nulls last in both directions. Errors: as above.
Result<std::string> sort_sql(const std::vector<SortKey>& keys, const Features& features);

}  // namespace vitrine::filter
