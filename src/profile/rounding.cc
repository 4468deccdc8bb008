#include "profile/rounding.h"

#include <cmath>

namespace vitrine::profile {
namespace {

constexpr double kFiveDecimals = 1e5;

}  // namespace

double round_to_five(double value) {
  // From 2^52 / 1e5 on a double has no five decimals to round.
  if (!(std::abs(value) < 4.5e10)) return value;
  return std::nearbyint(value * kFiveDecimals) / kFiveDecimals + 0.0;
}

double proportion(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return 0;
  return round_to_five(static_cast<double>(part) / static_cast<double>(whole));
}

}  // namespace vitrine::profile
