#include "meaning/unit_vectors.h"

#include <algorithm>
#include <cmath>

namespace vitrine::meaning {
namespace {

template <typename Float>
std::span<const Float> values_of(const vector::VectorMatrix<Float>& matrix, std::uint64_t row) {
  return matrix.values.subspan(row * matrix.dimension, matrix.dimension);
}

template <typename Float>
float factor_of(const vector::VectorMatrix<Float>& matrix, std::uint64_t row) {
  if (!matrix.present.empty() && (matrix.present[row / 64] >> row % 64 & 1U) == 0) return 0;
  double squares = 0;
  for (const Float value : values_of(matrix, row)) {
    const auto narrow = static_cast<double>(static_cast<float>(value));
    squares += narrow * narrow;
  }
  const auto factor = static_cast<float>(1 / std::sqrt(squares));
  return std::isfinite(squares) && std::isfinite(factor) ? factor : 0;
}

}  // namespace

UnitVectors::UnitVectors(const vector::AnyVectorMatrix& matrix, std::span<const std::uint64_t> rows)
    : matrix_(matrix), rows_(rows) {
  std::visit(
      [&](const auto& typed) {
        dimension_ = typed.dimension;
        factors_.reserve(rows.size());
        for (const std::uint64_t row : rows) factors_.push_back(factor_of(typed, row));
      },
      matrix);
}

void UnitVectors::copy(std::size_t i, std::size_t first, std::span<float> out) const {
  std::ranges::fill(out, 0.0F);
  std::visit(
      [&](const auto& typed) {
        const auto values = values_of(typed, rows_[i]);
        const std::size_t count =
            std::min(out.size(), values.size() - std::min(first, values.size()));
        for (std::size_t j = 0; j < count; ++j)
          out[j] = static_cast<float>(values[first + j]) * factors_[i];
      },
      matrix_);
}

}  // namespace vitrine::meaning
