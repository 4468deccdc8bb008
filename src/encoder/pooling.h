#pragma once
// The inner loop of encoding: weighted sums of rows of nibbles.
//
// Compiled for every instruction set and chosen at run time. Thread safe.

#include <cstdint>
#include <span>

namespace vitrine {

/// low[i] = sum over rows r of weights[r] * (low four bits of rows[r][i]), high[i] that of the high
/// four bits, in float32 and in the order of the rows; zeros if there are none. Requires: as many
/// weights as rows, low.size() == high.size(), so many bytes at each of rows.
void sum_nibbles(std::span<const std::uint8_t* const> rows, std::span<const float> weights,
                 std::span<float> low, std::span<float> high);

}  // namespace vitrine
