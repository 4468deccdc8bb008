#pragma once
// Values of the files as values of the type that the card or --type declares. Private to ingest.

#include <string>
#include <vector>

#include "ingest/source_columns.h"
#include "schema/features.h"

namespace vitrine::ingest {

/// A column read as a declared type.
struct DeclaredValue {
  std::string value;     ///< SQL; stops the import with `sentence` where `fails` holds.
  std::string fails;     ///< SQL; "" where every value has the type.
  std::string sentence;  ///< SQL: column and value, and what to do.
};

/// The scalar column `column` as the scalar type `declared`. Words that mean missing are nulls
/// beside numbers and dates; a value that the type does not have whole (1.5 of an integer, a time
/// of day of a date) is refused. Digits that float32 lacks of a float64 are cut, as that is what
/// declaring it means, but not those of whole numbers that a float64 counts.
DeclaredValue scalar_of(const SourceColumn& column, const schema::Feature& declared);

/// The same of lists and structs, whose members are matched by name.
DeclaredValue nested_of(const SourceColumn& column, const schema::Feature& declared);

/// Labels as their position among the declared names; codes stay. Any other is refused.
DeclaredValue class_of(const SourceColumn& column, const schema::Feature& declared);

/// Whether reading `found` as `declared` could round, cut or refuse a value inside, lists and
/// structs too.
bool may_lose(const schema::Feature& declared, const schema::Feature& found);

/// SQL that holds where `value` of type `found` would lose something as `declared`; "" if none can.
std::string loses_value(const std::string& value, const schema::Feature& declared,
                        const schema::Feature& found);

/// Whether `found` is to be read as it is and converted here, be there a reader that reads it as
/// `declared`: its sentence would name neither column nor value, or it would lose some silently.
bool is_cast_by_us(const schema::Feature& declared, const schema::Feature& found);

/// Errors: invalid_argument where no value of the one shape is one of the other: a list declared
/// where there are numbers.
Status check_shape(const std::string& column, const schema::Feature& declared,
                   const schema::Feature& found);

/// Members of structs that `declared` has not, at any depth, for a sentence: "\"a\", \"b\"".
std::string undeclared_members(const schema::Feature& declared, const schema::Feature& found);

/// Says, once, that such members of a column are left out.
void say_undeclared_members(const std::string& column, const schema::Feature& declared,
                            const schema::Feature& found, std::vector<std::string>& notices);

}  // namespace vitrine::ingest
