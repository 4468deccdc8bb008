#include "vector/nibble_codes.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "vector/nibble_codes.cc"
#include <hwy/foreach_target.h>  // this file once per instruction set
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vitrine::vector::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// What put_levels() adds up, in 16 lanes however many a register holds.
struct LevelSums {
  alignas(64) float products[16] = {};  // of a level and its value
  alignas(64) float squares[16] = {};   // of levels
};

/// Levels of `count` values, a byte each. Requires: count is a multiple of 16.
HWY_INLINE void put_levels(const float* HWY_RESTRICT values, std::size_t count, float inverse_step,
                           std::uint8_t* HWY_RESTRICT levels, LevelSums& sums) {
  const hn::CappedTag<float, 16> floats;
  const hn::RebindToSigned<decltype(floats)> whole;
  const hn::Rebind<std::uint8_t, decltype(floats)> narrow;
  const auto inverse = hn::Set(floats, inverse_step);
  for (std::size_t i = 0; i < count; i += hn::Lanes(floats)) {
    const auto value = hn::LoadU(floats, values + i);
    const auto place = hn::Add(hn::Mul(value, inverse), hn::Set(floats, 8.0F));
    const auto level =
        hn::ConvertTo(whole, hn::Min(hn::Max(place, hn::Zero(floats)), hn::Set(floats, 15.0F)));
    hn::StoreU(hn::DemoteTo(narrow, level), narrow, levels + i);
    const auto centred = hn::Sub(hn::ConvertTo(floats, level), hn::Set(floats, 7.5F));
    float* const products = sums.products + i % 16;
    float* const squares = sums.squares + i % 16;
    hn::Store(hn::Add(hn::Load(floats, products), hn::Mul(centred, value)), floats, products);
    hn::Store(hn::Add(hn::Load(floats, squares), hn::Mul(centred, centred)), floats, squares);
  }
}

/// Two levels a byte, the first in the lower half. Requires: count is a multiple of 16.
HWY_INLINE void pack_levels(const std::uint8_t* HWY_RESTRICT levels, std::size_t count,
                            std::uint8_t* HWY_RESTRICT codes) {
#if HWY_TARGET == HWY_SCALAR
  for (std::size_t i = 0; i < count; i += 2)
    codes[i / 2] = static_cast<std::uint8_t>(levels[i] | levels[i + 1] << 4U);
#else
  const hn::CappedTag<std::int16_t, 8> pairs;
  const hn::Rebind<std::uint8_t, decltype(pairs)> bytes;
  for (std::size_t i = 0; i < count; i += 2 * hn::Lanes(pairs)) {
    const auto both =
        hn::BitCast(pairs, hn::LoadU(hn::Repartition<std::uint8_t, decltype(pairs)>(), levels + i));
    const auto low = hn::And(both, hn::Set(pairs, 0x0F));
    const auto high = hn::ShiftLeft<4>(hn::ShiftRight<8>(both));
    hn::StoreU(hn::DemoteTo(bytes, hn::Or(low, high)), bytes, codes + i / 2);
  }
#endif
}

/// Codes of `count` values, and what they add up to. Requires: count is a multiple of 16.
void put_codes(const float* HWY_RESTRICT values, std::size_t count, float inverse_step,
               std::uint8_t* HWY_RESTRICT codes, float& products, float& squares) {
  constexpr std::size_t kAtOnce = 256;
  alignas(64) std::uint8_t levels[kAtOnce];
  LevelSums sums;
  for (std::size_t i = 0; i < count; i += kAtOnce) {
    const std::size_t some = std::min(count - i, kAtOnce);
    put_levels(values + i, some, inverse_step, levels, sums);
    pack_levels(levels, some, codes + i / 2);
  }
  for (const float product : sums.products) products += product;
  for (const float square : sums.squares) squares += square;
}

#if HWY_TARGET == HWY_AVX3_DL

// Highway checks that the machine has VNNI before it chooses this target, but 1.0 forgets to tell
// the compiler.
__attribute__((target("avx512bw,avx512vnni"))) std::int32_t nibble_dot(const std::uint8_t* codes,
                                                                       const std::int8_t* even,
                                                                       const std::int8_t* odd,
                                                                       std::size_t bytes) {
  const __m512i low = _mm512_set1_epi8(0x0F);
  __m512i sum0 = _mm512_setzero_si512();
  __m512i sum1 = _mm512_setzero_si512();
  for (std::size_t i = 0; i < bytes; i += 64) {
    const std::size_t left = std::min<std::size_t>(bytes - i, 64);
    const __m512i both = _mm512_maskz_loadu_epi8(~0ULL >> (64 - left), codes + i);
    sum0 = _mm512_dpbusd_epi32(sum0, _mm512_and_si512(both, low), _mm512_loadu_si512(even + i));
    sum1 = _mm512_dpbusd_epi32(sum1, _mm512_and_si512(_mm512_srli_epi16(both, 4), low),
                               _mm512_loadu_si512(odd + i));
  }
  return _mm512_reduce_add_epi32(_mm512_add_epi32(sum0, sum1));
}

