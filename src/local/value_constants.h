#pragma once
// Value constants: the constants of predicates in the form that the column value file has: int64
// for integers, classes, truth values and microseconds; float64 beside integers; text.
// Pure functions.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "ask/predicate.h"
#include "schema/features.h"

namespace vitrine::local {

using ValueConstant = std::variant<std::int64_t, double, std::string>;

/// Whether the value file keeps values of this type whole, so that what it has tells how they
/// compare: integers but uint64, classes, truth values, text, days, and moments without a zone of
/// at most microseconds.
bool is_told_by_values(const schema::Feature& type);

/// Nothing where `constant` is not a constant, or compares with values of `type` by rules of SQL's
/// own. Requires: is_told_by_values(type). The alternative is std::string exactly for text.
std::optional<ValueConstant> value_constant(const ask::Expression& constant,
                                            const schema::Feature& type);

/// How `value` stands to a number. An int64 beside a float64 is rounded to one, as SQL does.
/// Requires: `constant` is no text and no NaN.
std::strong_ordering order_of(std::int64_t value, const ValueConstant& constant);

}  // namespace vitrine::local
