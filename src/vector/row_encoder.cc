#include "vector/row_encoder.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "vector/kernels.h"
#include "vector/row_bits.h"

namespace vitrine::vector {
namespace {

constexpr std::uint64_t kSampledRows = 16384;

/// The squared length if float32 holds it with full precision.
std::optional<float> plain_squared(std::span<const float> vector) {
  const float squared = dot_and_norm(vector, vector).norm_squared;
  return std::isnormal(squared) ? std::optional(squared) : std::nullopt;
}

std::optional<float> plain_squared(std::span<const double> vector) {
  double squared = 0;
  for (const double value : vector) squared += value * value;
  const auto narrow = static_cast<float>(squared);
  return std::isnormal(narrow) ? std::optional(narrow) : std::nullopt;
}

void scale_into(std::span<const float> vector, float factor, std::span<float> out) {
  for (std::size_t i = 0; i < vector.size(); ++i) out[i] = vector[i] * factor;
}

void scale_into(std::span<const double> vector, double factor, std::span<float> out) {
  for (std::size_t i = 0; i < vector.size(); ++i) out[i] = static_cast<float>(vector[i] * factor);
}

}  // namespace

template <typename Float>
VectorKind split_length(std::span<const Float> vector, std::span<float> direction, float& norm) {
  if (const std::optional<float> squared = plain_squared(vector)) {
    norm = std::sqrt(*squared);
    scale_into(vector, Float{1} / norm, direction);
    return VectorKind::kDirected;
  }
  // Very long, very short, or none of that: relative to its largest value it is ordinary.
  double largest = 0;
  for (const Float value : vector) {
    if (!std::isfinite(value)) return VectorKind::kNotFinite;
    largest = std::max(largest, std::abs(static_cast<double>(value)));
  }
  if (largest == 0) return VectorKind::kZero;
  double squared = 0;
  for (const Float value : vector) squared += (value / largest) * (value / largest);
  const double relative = std::sqrt(squared);
  for (std::size_t i = 0; i < vector.size(); ++i)
    direction[i] = static_cast<float>(vector[i] / largest / relative);
  norm =
      static_cast<float>(std::min<double>(largest * relative, std::numeric_limits<float>::max()));
  return VectorKind::kDirected;
}

template VectorKind split_length(std::span<const float>, std::span<float>, float&);
template VectorKind split_length(std::span<const double>, std::span<float>, float&);

RowEncoder::RowEncoder(const Rotation& rotation, std::span<const float> mean)
    : rotation_(&rotation),
      mean_(mean),
      mean_squared_(dot_and_norm(mean, mean).norm_squared),
      rotated_(rotation.padded()) {}

template <typename Float>
VectorKind RowEncoder::encode_any(std::span<const Float> vector) {
  assert(vector.size() == mean_.size());
  const std::span<float> direction = std::span(rotated_).first(vector.size());
  const VectorKind kind = split_length(vector, direction, norm_);
  if (kind != VectorKind::kDirected) return kind;
  common_ = dot_and_norm(mean_, direction).dot;
  offset_ = common_ - mean_squared_;
  for (std::size_t i = 0; i < direction.size(); ++i) direction[i] -= mean_[i];
  std::fill(rotated_.begin() + static_cast<std::ptrdiff_t>(vector.size()), rotated_.end(), 0.0F);
  rotation_->apply(rotated_);
  squares_ = dot_and_norm(rotated_, rotated_).norm_squared;
  return kind;
}

VectorKind RowEncoder::encode(std::span<const float> vector) {
  return encode_any(vector);
}

VectorKind RowEncoder::encode(std::span<const double> vector) {
  return encode_any(vector);
}

namespace {

template <typename Float>
std::vector<float> mean_of(const VectorMatrix<Float>& matrix) {
  std::vector<double> sums(matrix.dimension);
  std::vector<float> direction(matrix.dimension);
  float norm = 0;
  std::uint64_t count = 0;
  const std::uint64_t step = std::max<std::uint64_t>(matrix.num_rows / kSampledRows, 1);
  for (std::uint64_t row = 0; row < matrix.num_rows; row += step) {
    if ((row_bits(matrix.present, row / 64, matrix.num_rows) >> row % 64 & 1U) == 0) continue;
    const auto values = matrix.values.subspan(row * matrix.dimension, matrix.dimension);
    if (split_length(values, std::span(direction), norm) != VectorKind::kDirected) continue;
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += double{direction[i]};
    ++count;
  }
  std::vector<float> mean(matrix.dimension);
  if (count == 0) return mean;
  for (std::size_t i = 0; i < sums.size(); ++i)
    mean[i] = static_cast<float>(sums[i] / static_cast<double>(count));
  return mean;
}

}  // namespace

std::vector<float> mean_direction(const AnyVectorMatrix& matrix) {
  return std::visit([](const auto& typed) { return mean_of(typed); }, matrix);
}

}  // namespace vitrine::vector
