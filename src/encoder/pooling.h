#pragma once
// The inner loops of encoding: weighted sums of rows of nibbles, and what is made of them.
//
// Compiled for every instruction set and chosen at run time. Thread safe.

#include <cstdint>
#include <span>

namespace vitrine::encoder {

/// low[i] = sum over rows r of weights[r] * (low four bits of rows[r][i]), high[i] that of the high
/// four bits, in float32 and in the order of the rows; zeros if there are none. Requires: as many
/// weights as rows, low.size() == high.size(), so many bytes at each of rows.
void sum_nibbles(std::span<const std::uint8_t* const> rows, std::span<const float> weights,
                 std::span<float> low, std::span<float> high);

/// out[2 i] = low[i] - raised, out[2 i + 1] = high[i] - raised; the sum of the squares of `out`, to
/// about seven digits. Requires: low.size() == high.size(), out.size() == 2 * low.size().
double join_halves(std::span<const float> low, std::span<const float> high, float raised,
                   std::span<float> out);

/// Multiplies all values.
void scale(std::span<float> values, float factor);

}  // namespace vitrine::encoder
