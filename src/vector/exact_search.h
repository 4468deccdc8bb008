#pragma once
// Exact search: the rows whose vectors point most nearly the same way as a query, by looking at all
// of them. The honest first floor: no index, no approximation, and the twin that any index to come
// is measured against.
//
// The score is the cosine of the angle, -1 to 1, higher is nearer. Rows without a direction (null,
// all zeros, a NaN or infinity anywhere) have no cosine and are left out. Ties go to the lower row,
// so equal input gives equal answers on one machine. Thread safe; runs on the caller's thread.
// Cost: one pass over the matrix, bound by memory (86 MB in about 5 ms).

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "base/result.h"

namespace vitrine {

/// n x dimension values, row-major. Views: what they show must outlive the search.
template <typename Float>
struct VectorMatrix {
  std::span<const Float> values;  ///< num_rows * dimension of them.
  std::uint32_t dimension = 0;
  std::uint64_t num_rows = 0;
  /// Bit r % 64 of word r / 64: whether row r has a vector. Empty: all do.
  std::span<const std::uint64_t> present;
};

struct Neighbour {
  std::uint64_t row = 0;
  float similarity = 0;

  bool operator==(const Neighbour&) const = default;
};

struct Neighbours {
  std::uint64_t num_comparable = 0;  ///< Rows that have a cosine with the query.
  std::vector<Neighbour> nearest;    ///< By descending similarity, ties by ascending row.
};

struct CosineQuery {
  std::span<const float> vector;  ///< `dimension` values of any length.
  std::uint64_t limit = 10;
  /// Rows that may be returned, as a bitmap like `present`. Empty: all.
  std::span<const std::uint64_t> allowed = {};
};

/// Float64 values are compared as float32. A query without a direction is near to nothing: no rows.
/// Errors: invalid_argument for a query of another dimension; cancelled.
Result<Neighbours> nearest_by_cosine(const VectorMatrix<float>& matrix, const CosineQuery& query,
                                     const std::stop_token& stop);
Result<Neighbours> nearest_by_cosine(const VectorMatrix<double>& matrix, const CosineQuery& query,
                                     const std::stop_token& stop);

}  // namespace vitrine
