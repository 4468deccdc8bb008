#pragma once
// Exact search: the rows whose vectors are nearest to a query, by looking at all of them. The
// honest floor: no index, no approximation, and the twin that the index is measured against.
//
// Thread safe; runs on the caller's thread. Cost: one pass over the allowed rows, bound by memory.

#include <stop_token>

#include "base/result.h"
#include "vector/vector_query.h"

namespace vitrine::vector {

/// Rows that are null, or have a NaN or infinity anywhere, are never neighbours. A query without a
/// similarity to anything (a NaN; zeros for the cosine) finds no rows.
/// Errors: invalid_argument for a query of another dimension; cancelled.
Result<Neighbours> exact_search(const AnyVectorMatrix& matrix, const VectorQuery& query,
                                const std::stop_token& stop);

}  // namespace vitrine::vector
