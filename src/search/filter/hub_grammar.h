#pragma once
// The Hub's grammar of `where` and `orderby`: what its /filter accepts, and what it refuses, to the
// space.
//
//   where   := expr ( " " ("and"|"or"|"AND"|"OR") " " expr )*
//   expr    := "("? col " "? op " "? val ")"?
//   col     := "("? name ("." name)* ")"? [ "." func "(" args ")" ]
//   name    := "any name", a quote doubled
//   op      := one or more of = < > ! ~ * space like ilike glob "similar to" is not, in one case
//   val     := digits and dots | 'text' | true | false | null | NULL
//   orderby := col [ " " ("asc"|"desc"|"ASC"|"DESC") ]
//
// Anything that holds ; -- /* or */ is refused, inside a text too. Names are columns, fields of
// structs and the derived "title.length". As in the lenient grammar the SQL is written anew. A
// label of a ClassLabel column is taken as well as its code, which the Hub would refuse.

#include <string>
#include <string_view>

#include "base/result.h"
#include "schema/features.h"

namespace vitrine {

/// Errors: invalid_argument, with the Hub's own sentence: "Parameter 'where' contains errors or
/// invalid symbols" where the grammar refuses, "A query parameter is invalid" where its engine
/// would.
Result<std::string> hub_where_to_sql(std::string_view where, const Features& features);
/// Nulls last in both directions. Errors: as above with 'orderby'.
Result<std::string> hub_orderby_to_sql(std::string_view orderby, const Features& features);

}  // namespace vitrine
