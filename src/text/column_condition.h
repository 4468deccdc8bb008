#pragma once
// Column conditions: `year:2020..2024` and `type:Oral` in a query, for columns that the text index
// does not have.
//
// This room knows no columns: the caller names them (TextQuery::columns), the parser recognises
// `name:value` and `name:low..high`, and the caller answers each with the rows that meet it
// (TextQuery::match_column), which then take part in AND, OR, NOT and brackets like the rows of any
// other clause.

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"

namespace vitrine::text {

/// One bit per row of the split: bit r % 64 of word r / 64. Rows beyond the last word are out.
using RowBits = std::vector<std::uint64_t>;

/// Texts are as they were typed, without quotes: what they mean is for the column's type to say.
struct ColumnCondition {
  std::string column;  ///< As the caller spells it, whatever the query's upper and lower case.
  /// `name:value`, `name:"a value"`; nothing in a range.
  std::optional<std::string> value;
  /// `name:low..high`, both ends included; an end that was left open is nothing. `name:..` has
  /// neither: any row that has a value.
  std::optional<std::string> low;
  std::optional<std::string> high;

  bool operator==(const ColumnCondition&) const = default;
};

/// The rows that meet a condition, each asked for at most once per search. A value that the column
/// cannot have (`year:soon`) should be no rows rather than an error. An error ends the search.
using ColumnMatcher =
    std::function<Result<RowBits>(const ColumnCondition& condition, const std::stop_token& stop)>;

}  // namespace vitrine::text
