#pragma once
// Dot tile: the inner products of 6 vectors with 32 others at once, the inner loop of an exact
// neighbour search. Each value that is loaded serves many products, so the loop is bound by
// arithmetic and not by memory. Compiled for every instruction set, chosen at the first call;
// on one machine equal input gives equal output. Thread safe.

#include <cstddef>
#include <cstdint>

namespace vitrine::atlas {

inline constexpr std::size_t kTileRows = 6;
inline constexpr std::size_t kTileColumns = 32;

/// `rows`: kTileRows x dimension, row-major. `panel`: dimension x kTileColumns, so column c's value
/// k is panel[k * kTileColumns + c]. Writes dots[r * kTileColumns + c] and returns a mask whose bit
/// r says that some product of row r is above thresholds[r].
std::uint32_t dot_tile(const float* rows, std::size_t dimension, const float* panel,
                       const float* thresholds, float* dots);

}  // namespace vitrine::atlas
