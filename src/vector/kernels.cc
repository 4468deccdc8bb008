#include "vector/kernels.h"

#include <cassert>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "vector/kernels.cc"
#include <hwy/foreach_target.h>  // this file once per instruction set
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vitrine::vector::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

DotAndNorm dot_and_norm_lanes(const float* HWY_RESTRICT a, const float* HWY_RESTRICT b,
                              std::size_t size) {
  const hn::ScalableTag<float> tag;
  const std::size_t lanes = hn::Lanes(tag);
  // Two chains for each sum: one alone would wait for its own last addition.
  auto dot0 = hn::Zero(tag);
  auto dot1 = hn::Zero(tag);
  auto norm0 = hn::Zero(tag);
  auto norm1 = hn::Zero(tag);
  std::size_t i = 0;
  for (; i + 2 * lanes <= size; i += 2 * lanes) {
    const auto b0 = hn::LoadU(tag, b + i);
    const auto b1 = hn::LoadU(tag, b + i + lanes);
    dot0 = hn::MulAdd(hn::LoadU(tag, a + i), b0, dot0);
    dot1 = hn::MulAdd(hn::LoadU(tag, a + i + lanes), b1, dot1);
    norm0 = hn::MulAdd(b0, b0, norm0);
    norm1 = hn::MulAdd(b1, b1, norm1);
  }
  DotAndNorm sums;
  sums.dot = hn::GetLane(hn::SumOfLanes(tag, hn::Add(dot0, dot1)));
  sums.norm_squared = hn::GetLane(hn::SumOfLanes(tag, hn::Add(norm0, norm1)));
  for (; i < size; ++i) {
    sums.dot += a[i] * b[i];
    sums.norm_squared += b[i] * b[i];
  }
  return sums;
}

float squared_distance_lanes(const float* HWY_RESTRICT a, const float* HWY_RESTRICT b,
                             std::size_t size) {
  const hn::ScalableTag<float> tag;
  const std::size_t lanes = hn::Lanes(tag);
  auto sum0 = hn::Zero(tag);
  auto sum1 = hn::Zero(tag);
  std::size_t i = 0;
  for (; i + 2 * lanes <= size; i += 2 * lanes) {
    const auto d0 = hn::Sub(hn::LoadU(tag, a + i), hn::LoadU(tag, b + i));
    const auto d1 = hn::Sub(hn::LoadU(tag, a + i + lanes), hn::LoadU(tag, b + i + lanes));
    sum0 = hn::MulAdd(d0, d0, sum0);
    sum1 = hn::MulAdd(d1, d1, sum1);
  }
  float sum = hn::GetLane(hn::SumOfLanes(tag, hn::Add(sum0, sum1)));
  for (; i < size; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

}  // namespace vitrine::vector::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vitrine::vector {

HWY_EXPORT(dot_and_norm_lanes);
HWY_EXPORT(squared_distance_lanes);

DotAndNorm dot_and_norm(std::span<const float> a, std::span<const float> b) {
  assert(a.size() == b.size());
  return HWY_DYNAMIC_DISPATCH(dot_and_norm_lanes)(a.data(), b.data(), b.size());
}

float squared_distance(std::span<const float> a, std::span<const float> b) {
  assert(a.size() == b.size());
  return HWY_DYNAMIC_DISPATCH(squared_distance_lanes)(a.data(), b.data(), b.size());
}

}  // namespace vitrine::vector
#endif
