#include "vector/narrow_kernels.h"

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "vector/narrow_kernels.cc"
#include <hwy/foreach_target.h>  // this file once per instruction set
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vitrine::vector::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

float half_dot_lanes(const float* HWY_RESTRICT a, const hwy::float16_t* HWY_RESTRICT b,
                     std::size_t size) {
  const hn::ScalableTag<float> tag;
  const hn::Rebind<hwy::float16_t, decltype(tag)> halves;
  const std::size_t lanes = hn::Lanes(tag);
  auto sum0 = hn::Zero(tag);
  auto sum1 = hn::Zero(tag);
  std::size_t i = 0;
  for (; i + 2 * lanes <= size; i += 2 * lanes) {
    sum0 = hn::MulAdd(hn::LoadU(tag, a + i), hn::PromoteTo(tag, hn::LoadU(halves, b + i)), sum0);
    sum1 = hn::MulAdd(hn::LoadU(tag, a + i + lanes),
                      hn::PromoteTo(tag, hn::LoadU(halves, b + i + lanes)), sum1);
  }
  float sum = hn::GetLane(hn::SumOfLanes(tag, hn::Add(sum0, sum1)));
  for (; i < size; ++i) sum += a[i] * to_float({b[i].bits});
  return sum;
}

std::int32_t byte_dot_lanes(const std::int8_t* HWY_RESTRICT a, const std::int8_t* HWY_RESTRICT b,
                            std::size_t size) {
  std::int32_t sum = 0;
  std::size_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::ScalableTag<std::int16_t> words;
  const hn::Rebind<std::int8_t, decltype(words)> bytes;
  const hn::RepartitionToWide<decltype(words)> quads;
  auto sum0 = hn::Zero(quads);
  auto sum1 = hn::Zero(quads);
  for (; i + hn::Lanes(words) <= size; i += hn::Lanes(words)) {
    sum0 = hn::ReorderWidenMulAccumulate(quads, hn::PromoteTo(words, hn::LoadU(bytes, a + i)),
                                         hn::PromoteTo(words, hn::LoadU(bytes, b + i)), sum0, sum1);
  }
  sum = hn::GetLane(hn::SumOfLanes(quads, hn::Add(sum0, sum1)));
#endif
  for (; i < size; ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace vitrine::vector::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vitrine::vector {

float to_float(Half half) {
  const std::uint32_t sign = (half.bits & 0x8000U) << 16U;
  const std::uint32_t rest = half.bits & 0x7FFFU;
  if (rest >= 0x7C00U) return std::bit_cast<float>(sign | 0x7F800000U | (rest & 0x3FFU) << 13U);
  // A float of the same bits further left is too small by 2^112; so it is for subnormals.
  const float size = std::bit_cast<float>(rest << 13U) * std::bit_cast<float>(0x77800000U);
  return sign != 0 ? -size : size;
}

Half to_half(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = bits >> 16U & 0x8000U;
  const std::uint32_t size = bits & 0x7FFFFFFFU;
  std::uint32_t half = 0;
  if (size > 0x7F800000U) {
    half = 0x7E00U;  // a NaN stays one
  } else if (size >= 0x477FF000U) {
    half = 0x7C00U;  // from half way between the largest and what would follow
  } else if (size < 0x38800000U) {
    // Below the smallest normal half: adding 0.5 leaves the value, rounded, in the lowest bits.
    half = std::bit_cast<std::uint32_t>(std::bit_cast<float>(size) + 0.5F) - 0x3F000000U;
  } else {
    half = (size - 0x38000000U + 0xFFFU + (size >> 13U & 1U)) >> 13U;
  }
  return {static_cast<std::uint16_t>(sign | half)};
}

HWY_EXPORT(half_dot_lanes);
HWY_EXPORT(byte_dot_lanes);

float dot(std::span<const float> a, std::span<const Half> b) {
  assert(a.size() == b.size());
  static_assert(sizeof(Half) == sizeof(hwy::float16_t));
  return HWY_DYNAMIC_DISPATCH(half_dot_lanes)(
      a.data(), reinterpret_cast<const hwy::float16_t*>(b.data()), b.size());
}

std::int32_t dot(std::span<const std::int8_t> a, std::span<const std::int8_t> b) {
  assert(a.size() == b.size());
  return HWY_DYNAMIC_DISPATCH(byte_dot_lanes)(a.data(), b.data(), b.size());
}

}  // namespace vitrine::vector
#endif
