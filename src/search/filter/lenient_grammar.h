#pragma once
// Conditions and sort keys as people write them: a superset of the Hub's grammar.
//
//   condition := term { (AND | OR) term }, NOT term, ( condition ); AND binds tighter than OR
//   term      := value op value | value [NOT] IN (value, ...) | value [NOT] IN list-column
//              | value [NOT] BETWEEN value AND value | value IS [NOT] NULL
//              | value [NOT] like value | value
//   value     := column | 'text' | number | TRUE | FALSE | NULL
//              | function(value, ...) | column.function(...)
//   op        := = == != <> < <= > >=
//   like      := LIKE | ILIKE | GLOB | SIMILAR TO
//   column    := name | "any name" | name.field | name.length
//   sort      := key {, key}
//   key       := column [ASC | DESC] | random(seed)
//
// The SQL is written from what was understood, names and texts quoted anew: nothing else can reach
// the engine. docs/filters.md is the page for users. Pure functions; cost linear in the text.

#include <string>
#include <string_view>

#include "base/result.h"
#include "schema/features.h"

namespace vitrine {

/// A DuckDB condition over the split's columns. Errors: invalid_argument with position and what was
/// expected; too_large.
Result<std::string> where_to_sql(std::string_view where, const Features& features);

/// An ORDER BY list; nulls last in both directions. Errors: as above.
Result<std::string> sort_to_sql(std::string_view sort, const Features& features);

}  // namespace vitrine
