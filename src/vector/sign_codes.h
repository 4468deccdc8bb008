#pragma once
// Sign codes: one bit per coordinate of a rotated vector, scanned 64 rows at a time. The first look
// of a search, at a thirty-second of the floats' bytes.
//
// What a row keeps of its residual r (what is left of its direction after the mean of all): the
// signs of its rotated coordinates, and two floats. The signs, scaled, are the nearest of the
// corners of a hypercube to r, and <query, signs> times `scale` estimates <query, r> without bias,
// with an error whose deviation is known: kSpread * scale * |query|. `offset` is added to it.
//
// A query of four coordinates against four bits has sixteen outcomes: a table of them, in bytes, is
// looked up for 64 rows with one instruction, and the sums are kept in bytes for eight lookups,
// then in 16 bits. Tables hold 0 to 31, so that no sum overflows: at 8,192 coordinates 63,488 is
// the most.
//
// Layout of a block of 64 rows: for each eight coordinates c a column of 64 bytes, then 64 float
// scales, then 64 float offsets. Byte 4 j + t of a column is row 16 t + j: its bits 0 to 3 are the
// signs of coordinates 8 c to 8 c + 3 (1: not negative), bits 4 to 7 those of 8 c + 4 to 8 c + 7.
// The order within the column makes the halves of halves of a register consecutive rows.
//
// Source: Gao and Long, "RaBitQ" (SIGMOD 2024), for the estimate and its error; Andre, Kermarrec,
// Le Scouarnec, "Cache locality is not enough" (VLDB 2015), for tables in registers. Ours differs
// in keeping the query's own products in the tables (no quantised query), and in the offset for the
// mean. Thread safe: functions of their arguments.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vitrine::vector {

inline constexpr std::size_t kBlockRows = 64;

/// How many of a rotated vector's coordinates, from the first, are scanned: half, but at least 384
/// if there are that many. Measured at 768: a scan is bound by memory, and the rows that half
/// the bits let through in addition cost less than the other half (92,299 rows, recall 0.998: 3,100
/// queries/s with 384, 2,900 with 512, 2,400 with all).
constexpr std::uint32_t scanned_coordinates(std::uint32_t padded) {
  return std::max(std::min(padded, 384U), (padded / 2 + 63) / 64 * 64);
}

/// Deviation of the estimate as a share of scale * |query|, for `scanned` of `padded` coordinates.
float sign_spread(std::size_t scanned, std::size_t padded);

/// Bytes of a block. Requires: scanned is a multiple of 64.
constexpr std::size_t sign_block_bytes(std::size_t scanned) {
  return scanned / 8 * kBlockRows + 2 * kBlockRows * sizeof(float);
}

/// Puts a row into its block. `scanned` are the first coordinates of the rotated residual,
/// `squares` the sum of the squares of all. Requires: scanned.size() is a multiple of 64; row < 64.
void put_sign_codes(std::span<std::byte> block, std::size_t row, std::span<const float> scanned,
                    float squares, float offset);

/// What a query is looked up with.
struct SignTables {
  /// Of the first coordinates of the rotated query, a multiple of 64 of them.
  explicit SignTables(std::span<const float> scanned);

  std::vector<std::uint8_t> entries;  ///< 16 for each four coordinates.
  float step = 0;                     ///< <query, signs> is about step * sum of entries + bias,
  float bias = 0;
};

struct SignScan {
  const std::byte* blocks = nullptr;
  std::size_t scanned = 0;
  const SignTables* tables = nullptr;
  /// Added to <query, signs> before scaling: enough deviations to make the values upper
  /// bounds.
  float margin = 0;
  /// Added to every value.
  float shift = 0;
};

/// values[64 i + r] = shift + offset + scale * (<query, signs> + margin) of row r of block i, minus
/// infinity where bit r of masks[i] is 0 or that is a NaN; maxima[i] their maximum. Values of a
/// block whose mask is 0 are not written. Requires: blocks holds masks.size() blocks, values 64
/// times as many, maxima as many. Cost: for 384 coordinates 1 ns a row in the second cache, 2 ns
/// from the third.
void scan_sign_blocks(const SignScan& scan, std::span<const std::uint64_t> masks,
                      std::span<float> values, std::span<float> maxima);

/// Bit r: whether value r of a block reaches the threshold. Requires: 64 values; a threshold that
/// is not a NaN.
std::uint64_t rows_reaching(std::span<const float> values, float threshold);

}  // namespace vitrine::vector
