#include "text/bit_packing.h"

#include <array>
#include <bit>
#include <cassert>
#include <cstring>
#include <utility>

namespace vitrine {
namespace {

using Lanes = std::uint32_t __attribute__((vector_size(16)));

Lanes load(const unsigned char* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

void store(std::uint32_t* to, Lanes lanes) {
  std::memcpy(to, &lanes, sizeof lanes);
}

template <unsigned Width, unsigned Step>
inline void unpack_step(const unsigned char* in, std::uint32_t* out) {
  constexpr unsigned bit = Width * Step;
  constexpr unsigned word = bit / 32;
  constexpr unsigned shift = bit % 32;
  Lanes lanes = load(in + std::size_t{16} * word) >> shift;
  if constexpr (shift + Width > 32) {
    lanes |= load(in + std::size_t{16} * (word + 1)) << (32 - shift);
  }
  if constexpr (Width < 32) lanes &= (1U << Width) - 1U;
  store(out + std::size_t{4} * Step, lanes);
}

template <unsigned Width>
void unpack_width(const unsigned char* in, std::uint32_t* out) {
  if constexpr (Width == 0) {
    std::memset(out, 0, kPackedBlock * sizeof *out);
  } else {
    [&]<unsigned... Step>(std::integer_sequence<unsigned, Step...>) {
      (unpack_step<Width, Step>(in, out), ...);
    }(std::make_integer_sequence<unsigned, 32>());
  }
}

using Unpack = void (*)(const unsigned char*, std::uint32_t*);

constexpr std::array<Unpack, 33> kUnpack =
    []<unsigned... Width>(std::integer_sequence<unsigned, Width...>) {
      return std::array<Unpack, 33>{unpack_width<Width>...};
    }(std::make_integer_sequence<unsigned, 33>());

}  // namespace

unsigned bit_width_of(std::span<const std::uint32_t, kPackedBlock> values) {
  std::uint32_t all = 0;
  for (const std::uint32_t value : values) all |= value;
  return static_cast<unsigned>(std::bit_width(all));
}

void pack_block(std::span<const std::uint32_t, kPackedBlock> values, unsigned width,
                std::string& out) {
  assert(width <= 32 && bit_width_of(values) <= width);
  std::array<std::uint32_t, kPackedBlock> words = {};
  for (std::size_t i = 0; i < kPackedBlock && width > 0; ++i) {
    const std::size_t bit = (i / 4) * width;
    const std::size_t word = bit / 32 * 4 + i % 4;
    const unsigned shift = bit % 32;
    words[word] |= values[i] << shift;
    if (shift + width > 32) words[word + 4] |= values[i] >> (32 - shift);
  }
  out.append(reinterpret_cast<const char*>(words.data()), packed_bytes(width));
}

void unpack_block(const unsigned char* in, unsigned width, std::uint32_t* out) {
  assert(width <= 32);
  kUnpack[width](in, out);
}

void prefix_sums(std::uint32_t base, std::span<std::uint32_t, kPackedBlock> gaps) {
  Lanes carry = {base, base, base, base};
  const Lanes zero = {};
  for (std::size_t i = 0; i < kPackedBlock; i += 4) {
    Lanes lanes;
    std::memcpy(&lanes, &gaps[i], sizeof lanes);
    lanes += __builtin_shufflevector(zero, lanes, 0, 4, 5, 6);
    lanes += __builtin_shufflevector(zero, lanes, 0, 1, 4, 5);
    lanes += carry;
    store(&gaps[i], lanes);
    carry = __builtin_shufflevector(lanes, lanes, 3, 3, 3, 3);
  }
}

}  // namespace vitrine
