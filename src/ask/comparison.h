#pragma once
// Comparisons taken apart: what they become with their sides exchanged or when they are denied, and
// whether they hold.

#include <compare>

#include "ask/predicate.h"

namespace vitrine::ask {

/// Whether `comparison` holds for how the left side stands to the right one.
constexpr bool holds(Comparison comparison, std::strong_ordering order) {
  switch (comparison) {
    case Comparison::kEqual:
      return order == 0;
    case Comparison::kNotEqual:
      return order != 0;
    case Comparison::kLess:
      return order < 0;
    case Comparison::kLessEqual:
      return order <= 0;
    case Comparison::kGreater:
      return order > 0;
    case Comparison::kGreaterEqual:
      break;
  }
  return order >= 0;
}

/// The comparison with its sides exchanged.
constexpr Comparison turned(Comparison comparison) {
  switch (comparison) {
    case Comparison::kLess:
      return Comparison::kGreater;
    case Comparison::kLessEqual:
      return Comparison::kGreaterEqual;
    case Comparison::kGreater:
      return Comparison::kLess;
    case Comparison::kGreaterEqual:
      return Comparison::kLessEqual;
    case Comparison::kEqual:
    case Comparison::kNotEqual:
      break;
  }
  return comparison;
}

/// The comparison that is true where this one is false.
constexpr Comparison denied(Comparison comparison) {
  switch (comparison) {
    case Comparison::kEqual:
      return Comparison::kNotEqual;
    case Comparison::kNotEqual:
      return Comparison::kEqual;
    case Comparison::kLess:
      return Comparison::kGreaterEqual;
    case Comparison::kLessEqual:
      return Comparison::kGreater;
    case Comparison::kGreater:
      return Comparison::kLessEqual;
    case Comparison::kGreaterEqual:
      break;
  }
  return Comparison::kLess;
}

}  // namespace vitrine::ask
