#pragma once
// Read fields: where the engine has what an expression of a condition or an order reads of a row.
// Pure functions.

#include <cstddef>
#include <string>
#include <variant>

#include "ask/predicate.h"
#include "base/result.h"
#include "cluster/code_ranges.h"
#include "schema/features.h"

namespace vitrine::cluster {

/// A number that a field holds: a column's value code, or a length.
struct ReadNumber {
  std::size_t column = 0;
  std::string name;
  CodedValue value;
};

/// A text that a field holds, as it is or in lower case.
struct ReadText {
  std::size_t column = 0;
  bool lowers = false;
};

/// The names of a column's classes, in whose stead the field has codes.
struct ReadLabel {
  std::size_t column = 0;
  bool lowers = false;
};

using ReadField = std::variant<ReadNumber, ReadText, ReadLabel>;

/// Errors: unsupported, saying what the engine has not.
Result<ReadField> read_field(const ask::Expression& value, const schema::Features& features);

/// Whether it is lower() of something.
bool is_lower(const ask::Expression& value);
/// For messages: column "title".
std::string named_column(const schema::Features& features, std::size_t column);

}  // namespace vitrine::cluster
