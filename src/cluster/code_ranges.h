#pragma once
// Code ranges: where a constant of a condition stands among the value codes of a column, and sets
// of codes. A comparison with a constant is a set of ranges; the engine answers those.
//
// Constants are read here as DuckDB reads them, in the forms in which the two surely agree; another
// form is refused, never guessed. Pure functions.

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "ask/predicate.h"
#include "base/result.h"
#include "cluster/value_codes.h"
#include "schema/features.h"

namespace vitrine::cluster {

/// Codes from `low` to `high`, both included.
struct CodeRange {
  std::int64_t low = INT64_MIN;
  std::int64_t high = INT64_MAX;

  bool operator==(const CodeRange&) const = default;
};

/// The first code of a range from which on `is_there` holds, or nothing where it never does.
template <typename Test>
std::optional<std::int64_t> first_code(CodeRange range, Test is_there) {
  if (!is_there(range.high)) return std::nullopt;
  while (range.low < range.high) {
    // Halfway, without the difference that an int64 does not hold.
    const auto width =
        static_cast<std::uint64_t>(range.high) - static_cast<std::uint64_t>(range.low);
    const auto middle =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(range.low) + width / 2);
    if (is_there(middle)) {
      range.high = middle;
    } else {
      range.low = middle + 1;
    }
  }
  return range.low;
}

/// A set of codes: ascending ranges with codes between them.
using CodeSet = std::vector<CodeRange>;

CodeSet united(CodeSet a, const CodeSet& b);
CodeSet shared(const CodeSet& a, const CodeSet& b);
/// The codes of `all` that are not in `set`.
CodeSet without(const CodeSet& all, const CodeSet& set);

/// What a condition reads of a column as a number.
struct CodedValue {
  schema::Feature type = {};
  bool is_year = false;  ///< The year of the date or moment.
};

/// The codes that a value can have and is not null: all, but for the year of an infinite date.
CodeSet codes_of(const CodedValue& value);

/// The codes whose values stand in that relation to a constant: kConstant, or kReadAs of one.
/// Nothing where the constant is null, as a text is that cannot be read. Errors: unsupported, for a
/// form whose meaning is DuckDB's own.
Result<std::optional<CodeSet>> codes_compared(const CodedValue& value, ask::Comparison comparison,
                                              const ask::Expression& constant);

}  // namespace vitrine::cluster
