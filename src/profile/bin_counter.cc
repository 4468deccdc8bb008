#include "profile/bin_counter.h"

#include <algorithm>
#include <cmath>

namespace vitrine::profile {
namespace {

constexpr int kBins = 10;

}  // namespace

template <>
BinCounter<duck::Int128>::BinCounter(duck::Int128 min, duck::Int128 max) {
  step_ = (max - min + 1 + kBins - 1) / kBins;
  if (min == max) {
    bins_.edges.push_back(min);
  } else {
    for (duck::Int128 edge = min; edge < max; edge += step_) bins_.edges.push_back(edge);
  }
  bins_.edges.push_back(max);
  bins_.counts.resize(bins_.edges.size() - 1);
}

template <>
std::size_t BinCounter<duck::Int128>::index(duck::Int128 value) const {
  const auto i = static_cast<std::size_t>((value - bins_.edges.front()) / step_);
  return std::min(i, bins_.counts.size() - 1);
}

template <>
BinCounter<double>::BinCounter(double min, double max) {
  const double low = min + 0.0;  // Never -0.
  const double high = max + 0.0;
  // Divided before subtracting: the width of all doubles is no double.
  step_ = high / kBins - low / kBins;
  if (std::isfinite(high - low)) step_ = (high - low) / kBins;
  bins_.edges.push_back(low);
  if (step_ > 0) {
    for (int i = 1; i < kBins; ++i) {
      const double edge = low + i * step_;
      const long double wide = low + static_cast<long double>(i) * step_;
      bins_.edges.push_back(std::isfinite(edge) ? edge : static_cast<double>(wide));
    }
  }
  bins_.edges.push_back(high);
  bins_.counts.resize(bins_.edges.size() - 1);
}

template <>
std::size_t BinCounter<double>::index(double value) const {
  if (bins_.counts.size() == 1 || value <= bins_.edges.front()) return 0;
  const auto last = bins_.counts.size() - 1;
  const double guess = value / step_ - bins_.edges.front() / step_;
  auto i = guess < static_cast<double>(last) ? static_cast<std::size_t>(guess) : last;
  // The guess may be one off at an edge; the edges decide.
  while (i > 0 && value < bins_.edges[i]) --i;
  while (i < last && value >= bins_.edges[i + 1]) ++i;
  return i;
}

}  // namespace vitrine::profile
