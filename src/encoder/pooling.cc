#include "encoder/pooling.h"

#include <cassert>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "encoder/pooling.cc"
#include <hwy/foreach_target.h>  // this file once per instruction set
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vitrine::encoder::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Vectors of codes that are summed in one pass over the rows: their sums stay in registers.
constexpr std::size_t kBlock = 4;

template <std::size_t kVectors>
void sum_block(const std::uint8_t* const* HWY_RESTRICT rows, const float* HWY_RESTRICT weights,
               std::size_t num_rows, std::size_t at, float* HWY_RESTRICT low,
               float* HWY_RESTRICT high) {
  const hn::ScalableTag<float> tag;
  const hn::Rebind<std::int32_t, decltype(tag)> integers;
  const hn::Rebind<std::uint8_t, decltype(tag)> bytes;
  const std::size_t lanes = hn::Lanes(tag);
  const auto mask = hn::Set(integers, 15);
  auto low0 = hn::Zero(tag), low1 = low0, low2 = low0, low3 = low0;
  auto high0 = low0, high1 = low0, high2 = low0, high3 = low0;
  const auto add = [&](const std::uint8_t* codes, auto factor, auto& first, auto& second) HWY_ATTR {
    const auto both = hn::PromoteTo(integers, hn::LoadU(bytes, codes));
    first = hn::MulAdd(hn::ConvertTo(tag, hn::And(both, mask)), factor, first);
    second = hn::MulAdd(hn::ConvertTo(tag, hn::ShiftRight<4>(both)), factor, second);
  };
  for (std::size_t row = 0; row < num_rows; ++row) {
    const auto factor = hn::Set(tag, weights[row]);
    const std::uint8_t* const codes = rows[row] + at;
    add(codes, factor, low0, high0);
    if constexpr (kVectors == kBlock) {
      add(codes + lanes, factor, low1, high1);
      add(codes + 2 * lanes, factor, low2, high2);
      add(codes + 3 * lanes, factor, low3, high3);
    }
  }
  hn::StoreU(low0, tag, low + at);
  hn::StoreU(high0, tag, high + at);
  if constexpr (kVectors == kBlock) {
    hn::StoreU(low1, tag, low + at + lanes);
    hn::StoreU(high1, tag, high + at + lanes);
    hn::StoreU(low2, tag, low + at + 2 * lanes);
    hn::StoreU(high2, tag, high + at + 2 * lanes);
    hn::StoreU(low3, tag, low + at + 3 * lanes);
    hn::StoreU(high3, tag, high + at + 3 * lanes);
  }
}

void sum_nibbles_lanes(const std::uint8_t* const* HWY_RESTRICT rows,
                       const float* HWY_RESTRICT weights, std::size_t num_rows,
                       float* HWY_RESTRICT low, float* HWY_RESTRICT high, std::size_t size) {
  const std::size_t lanes = hn::Lanes(hn::ScalableTag<float>());
  std::size_t at = 0;
  for (; at + kBlock * lanes <= size; at += kBlock * lanes)
    sum_block<kBlock>(rows, weights, num_rows, at, low, high);
  for (; at + lanes <= size; at += lanes) sum_block<1>(rows, weights, num_rows, at, low, high);
  for (; at < size; ++at) {
    low[at] = 0;
    high[at] = 0;
    for (std::size_t row = 0; row < num_rows; ++row) {
      low[at] += weights[row] * static_cast<float>(rows[row][at] & 15U);
      high[at] += weights[row] * static_cast<float>(rows[row][at] >> 4U);
    }
  }
}

double join_halves_lanes(const float* HWY_RESTRICT low, const float* HWY_RESTRICT high,
                         float raised, float* HWY_RESTRICT out, std::size_t size) {
  const hn::ScalableTag<float> tag;
  const std::size_t lanes = hn::Lanes(tag);
  const auto raise = hn::Set(tag, raised);
  auto squares = hn::Zero(tag);
  std::size_t at = 0;
  for (; at + lanes <= size; at += lanes) {
    const auto first = hn::Sub(hn::LoadU(tag, low + at), raise);
    const auto second = hn::Sub(hn::LoadU(tag, high + at), raise);
    hn::StoreInterleaved2(first, second, tag, out + 2 * at);
    squares = hn::MulAdd(first, first, hn::MulAdd(second, second, squares));
  }
  double sum = hn::GetLane(hn::SumOfLanes(tag, squares));
  for (; at < size; ++at) {
    out[2 * at] = low[at] - raised;
    out[2 * at + 1] = high[at] - raised;
    sum += static_cast<double>(out[2 * at]) * out[2 * at] +
           static_cast<double>(out[2 * at + 1]) * out[2 * at + 1];
  }
  return sum;
}

void scale_lanes(float* HWY_RESTRICT values, std::size_t size, float factor) {
  const hn::ScalableTag<float> tag;
  std::size_t at = 0;
  for (; at + hn::Lanes(tag) <= size; at += hn::Lanes(tag))
    hn::StoreU(hn::Mul(hn::LoadU(tag, values + at), hn::Set(tag, factor)), tag, values + at);
  for (; at < size; ++at) values[at] *= factor;
}

}  // namespace vitrine::encoder::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vitrine::encoder {

HWY_EXPORT(sum_nibbles_lanes);
HWY_EXPORT(join_halves_lanes);
HWY_EXPORT(scale_lanes);

void sum_nibbles(std::span<const std::uint8_t* const> rows, std::span<const float> weights,
                 std::span<float> low, std::span<float> high) {
  assert(rows.size() == weights.size() && low.size() == high.size());
  HWY_DYNAMIC_DISPATCH(sum_nibbles_lanes)
  (rows.data(), weights.data(), rows.size(), low.data(), high.data(), low.size());
}

double join_halves(std::span<const float> low, std::span<const float> high, float raised,
                   std::span<float> out) {
  assert(low.size() == high.size() && out.size() == 2 * low.size());
  return HWY_DYNAMIC_DISPATCH(join_halves_lanes)(low.data(), high.data(), raised, out.data(),
                                                 low.size());
}

void scale(std::span<float> values, float factor) {
  HWY_DYNAMIC_DISPATCH(scale_lanes)(values.data(), values.size(), factor);
}

}  // namespace vitrine::encoder
#endif
