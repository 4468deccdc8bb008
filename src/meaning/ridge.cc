#include "meaning/ridge.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numeric>

namespace vitrine::meaning {
namespace {

using Columns = std::array<double, kRidgeColumns>;

RidgeRow row_of(std::span<float> matrix, std::size_t row) {
  return matrix.subspan(row * kRidgeColumns).first<kRidgeColumns>();
}

ConstRidgeRow row_of(std::span<const float> matrix, std::size_t row) {
  return matrix.subspan(row * kRidgeColumns).first<kRidgeColumns>();
}

/// The inner product of each column with its own in the other matrix. Summed in float32 over
/// stretches, so that the compiler keeps lanes.
Columns products(std::span<const float> a, std::span<const float> b) {
  constexpr std::size_t kStretch = 256 * kRidgeColumns;
  Columns sums = {};
  for (std::size_t first = 0; first < a.size(); first += kStretch) {
    std::array<float, kRidgeColumns> part = {};
    const std::size_t end = std::min(first + kStretch, a.size());
    for (std::size_t at = first; at < end; at += kRidgeColumns) {
      for (std::size_t j = 0; j < kRidgeColumns; ++j) part[j] += a[at + j] * b[at + j];
    }
    for (std::size_t j = 0; j < kRidgeColumns; ++j) sums[j] += static_cast<double>(part[j]);
  }
  return sums;
}

/// Adds `other`, each column times its factor.
void add_scaled(std::span<float> into, std::span<const float> other,
                const std::array<float, kRidgeColumns>& factors) {
  for (std::size_t at = 0; at < into.size(); at += kRidgeColumns) {
    for (std::size_t j = 0; j < kRidgeColumns; ++j) into[at + j] += factors[j] * other[at + j];
  }
}

/// out = (X^T X + lambda) p.
void apply(const SparseRows& x, std::span<const std::uint32_t> wanted, float lambda,
           std::span<const float> p, std::span<float> out, const std::stop_token& stop) {
  std::ranges::transform(p, out.begin(), [&](float value) { return lambda * value; });
  std::array<float, kRidgeColumns> sum = {};
  for (const std::uint32_t row : wanted) {
    if (stop.stop_requested()) return;
    sum_of_rows(x.columns_of(row), x.weights_of(row), p, sum);
    add_to_rows(x.columns_of(row), x.weights_of(row), sum, out);
  }
}

/// a / b, and 0 where b is.
std::array<float, kRidgeColumns> quotients(const Columns& a, const Columns& b, double sign) {
  std::array<float, kRidgeColumns> out = {};
  for (std::size_t j = 0; j < kRidgeColumns; ++j)
    out[j] = b[j] > 1e-30 ? static_cast<float>(sign * a[j] / b[j]) : 0.0F;
  return out;
}

}  // namespace

std::vector<double> gram_of(std::span<const float> values, std::size_t n,
                            std::span<const std::uint32_t> wanted) {
  assert(n % kRidgeColumns == 0);
  // Sums of some thousand rows in float32, those in float64.
  constexpr std::size_t kStretch = 4096;
  std::vector<std::uint32_t> all(n);
  std::iota(all.begin(), all.end(), 0U);
  std::vector<double> gram(n * n);
  std::vector<float> part(n * kRidgeColumns);
  for (std::size_t first = 0; first < wanted.size(); first += kStretch) {
    const auto rows = wanted.subspan(first, std::min(kStretch, wanted.size() - first));
    for (std::size_t block = 0; block < n; block += kRidgeColumns) {
      std::ranges::fill(part, 0.0F);
      for (const std::uint32_t wanted_row : rows) {
        const std::span<const float> row = values.subspan(wanted_row * n, n);
        add_to_rows(all, row, row.subspan(block).first<kRidgeColumns>(), part);
      }
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < kRidgeColumns; ++j)
          gram[i * n + block + j] += static_cast<double>(part[i * kRidgeColumns + j]);
      }
    }
  }
  return gram;
}

GramSolver::GramSolver(std::vector<double> gram, std::size_t n, double lambda)
    : n_(n), factor_(std::move(gram)) {
  assert(factor_.size() == n * n && lambda > 0);
  for (std::size_t i = 0; i < n; ++i) {
    double* const row = &factor_[i * n];
    row[i] += lambda;
    for (std::size_t j = 0; j <= i; ++j) {
      const double* const other = &factor_[j * n];
      const double sum = row[j] - std::inner_product(row, row + j, other, 0.0);
      // Rounding may eat a direction that lambda alone holds up.
      row[j] = i == j ? std::sqrt(std::max(sum, lambda * 1e-6)) : sum / other[j];
    }
  }
}

void GramSolver::solve(std::span<float> block) const {
  assert(block.size() == n_ * kRidgeColumns);
  const auto subtract = [](Columns& from, const Columns& other, double factor) {
    for (std::size_t j = 0; j < kRidgeColumns; ++j) from[j] -= factor * other[j];
  };
  std::vector<Columns> rows(n_);
  for (std::size_t i = 0; i < n_; ++i) {
    std::ranges::copy(row_of(block, i), rows[i].begin());
    for (std::size_t k = 0; k < i; ++k) subtract(rows[i], rows[k], factor_[i * n_ + k]);
    for (double& value : rows[i]) value /= factor_[i * n_ + i];
  }
  for (std::size_t i = n_; i-- > 0;) {
    for (std::size_t k = i + 1; k < n_; ++k) subtract(rows[i], rows[k], factor_[k * n_ + i]);
    for (double& value : rows[i]) value /= factor_[i * n_ + i];
  }
  for (std::size_t i = 0; i < n_; ++i) {
    std::ranges::transform(rows[i], row_of(block, i).begin(),
                           [](double value) { return static_cast<float>(value); });
  }
}

std::vector<float> solve_sparse_ridge(const SparseRows& x, std::span<const std::uint32_t> wanted,
                                      std::span<const float> targets, std::size_t num_columns,
                                      const SparseRidge& options, const std::stop_token& stop) {
  assert(targets.size() == wanted.size() * kRidgeColumns);
  std::vector<float> w(num_columns * kRidgeColumns);
  std::vector<float> rest(w.size());
  for (std::size_t i = 0; i < wanted.size(); ++i)
    add_to_rows(x.columns_of(wanted[i]), x.weights_of(wanted[i]), row_of(targets, i), rest);
  std::vector<float> direction = rest;
  std::vector<float> applied(w.size());
  Columns squares = products(rest, rest);
  for (int step = 0; step < options.iterations && !stop.stop_requested(); ++step) {
    apply(x, wanted, options.lambda, direction, applied, stop);
    const Columns curvature = products(direction, applied);
    add_scaled(w, direction, quotients(squares, curvature, 1));
    add_scaled(rest, applied, quotients(squares, curvature, -1));
    const Columns next = products(rest, rest);
    const std::array<float, kRidgeColumns> turn = quotients(next, squares, 1);
    for (std::size_t at = 0; at < direction.size(); at += kRidgeColumns) {
      for (std::size_t j = 0; j < kRidgeColumns; ++j)
        direction[at + j] = rest[at + j] + turn[j] * direction[at + j];
    }
    squares = next;
  }
  return w;
}

}  // namespace vitrine::meaning
