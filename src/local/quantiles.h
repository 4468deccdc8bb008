#pragma once
// Quantiles of sorted values: a share of them lies below each, between two values in proportion to
// where it falls (type 7 of R. Hyndman, Y. Fan, "Sample quantiles in statistical packages", The
// American Statistician 50(4), 1996, which NumPy, pandas and DuckDB's quantile_cont have too): the
// half is the median of the statistics.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "search/facets.h"

namespace vitrine::local {

/// Which values, and how far from the first to the second.
struct QuantilePlace {
  std::uint64_t below = 0;
  std::uint64_t above = 0;
  double part = 0;
};

/// Requires: num_values > 0; 0 <= share <= 1.
inline QuantilePlace quantile_place(double share, std::uint64_t num_values) {
  const double at = share * static_cast<double>(num_values - 1);
  const double below = std::floor(at);
  const auto rank = static_cast<std::uint64_t>(below);
  return {rank, std::min(rank + 1, num_values - 1), at - below};
}

/// Of finite values, of which `value_at` tells the one at a rank. Requires: num_values > 0.
template <typename ValueAt>
std::vector<std::string> float_quantiles(std::uint64_t num_values, ValueAt value_at) {
  std::vector<std::string> texts;
  for (const double share : search::kQuantiles) {
    const auto [below, above, part] = quantile_place(share, num_values);
    // Not by the difference of the two: that may be no double.
    append_json_number(texts.emplace_back(), value_at(below) * (1 - part) + value_at(above) * part);
  }
  return texts;
}

/// Of finite values. Requires: they are not empty. Cost: sorts them.
inline std::vector<std::string> quantiles_of(std::vector<double> values) {
  std::ranges::sort(values);
  return float_quantiles(values.size(), [&](std::uint64_t rank) { return values[rank]; });
}

}  // namespace vitrine::local
