#include "vector/sign_codes.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "vector/sign_codes.cc"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>  // this file once per instruction set
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vitrine::vector::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR

HWY_INLINE float scan_block(const std::uint8_t* block, const SignScan& scan, std::uint64_t mask,
                            float* HWY_RESTRICT values) {
  const std::size_t columns = scan.scanned / 8;
  const auto* scales = reinterpret_cast<const float*>(block + columns * kBlockRows);
  float maximum = -std::numeric_limits<float>::infinity();
  for (std::size_t row = 0; row < kBlockRows; ++row) {
    values[row] = -std::numeric_limits<float>::infinity();
    if ((mask >> row & 1U) == 0) continue;
    std::uint32_t sum = 0;
    for (std::size_t c = 0; c < columns; ++c) {
      const std::uint8_t codes = block[c * kBlockRows + row % 16 * 4 + row / 16];
      sum += scan.tables->entries[32 * c + codes % 16];
      sum += scan.tables->entries[32 * c + 16 + codes / 16];
    }
    const float dot =
        scan.tables->step * static_cast<float>(sum) + (scan.tables->bias + scan.margin);
    const float value = dot * scales[row] + (scales[kBlockRows + row] + scan.shift);
    if (value >= values[row]) values[row] = value;
    maximum = std::max(maximum, values[row]);
  }
  return maximum;
}

#else

using Bytes = hn::CappedTag<std::uint8_t, kBlockRows>;
using Pairs = hn::Repartition<std::uint16_t, Bytes>;
using Quads = hn::Repartition<std::uint32_t, Bytes>;
using Floats = hn::Repartition<float, Bytes>;
using ByteVector = hn::Vec<Bytes>;
using PairVector = hn::Vec<Pairs>;

// How far ahead lines are asked for: hides the latency of memory beyond what the hardware's own
// prefetching does.
constexpr std::size_t kPrefetchBytes = 8192;

#if HWY_TARGET == HWY_AVX3_DL
// VPERMB ignores the upper bits of an index, and the table repeats every 16 bytes.
HWY_INLINE ByteVector low_lookup(ByteVector table, ByteVector codes) {
  return ByteVector{_mm512_permutexvar_epi8(codes.raw, table.raw)};
}
HWY_INLINE ByteVector high_lookup(ByteVector table, ByteVector codes) {
  return ByteVector{_mm512_permutexvar_epi8(_mm512_srli_epi16(codes.raw, 4), table.raw)};
}
#else
HWY_INLINE ByteVector low_lookup(ByteVector table, ByteVector codes) {
  return hn::TableLookupBytes(table, hn::And(codes, hn::Set(Bytes(), 0x0F)));
}
HWY_INLINE ByteVector high_lookup(ByteVector table, ByteVector codes) {
  return hn::TableLookupBytes(table, hn::ShiftRight<4>(codes));
}
#endif

/// Sums of 16 bits: of the even bytes of a register, and of the odd ones.
struct Sums {
  PairVector even;
  PairVector odd;
};

/// The entries of one column: two for each row, at most 62 together.
HWY_INLINE ByteVector look_up(const std::uint8_t* HWY_RESTRICT column,
                              const std::uint8_t* HWY_RESTRICT tables) {
  const Bytes bytes;
  const auto codes = hn::LoadU(bytes, column);
  hwy::Prefetch(column + kPrefetchBytes);
  return hn::Add(low_lookup(hn::LoadDup128(bytes, tables), codes),
                 high_lookup(hn::LoadDup128(bytes, tables + 16), codes));
}

HWY_INLINE Sums sum_columns(const std::uint8_t* HWY_RESTRICT codes,
                            const std::uint8_t* HWY_RESTRICT tables, std::size_t columns) {
  const Pairs pairs;
  Sums sums = {hn::Zero(pairs), hn::Zero(pairs)};
  // By hand, since the compiler leaves a loop of four a loop: a third of the time.
  for (std::size_t c = 0; c < columns; c += 4) {
    const std::uint8_t* const column = codes + c * kBlockRows;
    const std::uint8_t* const table = tables + c * 32;
    const auto sum01 = hn::Add(look_up(column, table), look_up(column + kBlockRows, table + 32));
    const auto sum23 = hn::Add(look_up(column + 2 * kBlockRows, table + 64),
                               look_up(column + 3 * kBlockRows, table + 96));
    const auto wide = hn::BitCast(pairs, hn::Add(sum01, sum23));
    sums.even = hn::Add(sums.even, hn::And(wide, hn::Set(pairs, 0x00FF)));
    sums.odd = hn::Add(sums.odd, hn::ShiftRight<8>(wide));
  }
  return sums;
}

