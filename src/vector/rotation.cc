#include "vector/rotation.h"

#include <bit>
#include <cassert>
#include <cmath>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "vector/rotation.cc"
#include <hwy/foreach_target.h>  // this file once per instruction set
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vitrine::vector::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Sixteen values, in one register or in several: what lies closer together than that is mixed by
// swapping lanes, the rest by adding registers.
using Tag = hn::CappedTag<float, 16>;

template <std::size_t kStride, typename Vector>
HWY_INLINE Vector swap_neighbours(Tag tag, Vector v) {
  if constexpr (kStride == 1) return hn::Reverse2(tag, v);
  if constexpr (kStride == 2) return hn::Reverse2(tag, hn::Reverse4(tag, v));
  if constexpr (kStride == 4) return hn::Reverse4(tag, hn::Reverse8(tag, v));
  if constexpr (kStride == 8) return hn::Reverse8(tag, hn::Reverse(tag, v));
}

/// A level of the transform between lanes: (a, b) becomes (a + b, a - b). Nothing where lanes lie
/// in other registers.
template <std::size_t kStride, typename Vector>
HWY_INLINE Vector mixed(Tag tag, Vector v) {
  if constexpr (kStride < hn::MaxLanes(Tag())) {
    const auto lane = hn::Iota(hn::RebindToUnsigned<Tag>(), 0);
    const auto upper =
        hn::TestBit(lane, hn::Set(hn::RebindToUnsigned<Tag>(), std::uint32_t{kStride}));
    const auto signed_v = hn::IfThenElse(hn::RebindMask(tag, upper), hn::Neg(v), v);
    return hn::Add(swap_neighbours<kStride>(tag, v), signed_v);
  }
  return v;
}

HWY_INLINE void mix_lanes(float* HWY_RESTRICT values, std::size_t size) {
  const Tag tag;
  for (std::size_t i = 0; i < size; i += hn::Lanes(tag)) {
    auto v = hn::LoadU(tag, values + i);
    v = mixed<1>(tag, v);
    v = mixed<2>(tag, v);
    v = mixed<4>(tag, v);
    v = mixed<8>(tag, v);
    hn::StoreU(v, tag, values + i);
  }
}

HWY_INLINE void butterflies(float* HWY_RESTRICT a, float* HWY_RESTRICT b, std::size_t size) {
  const Tag tag;
  for (std::size_t i = 0; i < size; i += hn::Lanes(tag)) {
    const auto x = hn::LoadU(tag, a + i);
    const auto y = hn::LoadU(tag, b + i);
    hn::StoreU(hn::Add(x, y), tag, a + i);
    hn::StoreU(hn::Sub(x, y), tag, b + i);
  }
}

/// Two levels of the transform in one pass over memory: strides s and 2s.
HWY_INLINE void double_butterflies(float* HWY_RESTRICT values, std::size_t stride) {
  const Tag tag;
  for (std::size_t i = 0; i < stride; i += hn::Lanes(tag)) {
    float* const p = values + i;
    const auto a = hn::LoadU(tag, p);
    const auto b = hn::LoadU(tag, p + stride);
    const auto c = hn::LoadU(tag, p + 2 * stride);
    const auto d = hn::LoadU(tag, p + 3 * stride);
    const auto ab = hn::Add(a, b);
    const auto a_b = hn::Sub(a, b);
    const auto cd = hn::Add(c, d);
    const auto c_d = hn::Sub(c, d);
    hn::StoreU(hn::Add(ab, cd), tag, p);
    hn::StoreU(hn::Add(a_b, c_d), tag, p + stride);
    hn::StoreU(hn::Sub(ab, cd), tag, p + 2 * stride);
    hn::StoreU(hn::Sub(a_b, c_d), tag, p + 3 * stride);
  }
}

/// Unscaled. Requires: size is a power of two, 64 or more.
HWY_INLINE void hadamard(float* HWY_RESTRICT values, std::size_t size) {
  mix_lanes(values, size);
  std::size_t stride = hn::Lanes(Tag());
  for (; stride * 4 <= size; stride *= 4) {
    for (std::size_t at = 0; at < size; at += 4 * stride) double_butterflies(values + at, stride);
  }
  if (stride < size) butterflies(values, values + stride, stride);
}

HWY_INLINE void multiply(float* HWY_RESTRICT values, const float* HWY_RESTRICT factors,
                         std::size_t size) {
  const Tag tag;
  for (std::size_t i = 0; i < size; i += hn::Lanes(tag)) {
    hn::StoreU(hn::Mul(hn::LoadU(tag, values + i), hn::LoadU(tag, factors + i)), tag, values + i);
  }
}

void rotate_lanes(float* HWY_RESTRICT values, const float* HWY_RESTRICT signs, std::size_t size,
                  std::size_t block, std::size_t rounds) {
  for (std::size_t round = 0; round < rounds; ++round) {
    multiply(values, signs + round * size, size);
    hadamard(round % 2 == 0 ? values : values + (size - block), block);
    if (block < size) butterflies(values, values + size / 2, size / 2);
  }
}

}  // namespace vitrine::vector::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vitrine::vector {
namespace {

constexpr std::size_t kRounds = 4;
constexpr std::uint64_t kSeed = 0x56495452'524f5441;

/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014), SplitMix64.
std::uint64_t next_random(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31U);
}

}  // namespace

HWY_EXPORT(rotate_lanes);

Rotation::Rotation(std::uint32_t dimension)
    : padded_((dimension + 63) / 64 * 64), block_(std::bit_floor(padded_)) {
  // A transform lengthens the values that it covers by the root of their number, a butterfly all
  // values by the root of two. Scaling beforehand puts both into the signs.
  const float butterfly = block_ < padded_ ? std::sqrt(0.5F) : 1.0F;
  const float transform = 1.0F / std::sqrt(static_cast<float>(block_));
  std::uint64_t state = kSeed ^ dimension;
  for (std::size_t round = 0; round < kRounds; ++round) {
    const std::uint32_t start = round % 2 == 0 ? 0 : padded_ - block_;
    for (std::uint32_t i = 0; i < padded_; ++i) {
      const bool is_transformed = i >= start && i < start + block_;
      const float scale = butterfly * (is_transformed ? transform : 1.0F);
      signs_.push_back((next_random(state) >> 63U) != 0 ? scale : -scale);
    }
  }
}

void Rotation::apply(std::span<float> values) const {
  assert(values.size() == padded_);
  HWY_DYNAMIC_DISPATCH(rotate_lanes)(values.data(), signs_.data(), padded_, block_, kRounds);
}

}  // namespace vitrine::vector
#endif
