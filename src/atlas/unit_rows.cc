#include "atlas/unit_rows.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "base/workers.h"
#include "vector/row_bits.h"

namespace vitrine::atlas {
namespace {

constexpr std::uint64_t kRowsPerTask = 4096;  // whole words of the bitmap

/// 1 / length in double precision; 0 for a vector without a direction.
template <typename Float>
double scale_of(std::span<const Float> values) {
  double squared = 0;
  for (const Float value : values)
    squared += static_cast<double>(value) * static_cast<double>(value);
  if (!std::isfinite(squared) || squared < std::numeric_limits<double>::min()) return 0;
  return 1 / std::sqrt(squared);
}

template <typename Float>
void scale_rows(const vector::VectorMatrix<Float>& matrix, std::uint64_t first, std::uint64_t last,
                std::span<double> scales) {
  for (std::uint64_t row = first; row < last; ++row) {
    if ((vector::row_bits(matrix.present, row / 64, matrix.num_rows) >> (row % 64) & 1U) == 0)
      continue;
    scales[row] = scale_of(matrix.values.subspan(row * matrix.dimension, matrix.dimension));
  }
}

}  // namespace

Result<UnitRows> UnitRows::create(const vector::AnyVectorMatrix& matrix, unsigned threads,
                                  const std::stop_token& stop) {
  const std::uint64_t num_rows = std::visit([](const auto& m) { return m.num_rows; }, matrix);
  if (num_rows >= std::numeric_limits<std::uint32_t>::max()) {
    return too_large("a map holds fewer than 2^32 rows");
  }
  UnitRows unit(matrix);
  unit.scales_.assign(num_rows, 0.0);
  const std::uint64_t num_tasks = (num_rows + kRowsPerTask - 1) / kRowsPerTask;
  const Status scaled = run_tasks(num_tasks, threads, stop, [&](std::size_t task) {
    const std::uint64_t first = task * kRowsPerTask;
    std::visit(
        [&](const auto& m) {
          scale_rows(m, first, std::min(first + kRowsPerTask, num_rows), unit.scales_);
        },
        matrix);
  });
  if (!scaled) return scaled.error();
  for (std::uint32_t row = 0; row < num_rows; ++row) {
    if (unit.scales_[row] == 0) continue;
    unit.scales_[unit.rows_.size()] = unit.scales_[row];
    unit.rows_.push_back(row);
  }
  unit.scales_.resize(unit.rows_.size());
  return unit;
}

std::uint32_t UnitRows::dimension() const {
  return std::visit([](const auto& matrix) { return matrix.dimension; }, matrix_);
}

void UnitRows::read(std::uint32_t point, float* out, std::size_t stride) const {
  assert(point < size());
  const double scale = scales_[point];
  std::visit(
      [&](const auto& matrix) {
        const auto values =
            matrix.values.subspan(std::uint64_t{rows_[point]} * matrix.dimension, matrix.dimension);
        for (const auto value : values) {
          *out = static_cast<float>(static_cast<double>(value) * scale);
          out += stride;
        }
      },
      matrix_);
}

}  // namespace vitrine::atlas
