#pragma once
// The inner loops of ridge regression over blocks of 64 columns: rows of a matrix added up, and a
// row added to rows of a matrix.
//
// Compiled for every instruction set and chosen at run time; float32, in the order of the rows. The
// last bits may differ between machines. Thread safe.

#include <cstddef>
#include <cstdint>
#include <span>

namespace vitrine::meaning {

/// Columns of a block.
inline constexpr std::size_t kRidgeColumns = 64;

/// A row of a block.
using RidgeRow = std::span<float, kRidgeColumns>;
using ConstRidgeRow = std::span<const float, kRidgeColumns>;

/// out = sum over k of weights[k] * row rows[k] of `matrix`; zeros if there are none. Requires: as
/// many weights as rows; each row is in the matrix, whose rows have kRidgeColumns values.
void sum_of_rows(std::span<const std::uint32_t> rows, std::span<const float> weights,
                 std::span<const float> matrix, RidgeRow out);

/// Adds weights[k] * values to row rows[k] of `matrix`, for each k. Requires: as sum_of_rows().
void add_to_rows(std::span<const std::uint32_t> rows, std::span<const float> weights,
                 ConstRidgeRow values, std::span<float> matrix);

}  // namespace vitrine::meaning
