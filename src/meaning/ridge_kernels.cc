#include "meaning/ridge_kernels.h"

#include <cassert>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "meaning/ridge_kernels.cc"
#include <hwy/foreach_target.h>  // this file once per instruction set
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vitrine::meaning::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Four vectors at a time stay in registers on every machine: 64 columns of AVX-512 in one pass.
constexpr std::size_t kVectors = 4;
using Tag = hn::CappedTag<float, kRidgeColumns / kVectors>;

void sum_lanes(const std::uint32_t* HWY_RESTRICT rows, const float* HWY_RESTRICT weights,
               std::size_t num_rows, const float* HWY_RESTRICT matrix, float* HWY_RESTRICT out) {
  const Tag tag;
  const std::size_t lanes = hn::Lanes(tag);
  for (std::size_t at = 0; at < kRidgeColumns; at += kVectors * lanes) {
    auto sum0 = hn::Zero(tag), sum1 = sum0, sum2 = sum0, sum3 = sum0;
    for (std::size_t k = 0; k < num_rows; ++k) {
      const float* const row = matrix + std::size_t{rows[k]} * kRidgeColumns + at;
      const auto weight = hn::Set(tag, weights[k]);
      sum0 = hn::MulAdd(weight, hn::LoadU(tag, row), sum0);
      sum1 = hn::MulAdd(weight, hn::LoadU(tag, row + lanes), sum1);
      sum2 = hn::MulAdd(weight, hn::LoadU(tag, row + 2 * lanes), sum2);
      sum3 = hn::MulAdd(weight, hn::LoadU(tag, row + 3 * lanes), sum3);
    }
    hn::StoreU(sum0, tag, out + at);
    hn::StoreU(sum1, tag, out + at + lanes);
    hn::StoreU(sum2, tag, out + at + 2 * lanes);
    hn::StoreU(sum3, tag, out + at + 3 * lanes);
  }
}

void add_lanes(const std::uint32_t* HWY_RESTRICT rows, const float* HWY_RESTRICT weights,
               std::size_t num_rows, const float* HWY_RESTRICT values, float* HWY_RESTRICT matrix) {
  const Tag tag;
  const std::size_t lanes = hn::Lanes(tag);
  for (std::size_t at = 0; at < kRidgeColumns; at += kVectors * lanes) {
    const auto value0 = hn::LoadU(tag, values + at);
    const auto value1 = hn::LoadU(tag, values + at + lanes);
    const auto value2 = hn::LoadU(tag, values + at + 2 * lanes);
    const auto value3 = hn::LoadU(tag, values + at + 3 * lanes);
    for (std::size_t k = 0; k < num_rows; ++k) {
      float* const row = matrix + std::size_t{rows[k]} * kRidgeColumns + at;
      const auto weight = hn::Set(tag, weights[k]);
      hn::StoreU(hn::MulAdd(weight, value0, hn::LoadU(tag, row)), tag, row);
      hn::StoreU(hn::MulAdd(weight, value1, hn::LoadU(tag, row + lanes)), tag, row + lanes);
      hn::StoreU(hn::MulAdd(weight, value2, hn::LoadU(tag, row + 2 * lanes)), tag, row + 2 * lanes);
      hn::StoreU(hn::MulAdd(weight, value3, hn::LoadU(tag, row + 3 * lanes)), tag, row + 3 * lanes);
    }
  }
}

}  // namespace vitrine::meaning::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vitrine::meaning {

HWY_EXPORT(sum_lanes);
HWY_EXPORT(add_lanes);

void sum_of_rows(std::span<const std::uint32_t> rows, std::span<const float> weights,
                 std::span<const float> matrix, RidgeRow out) {
  assert(rows.size() == weights.size());
  HWY_DYNAMIC_DISPATCH(sum_lanes)
  (rows.data(), weights.data(), rows.size(), matrix.data(), out.data());
}

void add_to_rows(std::span<const std::uint32_t> rows, std::span<const float> weights,
                 ConstRidgeRow values, std::span<float> matrix) {
  assert(rows.size() == weights.size());
  HWY_DYNAMIC_DISPATCH(add_lanes)
  (rows.data(), weights.data(), rows.size(), values.data(), matrix.data());
}

}  // namespace vitrine::meaning
#endif