/// What turns a sum into a row's value.
struct Terms {
  float step;
  float constant;
  float shift;
  const float* scales;
  const float* offsets;
};

HWY_INLINE hn::Vec<Floats> to_values(hn::Vec<Quads> sums, const Terms& terms, std::size_t row,
                                     std::uint64_t mask) {
  const Floats floats;
  const Quads quads;
  const auto dots =
      hn::MulAdd(hn::ConvertTo(floats, hn::BitCast(hn::RebindToSigned<Floats>(), sums)),
                 hn::Set(floats, terms.step), hn::Set(floats, terms.constant));
  const auto values =
      hn::MulAdd(dots, hn::LoadU(floats, terms.scales + row),
                 hn::Add(hn::LoadU(floats, terms.offsets + row), hn::Set(floats, terms.shift)));
  const auto bits = hn::Set(quads, static_cast<std::uint32_t>(mask >> row));
  const auto wanted = hn::TestBit(bits, hn::Shl(hn::Set(quads, 1), hn::Iota(quads, 0)));
  const auto none = hn::Set(floats, -std::numeric_limits<float>::infinity());
  // A NaN, which only a forged file can bring about, reaches nothing.
  const auto valid = hn::And(hn::RebindMask(floats, wanted), hn::Ge(values, none));
  return hn::IfThenElse(valid, values, none);
}

HWY_INLINE float scan_block(const std::uint8_t* block, const SignScan& scan, std::uint64_t mask,
                            float* HWY_RESTRICT values) {
  const Floats floats;
  const Quads quads;
  const std::size_t columns = scan.scanned / 8;
  const auto* scales = reinterpret_cast<const float*>(block + columns * kBlockRows);
  const Terms terms = {scan.tables->step, scan.tables->bias + scan.margin, scan.shift, scales,
                       scales + kBlockRows};
  auto maximum = hn::Set(floats, -std::numeric_limits<float>::infinity());
  constexpr std::size_t kBytes = hn::MaxLanes(Bytes());
  for (std::size_t part = 0; part < kBlockRows; part += kBytes) {
    const Sums sums = sum_columns(block + part, scan.tables->entries.data(), columns);
    const auto even = hn::BitCast(quads, sums.even);
    const auto odd = hn::BitCast(quads, sums.odd);
    const auto low = hn::Set(quads, 0xFFFF);
    const std::size_t first = part / 4;
    const auto v0 = to_values(hn::And(even, low), terms, first, mask);
    const auto v1 = to_values(hn::And(odd, low), terms, first + 16, mask);
    const auto v2 = to_values(hn::ShiftRight<16>(even), terms, first + 32, mask);
    const auto v3 = to_values(hn::ShiftRight<16>(odd), terms, first + 48, mask);
    hn::StoreU(v0, floats, values + first);
    hn::StoreU(v1, floats, values + first + 16);
    hn::StoreU(v2, floats, values + first + 32);
    hn::StoreU(v3, floats, values + first + 48);
    maximum = hn::Max(maximum, hn::Max(hn::Max(v0, v1), hn::Max(v2, v3)));
  }
  return hn::GetLane(hn::MaxOfLanes(floats, maximum));
}

#endif

void scan_blocks(const SignScan& scan, const std::uint64_t* masks, std::size_t num_blocks,
                 float* HWY_RESTRICT values, float* HWY_RESTRICT maxima) {
  const auto* blocks = reinterpret_cast<const std::uint8_t*>(scan.blocks);
  const std::size_t block_bytes = sign_block_bytes(scan.scanned);
  for (std::size_t i = 0; i < num_blocks; ++i) {
    maxima[i] = masks[i] == 0
                    ? -std::numeric_limits<float>::infinity()
                    : scan_block(blocks + i * block_bytes, scan, masks[i], values + i * kBlockRows);
  }
}

