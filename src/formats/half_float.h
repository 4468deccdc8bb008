#pragma once
// IEEE 754 half precision.

#include <cstdint>

namespace vitrine::formats {

/// Exact; NaN loses its payload.
float float_from_half(std::uint16_t half);

}  // namespace vitrine::formats
