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
// docs/filters.md is the page for users. Pure functions; cost linear in the text.

#include <string_view>

#include "ask/predicate.h"
#include "base/result.h"
#include "schema/features.h"

namespace vitrine::ask {

/// Which rows `where` means, over the split's columns. Errors: invalid_argument with position and
/// what was expected; too_large.
Result<Predicate> parse_where(std::string_view where, const schema::Features& features);

/// Errors: as above.
Result<Order> parse_sort(std::string_view sort, const schema::Features& features);

}  // namespace vitrine::ask
