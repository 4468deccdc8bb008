#pragma once
// Predicates answered from the column value file (store/column_values.h), without SQL: comparisons,
// IN and IS NULL on integers, classes, truth values, dates, moments and texts that have a
// dictionary, areas of a map, and AND, OR and NOT of these. The SQL of predicate_sql.h is its slow
// twin, and answers all the rest: floats (the file leaves out NaN), moments with a zone or
// nanoseconds, patterns, functions, members of lists.
//
// Thread safe. Cost: about 2 ns a row for each comparison; of a text, also its dictionary once.

#include <functional>
#include <optional>

#include "ask/predicate.h"
#include "base/result.h"
#include "schema/features.h"
#include "search/row_set.h"
#include "store/column_values.h"

namespace vitrine::local {

/// The rows inside an area; never called for an area whose column does not exist.
using AreaRows = std::function<Result<search::RowSet>(const ask::MapArea&)>;

/// The rows for which the predicate is true, or nothing where the values do not tell. `values` are
/// those of a split with these columns. Errors: corrupt; those of `inside`.
Result<std::optional<search::RowSet>> rows_by_values(const ask::Predicate& predicate,
                                                     const schema::Features& features,
                                                     const store::ColumnValues& values,
                                                     const AreaRows& inside);

}  // namespace vitrine::local
