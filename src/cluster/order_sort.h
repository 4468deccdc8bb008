#pragma once
// Orders as the engine's sort keys, over the fields of columns.h. Pure functions.

#include <string>

#include "ask/predicate.h"
#include "base/result.h"
#include "schema/features.h"

namespace vitrine::cluster {

/// The array of a request's `sort`, which ends with the row's number: nulls last in both
/// directions, NaN above all numbers. Errors: unsupported for what has no field, and for a random
/// order.
Result<std::string> order_sort(const ask::Order& order, const schema::Features& features);

}  // namespace vitrine::cluster
