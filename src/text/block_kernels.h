#pragma once
// Block kernels: the inner loops of ranking and of finding positions, over blocks of 128 postings
// and windows of rows.
//
// Each is written twice: in plain C++, and for AVX-512 with VBMI, where a permutation of bytes
// brings sixteen packed values into place at once. Which one runs is chosen once per process; both
// give the same bits, which the test compares. Thread safe: pure functions.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/bit_packing.h"

namespace vitrine::text {

struct BlockKernels {
  std::string_view name;

  /// Unpacks 128 values of `width` <= 32 bits.
  void (*unpack)(const unsigned char* in, unsigned width, std::uint32_t* out);

  /// Unpacks 128 gaps into running sums from `base`, modulo 2^32.
  void (*unpack_sums)(const unsigned char* in, unsigned width, std::uint32_t base,
                      std::uint32_t* out);

  /// out[i] = contribution(weight, f, norms[rows[i]]) of text/ranking.h, where `in` are 128 packed
  /// values f - 1. Requires: rows[i] below 2^31 and within `norms`.
  void (*contributions)(const unsigned char* in, unsigned width, const std::uint32_t* rows,
                        const float* norms, float weight, std::uint32_t* out);

  /// How many of 128 values are below `limit`: where it belongs if they ascend.
  std::uint32_t (*count_below)(const std::uint32_t* values, std::uint32_t limit);

  /// For `words` times 64 values: bit i of above[w] says whether values[64 w + i] > floor, of
  /// nonzero[w] whether it is not 0.
  void (*masks)(const std::uint32_t* values, std::size_t words, std::uint32_t floor,
                std::uint64_t* above, std::uint64_t* nonzero);

  /// The sum of the first `count` <= 128 packed values.
  std::uint64_t (*sum_first)(const unsigned char* in, unsigned width, std::uint32_t count);

  /// Past `count` variable-length integers (text/varint.h) from `at` on; `end` if they are fewer.
  const unsigned char* (*skip_varints)(const unsigned char* at, const unsigned char* end,
                                       std::uint64_t count);

  std::uint64_t (*count_ones)(const std::uint64_t* bits, std::size_t words);
};

/// Those that this processor runs fastest.
const BlockKernels& block_kernels();

/// All that this processor can run, the plain ones first.
std::vector<const BlockKernels*> all_block_kernels();

}  // namespace vitrine::text
