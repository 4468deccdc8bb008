#pragma once
// Blocks of 128 integers packed with a fixed number of bits each.
//
// The bits follow each other without gaps, little-endian: value i is bits i * width up to (i + 1) *
// width, so that one value can be read without the others, and a block of width w takes exactly
// 16 w bytes. What unpacks whole blocks fast is in text/block_kernels.h. Thread safe: pure
// functions.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace vitrine::text {

inline constexpr std::size_t kPackedBlock = 128;

/// Bits that the largest of `values` needs, 0 to 32.
unsigned bit_width_of(std::span<const std::uint32_t, kPackedBlock> values);

constexpr std::size_t packed_bytes(unsigned width) {
  return std::size_t{16} * width;
}

/// Appends packed_bytes(width) bytes. Requires: width >= bit_width_of(values).
void pack_block(std::span<const std::uint32_t, kPackedBlock> values, unsigned width,
                std::string& out);

/// Value `i` of the packed_bytes(width) bytes at `in` (any alignment).
/// Requires: width <= 32, i < kPackedBlock.
std::uint32_t packed_value(const unsigned char* in, unsigned width, std::size_t i);

}  // namespace vitrine::text
