#include "formats/half_float.h"

#include <cmath>
#include <limits>

namespace vitrine::formats {

float float_from_half(std::uint16_t half) {
  const bool negative = (half & 0x8000U) != 0;
  const int exponent = half >> 10U & 31U;
  const auto fraction = static_cast<float>(half & 1023U);
  float value = std::ldexp(fraction, -24);
  if (exponent == 31) {
    value = fraction == 0 ? std::numeric_limits<float>::infinity()
                          : std::numeric_limits<float>::quiet_NaN();
  } else if (exponent > 0) {
    value = std::ldexp(fraction + 1024, exponent - 25);
  }
  return negative ? -value : value;
}

}  // namespace vitrine::formats
