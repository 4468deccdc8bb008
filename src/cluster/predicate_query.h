#pragma once
// Predicates as questions to the engine, over the fields of columns.h.
//
// A query matches exactly the rows for which its predicate is true. What is true and what is false
// are written side by side, because in SQL's logic of three values neither is the other's rest.
// Nothing is approximated: what the fields do not tell is refused, in one sentence that says that
// the SQL tab can: comparisons of two columns, fields of structs and Json, areas of maps, functions
// other than lower, length, year, contains, starts_with, ends_with and regexp_matches, regular
// expressions that Lucene may read in another way, and patterns on columns that hold texts of more
// than 8,000 bytes. Pure functions; cost linear in the tree.

#include <span>
#include <string>

#include "ask/predicate.h"
#include "base/result.h"
#include "schema/features.h"

namespace vitrine::cluster {

/// A query object. `cut_columns`: as read_cut_columns() tells. Errors: unsupported;
/// invalid_argument for a text that is not of its column's type; too_large for more comparisons
/// than the engine takes.
Result<std::string> predicate_query(const ask::Predicate& predicate,
                                    const schema::Features& features,
                                    std::span<const std::size_t> cut_columns);

}  // namespace vitrine::cluster
