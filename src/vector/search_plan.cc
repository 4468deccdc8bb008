#include "vector/search_plan.h"

#include <algorithm>
#include <cmath>

namespace vitrine::vector {
namespace {

// Nanoseconds at 768 dimensions, by the row and by the block that holds it: rows alone in their
// blocks cost more than neighbours. Measured on filters of 10 to 46,000 rows, scattered and in
// runs.
constexpr double kFloatsRow = 150;
constexpr double kFloatsBlock = 100;
constexpr double kNibblesRow = 60;
constexpr double kNibblesBlock = 40;
constexpr double kSignsBlock = 250;
// What comes before and after for each ten rows wanted: rotating the query, the looks that follow.
constexpr double kBesideNibbles = 8000;
constexpr double kBesideSigns = 20000;

/// Source: Acklam, "An algorithm for computing the inverse normal cumulative distribution function"
/// (2003), the central region, which covers 0.02425 to 0.97575, and the upper tail.
double normal_quantile(double p) {
  constexpr double kUpper = 1 - 0.02425;
  if (p > kUpper) {
    const double q = std::sqrt(-2 * std::log(1 - p));
    return -(((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q -
               2.549732539343734) *
                  q +
              4.374664141464968) *
                 q +
             2.938163982698783) /
           ((((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q +
             3.754408661907416) *
                q +
            1);
  }
  const double q = p - 0.5;
  const double r = q * q;
  return (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r +
            1.383577518672690e+02) *
               r -
           3.066479806614716e+01) *
              r +
          2.506628277459239) *
         q /
         (((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r +
            6.680131188771972e+01) *
               r -
           1.328068155288572e+01) *
              r +
          1);
}

}  // namespace

FirstLook choose_first_look(const SearchSize& size) {
  const auto rows = static_cast<double>(size.num_rows);
  const auto blocks = static_cast<double>(size.num_blocks);
  const double tens = static_cast<double>(std::max<std::uint64_t>(size.limit, 10)) / 10;
  const double floats = rows * kFloatsRow + blocks * kFloatsBlock;
  const double nibbles = rows * kNibblesRow + blocks * kNibblesBlock + tens * kBesideNibbles;
  const double signs = blocks * kSignsBlock + tens * kBesideSigns;
  if (floats <= std::min(nibbles, signs)) return FirstLook::kFloats;
  return nibbles <= signs ? FirstLook::kNibbles : FirstLook::kSigns;
}

float deviations_for(double recall) {
  // Of the rows that this margin may lose, only those at the edge are in danger:
  // 0.1 to 0.16 of the tail's share was lost in fact. Counted on is twice that.
  const double tail = (1 - std::clamp(recall, 0.5, 0.9999)) / 0.3;
  return tail < 0.5 ? static_cast<float>(normal_quantile(1 - tail)) : 0;
}

}  // namespace vitrine::vector
