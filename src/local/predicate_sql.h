#pragma once
// SQL of predicates and orders: the evaluator that can answer all of them, by DuckDB over a split's
// Parquet.
//
// The only place where the SQL of conditions is made: names and texts are quoted here, numbers were
// checked digit by digit, everything else is a word of ours. Pure functions; cost linear in the
// tree.

#include <string>
#include <string_view>
#include <vector>

#include "ask/predicate.h"
#include "base/result.h"
#include "schema/features.h"

namespace vitrine::local {

/// What the SQL calls a row's number. No column of a dataset can be called this: names that start
/// so are ours.
inline constexpr std::string_view kRowColumn = "\x01row";

struct PredicateSql {
  std::string condition;  ///< In brackets, over the columns and kRowColumn.
  /// The areas of kInside, which are no columns of the Parquet: for the one at position i, the
  /// condition asks the relation area_relation(i) with the one column "row" for the rows inside.
  /// They point into the predicate.
  std::vector<const ask::MapArea*> areas;
};

std::string area_relation(std::size_t position);

/// Errors: too_large where the SQL would be longer than 4 MB; unsupported for a type that DuckDB
/// has not.
Result<PredicateSql> predicate_sql(const ask::Predicate& predicate,
                                   const schema::Features& features);

/// An ORDER BY list, nulls last in both directions; empty for none. Errors: as above.
Result<std::string> order_sql(const ask::Order& order, const schema::Features& features);

}  // namespace vitrine::local
