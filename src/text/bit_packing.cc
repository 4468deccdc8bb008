#include "text/bit_packing.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

namespace vitrine::text {

unsigned bit_width_of(std::span<const std::uint32_t, kPackedBlock> values) {
  std::uint32_t all = 0;
  for (const std::uint32_t value : values) all |= value;
  return static_cast<unsigned>(std::bit_width(all));
}

void pack_block(std::span<const std::uint32_t, kPackedBlock> values, unsigned width,
                std::string& out) {
  assert(width <= 32 && bit_width_of(values) <= width);
  std::uint64_t pending = 0;
  unsigned bits = 0;
  for (const std::uint32_t value : values) {
    pending |= std::uint64_t{value} << bits;
    bits += width;
    if (bits < 32) continue;
    const auto word = static_cast<std::uint32_t>(pending);
    out.append(reinterpret_cast<const char*>(&word), sizeof word);
    pending >>= 32U;
    bits -= 32;
  }
}

std::uint32_t packed_value(const unsigned char* in, unsigned width, std::size_t i) {
  if (width == 0) return 0;
  const std::size_t bit = i * width;
  // Eight bytes that hold the value, none of them beyond the block.
  const std::size_t byte = std::min(bit / 8, packed_bytes(width) - 8);
  std::uint64_t word;
  std::memcpy(&word, in + byte, sizeof word);
  return static_cast<std::uint32_t>(word >> (bit - byte * 8) & ((1ULL << width) - 1));
}

}  // namespace vitrine::text
