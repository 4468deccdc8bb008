#include "vector/similarity.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "vector/kernels.h"

namespace vitrine::vector {
namespace {

constexpr long double kLargest = std::numeric_limits<float>::max();

/// For values whose squares leave the range of float32, and of double.
template <typename Float>
std::optional<float> careful(std::span<const float> query, std::span<const Float> row,
                             Metric metric) {
  long double dot = 0;
  long double query_squared = 0;
  long double row_squared = 0;
  long double distance = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const long double q = query[i];
    const long double r = row[i];
    dot += q * r;
    query_squared += q * q;
    row_squared += r * r;
    distance += (q - r) * (q - r);
  }
  long double similarity = dot;
  if (metric == Metric::kCosine) similarity = dot / std::sqrt(query_squared * row_squared);
  if (metric == Metric::kL2) similarity = -distance;
  if (!std::isfinite(similarity)) return std::nullopt;
  const long double bound = metric == Metric::kCosine ? 1.0L : kLargest;
  return static_cast<float>(std::clamp(similarity, -bound, bound));
}

}  // namespace

SimilarityTo::SimilarityTo(std::span<const float> query, Metric metric)
    : query_(query), metric_(metric) {
  const float squared = dot_and_norm(query, query).norm_squared;
  norm_ = std::sqrt(squared);
  is_plain_ = std::isnormal(squared);
  const bool is_finite =
      std::ranges::all_of(query, [](float value) { return std::isfinite(value); });
  const bool is_zero = std::ranges::all_of(query, [](float value) { return value == 0; });
  is_comparable_ = is_finite && !(is_zero && metric == Metric::kCosine);
}

/// Nothing where float32 cannot say.
std::optional<float> SimilarityTo::plain(std::span<const float> row) const {
  if (metric_ == Metric::kL2) {
    const float distance = squared_distance(query_, row);
    return std::isfinite(distance) ? std::optional(-distance) : std::nullopt;
  }
  const DotAndNorm sums = dot_and_norm(query_, row);
  if (metric_ == Metric::kDot)
    return std::isfinite(sums.dot) ? std::optional(sums.dot) : std::nullopt;
  if (!is_plain_ || !std::isnormal(sums.norm_squared)) return std::nullopt;
  const float cosine = sums.dot / (norm_ * std::sqrt(sums.norm_squared));
  return std::isfinite(cosine) ? std::optional(std::clamp(cosine, -1.0F, 1.0F)) : std::nullopt;
}

std::optional<float> SimilarityTo::of(std::span<const float> row) {
  assert(is_comparable_ && row.size() == query_.size());
  const std::optional<float> similarity = plain(row);
  return similarity ? similarity : careful(query_, row, metric_);
}

std::optional<float> SimilarityTo::of(std::span<const double> row) {
  narrowed_.resize(row.size());
  std::ranges::transform(row, narrowed_.begin(),
                         [](double value) { return static_cast<float>(value); });
  const std::optional<float> similarity = plain(narrowed_);
  return similarity ? similarity : careful(query_, row, metric_);
}

}  // namespace vitrine::vector
