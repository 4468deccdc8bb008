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

namespace vitrine {

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

/// Of finite values. Requires: they are not empty. Cost: sorts them.
inline std::vector<std::string> quantiles_of(std::vector<double> values) {
  std::ranges::sort(values);
  std::vector<std::string> texts;
  for (const double share : kQuantiles) {
    const auto [below, above, part] = quantile_place(share, values.size());
    // Not by the difference of the two: that may be no double.
    append_json_number(texts.emplace_back(), values[below] * (1 - part) + values[above] * part);
  }
  return texts;
}

}  // namespace vitrine
