#include "atlas/dot_tile.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "atlas/dot_tile.cc"
#include <hwy/foreach_target.h>  // this file once per instruction set
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vitrine::atlas::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Twelve sums at a time: enough to hide the latency of a fused multiply-add on two ports, and few
// enough for the sixteen registers of AVX2.
std::uint32_t dot_tile_lanes(const float* HWY_RESTRICT rows, std::size_t dimension,
                             const float* HWY_RESTRICT panel, const float* HWY_RESTRICT thresholds,
                             float* HWY_RESTRICT dots) {
  const hn::CappedTag<float, kTileColumns / 2> tag;
  const std::size_t lanes = hn::Lanes(tag);
  std::uint32_t above = 0;
  for (std::size_t column = 0; column < kTileColumns; column += 2 * lanes) {
    auto sum00 = hn::Zero(tag), sum01 = hn::Zero(tag);
    auto sum10 = hn::Zero(tag), sum11 = hn::Zero(tag);
    auto sum20 = hn::Zero(tag), sum21 = hn::Zero(tag);
    auto sum30 = hn::Zero(tag), sum31 = hn::Zero(tag);
    auto sum40 = hn::Zero(tag), sum41 = hn::Zero(tag);
    auto sum50 = hn::Zero(tag), sum51 = hn::Zero(tag);
    for (std::size_t k = 0; k < dimension; ++k) {
      const auto left = hn::LoadU(tag, panel + k * kTileColumns + column);
      const auto right = hn::LoadU(tag, panel + k * kTileColumns + column + lanes);
      const auto add = [&](std::size_t r, auto& sum_left, auto& sum_right) HWY_ATTR {
        const auto value = hn::Set(tag, rows[r * dimension + k]);
        sum_left = hn::MulAdd(value, left, sum_left);
        sum_right = hn::MulAdd(value, right, sum_right);
      };
      add(0, sum00, sum01);
      add(1, sum10, sum11);
      add(2, sum20, sum21);
      add(3, sum30, sum31);
      add(4, sum40, sum41);
      add(5, sum50, sum51);
    }
    const auto store = [&](std::size_t r, auto sum_left, auto sum_right) HWY_ATTR {
      hn::StoreU(sum_left, tag, dots + r * kTileColumns + column);
      hn::StoreU(sum_right, tag, dots + r * kTileColumns + column + lanes);
      const auto larger = hn::Gt(hn::Max(sum_left, sum_right), hn::Set(tag, thresholds[r]));
      if (!hn::AllFalse(tag, larger)) above |= 1U << r;
    };
    store(0, sum00, sum01);
    store(1, sum10, sum11);
    store(2, sum20, sum21);
    store(3, sum30, sum31);
    store(4, sum40, sum41);
    store(5, sum50, sum51);
  }
  return above;
}

}  // namespace vitrine::atlas::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vitrine::atlas {

HWY_EXPORT(dot_tile_lanes);

std::uint32_t dot_tile(const float* rows, std::size_t dimension, const float* panel,
                       const float* thresholds, float* dots) {
  return HWY_DYNAMIC_DISPATCH(dot_tile_lanes)(rows, dimension, panel, thresholds, dots);
}

}  // namespace vitrine::atlas
#endif
