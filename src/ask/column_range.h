#pragma once
// Column ranges: `year:2020..2024` and `type:Oral` inside a text query, as predicates.
//
// A value means what the column's type makes of it: a number, a date, the name of a class in any
// case; of a list, a member. A year alone means its days where the column holds dates. What the
// type cannot be (`year:soon`) meets no row. Pure functions.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ask/predicate.h"
#include "schema/features.h"

namespace vitrine::ask {

/// A value, or a range with both ends included; with none of the three, any value at all.
struct ColumnRange {
  std::optional<std::string> value = {};
  std::optional<std::string> low = {};
  std::optional<std::string> high = {};
};

/// The columns that such ranges can name: all but vectors, structs and the like.
std::vector<std::string> range_columns(const schema::Features& features);

/// Never true for a column that the split does not have.
Predicate range_predicate(const schema::Features& features, std::string_view column,
                          const ColumnRange& range);

}  // namespace vitrine::ask
