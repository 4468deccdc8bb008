#pragma once
// Nibble codes: four bits per coordinate of a rotated vector, row after row. The second look of a
// search, at the few rows that the signs let through: an eighth of the floats' bytes, and an
// estimate seven times closer than the signs'.
//
// Coordinate x of a residual r of n coordinates becomes the level round(x / step + 7.5) of 0 to 15
// with step = 0.335 |r| / sqrt(n), the best even step for a normal distribution. With y the vector
// of (level - 7.5), <query, y> times `scale` = |r|^2 / <y, r> estimates <query, r> without bias;
// the deviation of its error is `error` * |query|.
//
// Layout of a record: n / 2 bytes, byte j the levels of coordinates 2 j (bits 0 to 3) and 2 j + 1
// (bits 4 to 7), then NibbleFactors.
//
// Source: Gao et al., "Practical and asymptotically optimal quantization of high-dimensional
// vectors in Euclidean space" (extended RaBitQ, SIGMOD 2025), for the estimate; the step of Max,
// "Quantizing for minimum distortion" (1960), in place of a search for the best one of each row.
// Thread safe: functions of their arguments.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vitrine::vector {

struct NibbleFactors {
  float scale = 0;   ///< Times <query, levels - 7.5>,
  float offset = 0;  ///< plus this is the cosine less what all rows share.
  float error = 0;   ///< Deviation of the estimate for a query of length 1.
  float norm = 0;    ///< The length of the row's own vector.
};

constexpr std::size_t nibble_record_bytes(std::size_t padded) {
  return padded / 2 + sizeof(NibbleFactors);
}

/// Writes levels, scale and error; takes offset and norm as they are. `squares` is the sum of the
/// squares of `rotated`. Returns the sum of the squares of (level - 7.5).
/// Requires: record.size() == nibble_record_bytes(rotated.size()), a multiple of 16 coordinates.
float put_nibble_codes(std::span<std::byte> record, std::span<const float> rotated, float squares,
                       float offset, float norm);

/// A rotated query in bytes, apart for even and odd coordinates.
struct NibbleQuery {
  explicit NibbleQuery(std::span<const float> rotated_query);

  std::vector<std::int8_t> even;  ///< Padded with zeros to a multiple of 64.
  std::vector<std::int8_t> odd;
  float step = 0;  ///< A coordinate is about step times its byte.
  std::int32_t sum = 0;
  std::size_t padded = 0;
};

struct NibbleEstimate {
  float value = 0;  ///< offset + scale * <query, levels - 7.5>.
  float error = 0;
  float norm = 0;
};

/// Requires: a record of the query's length at `record`; any alignment. Cost: 15 ns in cache for
/// 768 coordinates.
NibbleEstimate estimate(const NibbleQuery& query, const std::byte* record);

}  // namespace vitrine::vector