#elif HWY_TARGET == HWY_SCALAR

std::int32_t nibble_dot(const std::uint8_t* codes, const std::int8_t* even, const std::int8_t* odd,
                        std::size_t bytes) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < bytes; ++i) sum += codes[i] % 16 * even[i] + codes[i] / 16 * odd[i];
  return sum;
}

#else

std::int32_t nibble_dot(const std::uint8_t* codes, const std::int8_t* even, const std::int8_t* odd,
                        std::size_t bytes) {
  const hn::CappedTag<std::int16_t, 32> words;
  const hn::Rebind<std::uint8_t, decltype(words)> narrow;
  const hn::Rebind<std::int8_t, decltype(words)> narrow_signed;
  const hn::Repartition<std::int32_t, decltype(words)> quads;
  auto sum0 = hn::Zero(quads);
  auto sum1 = hn::Zero(quads);
  for (std::size_t i = 0; i < bytes; i += hn::Lanes(words)) {
    const auto both = hn::PromoteTo(words, hn::LoadU(narrow, codes + i));
    const auto low = hn::And(both, hn::Set(words, 0x0F));
    const auto high = hn::ShiftRight<4>(both);
    sum0 = hn::ReorderWidenMulAccumulate(
        quads, low, hn::PromoteTo(words, hn::LoadU(narrow_signed, even + i)), sum0, sum1);
    sum0 = hn::ReorderWidenMulAccumulate(
        quads, high, hn::PromoteTo(words, hn::LoadU(narrow_signed, odd + i)), sum0, sum1);
  }
  return hn::GetLane(hn::SumOfLanes(quads, hn::Add(sum0, sum1)));
}

#endif

}  // namespace vitrine::vector::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vitrine::vector {
namespace {

// Max (1960), table 2: the even step of 16 levels with the least square error for a normal
// distribution of deviation 1.
constexpr float kStep = 0.3352F;

}  // namespace

HWY_EXPORT(nibble_dot);
HWY_EXPORT(put_codes);

float put_nibble_codes(std::span<std::byte> record, std::span<const float> rotated, float squares,
                       float offset, float norm) {
  assert(rotated.size() % 16 == 0);
  assert(record.size() == nibble_record_bytes(rotated.size()));
  const auto count = static_cast<float>(rotated.size());
  const float inverse = squares > 0 ? std::sqrt(count / squares) / kStep : 0;
  float product = 0;
  float levels_squared = 0;
  HWY_DYNAMIC_DISPATCH(put_codes)
  (rotated.data(), rotated.size(), inverse, reinterpret_cast<std::uint8_t*>(record.data()), product,
   levels_squared);
  NibbleFactors factors = {0, offset, 0, norm};
  if (product > 0) {
    factors.scale = squares / product;
    const float excess = levels_squared * squares / (product * product) - 1;
    factors.error = std::sqrt(std::max(excess, 0.0F) * squares / (count - 1));
  }
  std::memcpy(record.data() + rotated.size() / 2, &factors, sizeof factors);
  return levels_squared;
}

NibbleQuery::NibbleQuery(std::span<const float> rotated_query)
    : even((rotated_query.size() / 2 + 63) / 64 * 64),
      odd(even.size()),
      padded(rotated_query.size()) {
  float widest = 0;
  for (const float value : rotated_query) widest = std::max(widest, std::abs(value));
  step = widest / 127;
  if (!(step > 0)) return;
  for (std::size_t i = 0; i < padded; ++i) {
    const auto byte = static_cast<std::int8_t>(std::lrint(rotated_query[i] / step));
    (i % 2 == 0 ? even : odd)[i / 2] = byte;
    sum += byte;
  }
}

NibbleEstimate estimate(const NibbleQuery& query, const std::byte* record) {
  const auto* codes = reinterpret_cast<const std::uint8_t*>(record);
  const std::int32_t dot = HWY_DYNAMIC_DISPATCH(nibble_dot)(codes, query.even.data(),
                                                            query.odd.data(), query.padded / 2);
  NibbleFactors factors;
  std::memcpy(&factors, record + query.padded / 2, sizeof factors);
  const float product =
      query.step * (static_cast<float>(dot) - 7.5F * static_cast<float>(query.sum));
  return {factors.offset + factors.scale * product, factors.error, factors.norm};
}

}  // namespace vitrine::vector
#endif
