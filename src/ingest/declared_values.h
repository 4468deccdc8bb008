#pragma once
// Values of the files as values of the type that the card or --type declares. Private to ingest.

#include <string>
#include <vector>

#include "ingest/source_columns.h"
#include "schema/features.h"

namespace vitrine {

/// SQL that gives the scalar column `column` as the scalar type `declared`. Words that mean missing
/// are nulls beside numbers and dates; a value that the type does not have whole (1.5 of an
/// integer, a time of day of a date) stops the import with column and value. Digits that float32
/// lacks of a float64 are cut: that is what declaring it means.
std::string scalar_of(const SourceColumn& column, const Feature& declared);

/// The same of lists and structs.
std::string nested_of(const SourceColumn& column, const Feature& declared);

/// Whether reading `found` as `declared` could round or cut a value inside, lists and structs of
/// one shape too.
bool may_lose(const Feature& declared, const Feature& found);

/// Whether `found` is to be read as it is and converted here, be there a reader that reads it as
/// `declared`: its sentence would name neither column nor value, or it would lose some silently.
bool is_cast_by_us(const Feature& declared, const Feature& found);

/// Members of structs that `declared` has not, at any depth, for a sentence: "\"a\", \"b\"".
std::string undeclared_members(const Feature& declared, const Feature& found);

/// Says, once, that such members of a column are left out.
void say_undeclared_members(const std::string& column, const Feature& declared,
                            const Feature& found, std::vector<std::string>& notices);

}  // namespace vitrine
