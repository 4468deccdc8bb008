#pragma once
// Ridge regression of many targets at once, in blocks of kRidgeColumns: dense features through
// their Gram matrix, sparse ones by conjugate gradients.
//
// Both find the W that makes |X W - Y|^2 + lambda |W|^2 small; every column is a problem of its
// own, so blocks can be solved one after the other or side by side, with the same result.
// Source: A. Hoerl and R. Kennard, "Ridge regression" (1970); M. Hestenes and E. Stiefel, "Methods
// of conjugate gradients" (1952). Not thread safe; a block per thread.

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "meaning/ridge_kernels.h"

namespace vitrine::meaning {

/// Rows of (column, weight), one after the other.
struct SparseRows {
  std::vector<std::uint64_t> begins = {0};  ///< Where each row begins, and the end of the last.
  std::vector<std::uint32_t> columns;
  std::vector<float> weights;

  std::size_t size() const { return begins.size() - 1; }
  std::span<const std::uint32_t> columns_of(std::size_t row) const {
    return std::span(columns).subspan(begins[row], begins[row + 1] - begins[row]);
  }
  std::span<const float> weights_of(std::size_t row) const {
    return std::span(weights).subspan(begins[row], begins[row + 1] - begins[row]);
  }
};

/// The Cholesky factor of a Gram matrix.
class GramSolver {
 public:
  /// `gram`: n x n, of which the lower half is read. Requires: lambda > 0.
  GramSolver(std::vector<double> gram, std::size_t n, double lambda);

  /// Replaces the n rows of `block`, X^T Y, by those of W. Cost: n * n * kRidgeColumns.
  void solve(std::span<float> block) const;

 private:
  std::size_t n_;
  std::vector<double> factor_;
};

/// X^T X of the rows `wanted` among dense rows of `n` values. Requires: n is a multiple of
/// kRidgeColumns. Cost: rows * n * n.
std::vector<double> gram_of(std::span<const float> values, std::size_t n,
                            std::span<const std::uint32_t> wanted);

struct SparseRidge {
  float lambda = 1;
  int iterations = 15;
};

/// W, num_columns rows of a block, for the rows `wanted` of `x`; `targets` has a row of a block for
/// each of those. Whoever asks `stop` afterwards knows whether it is complete. Cost: iterations
/// times 2 * kRidgeColumns for each weight of x. Memory: four times W.
std::vector<float> solve_sparse_ridge(const SparseRows& x, std::span<const std::uint32_t> wanted,
                                      std::span<const float> targets, std::size_t num_columns,
                                      const SparseRidge& options, const std::stop_token& stop);

}  // namespace vitrine::meaning
