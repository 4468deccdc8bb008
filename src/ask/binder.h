#pragma once
// Binder: a Condition meets a split's columns and becomes a Predicate. Names are resolved, types
// settled, patterns bounded, areas checked; what is left can be evaluated. Pure functions; cost
// linear in the tree.

#include <vector>

#include "ask/condition.h"
#include "ask/predicate.h"
#include "base/result.h"
#include "schema/features.h"

namespace vitrine::ask {

/// Errors: invalid_argument for unknown columns, labels and functions and for values that do not
/// compare, saying what to write instead; too_large for a long pattern.
Result<Predicate> bind_condition(const Condition& condition, const schema::Features& features);

/// Errors: as above.
Result<Order> bind_order(const std::vector<SortTerm>& terms, const schema::Features& features);

}  // namespace vitrine::ask