std::uint64_t reaching_lanes(const float* values, float threshold) {
  const hn::ScalableTag<float> floats;
  std::uint64_t rows = 0;
  for (std::size_t i = 0; i < kBlockRows; i += hn::Lanes(floats)) {
    const auto reached = hn::Ge(hn::LoadU(floats, values + i), hn::Set(floats, threshold));
    std::uint8_t bits[8] = {};
    hn::StoreMaskBits(floats, reached, bits);
    std::uint64_t lanes = 0;
    std::memcpy(&lanes, bits, sizeof lanes);
    rows |= lanes << i;
  }
  return rows;
}

}  // namespace vitrine::vector::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vitrine::vector {
namespace {

// The largest that keeps eight lookups in a byte and 2,048 in 16 bits.
constexpr float kLargestEntry = 31;

}  // namespace

HWY_EXPORT(scan_blocks);
HWY_EXPORT(reaching_lanes);

void put_sign_codes(std::span<std::byte> block, std::size_t row, std::span<const float> scanned,
                    float squares, float offset) {
  assert(block.size() == sign_block_bytes(scanned.size()) && row < kBlockRows);
  const std::size_t columns = scanned.size() / 8;
  const std::size_t place = row % 16 * 4 + row / 16;
  float sizes = 0;
  for (std::size_t c = 0; c < columns; ++c) {
    unsigned bits = 0;
    for (std::size_t k = 0; k < 8; ++k) {
      const float value = scanned[8 * c + k];
      bits |= static_cast<unsigned>(value >= 0) << k;
      sizes += std::abs(value);
    }
    block[c * kBlockRows + place] = std::byte(bits);
  }
  const float scale = sizes > 0 ? squares / sizes : 0;
  std::byte* const scales = block.data() + columns * kBlockRows;
  std::memcpy(scales + row * sizeof(float), &scale, sizeof scale);
  std::memcpy(scales + (kBlockRows + row) * sizeof(float), &offset, sizeof offset);
}

float sign_spread(std::size_t scanned, std::size_t padded) {
  const double share = static_cast<double>(scanned) / static_cast<double>(padded);
  return static_cast<float>(std::sqrt(share * (1 - share * 2 / std::numbers::pi)));
}

SignTables::SignTables(std::span<const float> scanned) : entries(scanned.size() * 4) {
  const std::size_t count = scanned.size() / 4;
  float widest = 0;
  for (std::size_t t = 0; t < count; ++t) {
    float size = 0;
    for (std::size_t k = 0; k < 4; ++k) size += std::abs(scanned[4 * t + k]);
    bias -= size;
    widest = std::max(widest, size);
  }
  step = 2 * widest / kLargestEntry;
  if (!(step > 0)) return;
  const float inverse = 1 / step;
  for (std::size_t t = 0; t < count; ++t) {
    // Entry m is the sum of |q| over the coordinates whose bit in m agrees with the query's sign,
    // twice: from all against it, 0, to all for it. Rounded by adding a half.
    float sums[16] = {0.5F};
    for (std::size_t k = 0; k < 4; ++k) {
      const float q = 2 * scanned[4 * t + k] * inverse;
      const std::size_t filled = std::size_t{1} << k;
      for (std::size_t m = 0; m < filled; ++m) sums[m + filled] = sums[m] + std::max(q, 0.0F);
      for (std::size_t m = 0; m < filled; ++m) sums[m] -= std::min(q, 0.0F);
    }
    for (std::size_t m = 0; m < 16; ++m)
      entries[16 * t + m] = static_cast<std::uint8_t>(std::min(sums[m], kLargestEntry));
  }
}

void scan_sign_blocks(const SignScan& scan, std::span<const std::uint64_t> masks,
                      std::span<float> values, std::span<float> maxima) {
  assert(values.size() >= masks.size() * kBlockRows && maxima.size() >= masks.size());
  HWY_DYNAMIC_DISPATCH(scan_blocks)(scan, masks.data(), masks.size(), values.data(), maxima.data());
}

std::uint64_t rows_reaching(std::span<const float> values, float threshold) {
  assert(values.size() == kBlockRows);
  return HWY_DYNAMIC_DISPATCH(reaching_lanes)(values.data(), threshold);
}

}  // namespace vitrine::vector
#endif
