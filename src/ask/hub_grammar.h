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
// Names that differ from a column's in case only are that column's, if there is just one. Methods
// are those of functions.h. Anything that holds ; -- /* or */ is refused, inside a text too. Names
// are columns, fields of structs and the derived "title.length". Types are not checked: a text
// beside a column is read as the column's type when the predicate is evaluated. A label of a
// ClassLabel column is taken as well as its code, which the Hub would refuse.

#include <string_view>

#include "ask/predicate.h"
#include "base/result.h"
#include "schema/features.h"

namespace vitrine::ask {

/// Errors: invalid_argument, with the Hub's own sentence: "Parameter 'where' contains errors or
/// invalid symbols" where the grammar refuses, "A query parameter is invalid" where its engine
/// would.
Result<Predicate> parse_hub_where(std::string_view where, const schema::Features& features);
/// Errors: as above with 'orderby'.
Result<Order> parse_hub_orderby(std::string_view orderby, const schema::Features& features);

}  // namespace vitrine::ask
