#pragma once
// Blocks of 128 integers packed with a fixed number of bits each.
//
// Value i lies in lane i % 4 of a sequence of 4-lane, 32-bit little-endian words, so that four
// values are unpacked by one vector operation. A block of width w takes exactly 16 w bytes.
// Source: D. Lemire, L. Boytsov, "Decoding billions of integers per second through vectorization",
// 2015 (SIMD-BP128), without its exceptions. Thread safe: pure functions.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace vitrine {

inline constexpr std::size_t kPackedBlock = 128;

/// Bits that the largest of `values` needs, 0 to 32.
unsigned bit_width_of(std::span<const std::uint32_t, kPackedBlock> values);

constexpr std::size_t packed_bytes(unsigned width) {
  return std::size_t{16} * width;
}

/// Appends packed_bytes(width) bytes. Requires: width >= bit_width_of(values).
void pack_block(std::span<const std::uint32_t, kPackedBlock> values, unsigned width,
                std::string& out);

/// Reads packed_bytes(width) bytes at `in` (any alignment) into 128 values.
/// Requires: width <= 32. Cost: about 0.2 ns a value.
void unpack_block(const unsigned char* in, unsigned width, std::uint32_t* out);

/// Replaces gaps by running sums: out[i] = base + gaps[0] + ... + gaps[i].
void prefix_sums(std::uint32_t base, std::span<std::uint32_t, kPackedBlock> gaps);

}  // namespace vitrine
