#pragma once
// Kernels over values narrower than float32: half-precision floats and bytes, as tables of vectors
// are kept where memory counts. As kernels.h in all else.

#include <cstdint>
#include <span>

namespace vitrine::vector {

/// IEEE 754 binary16, by its bits.
struct Half {
  std::uint16_t bits = 0;
};

/// The value exactly: every half is a float.
float to_float(Half half);
/// The nearest half, ties to even; infinity beyond 65,519.
Half to_half(float value);

/// Sum of a[i] * b[i], in float32. NaN and infinities propagate.
/// Requires: a.size() == b.size().
float dot(std::span<const float> a, std::span<const Half> b);

/// Sum of a[i] * b[i], exactly. Requires: a.size() == b.size() <= 131,071.
std::int32_t dot(std::span<const std::int8_t> a, std::span<const std::int8_t> b);

}  // namespace vitrine::vector
