#include "transformer/kernels.h"

#include <algorithm>
#include <limits>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "transformer/kernels.cc"
#include <hwy/foreach_target.h>  // this file once per instruction set
#include <hwy/highway.h>
// After highway.h: it is written in terms of it.
#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace vitrine::transformer::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<float, kPanelColumns / 2>;
using Vector = hn::Vec<Tag>;

/// Rows of a tile: with two vectors of sums each, two of weights and a value of the rows they stay
/// in the 32 registers of AVX-512 and in the 16 of others.
constexpr std::size_t kTileRows = hn::MaxLanes(Tag()) == kPanelColumns / 2 ? 12 : 6;
/// Rows that are multiplied with all panels before the next ones: they stay in the second cache.
constexpr std::size_t kBlockRows = 96;

HWY_INLINE void step(float value, Vector weight0, Vector weight1, Vector& sum0, Vector& sum1) {
  const auto spread = hn::Set(Tag(), value);
  sum0 = hn::MulAdd(spread, weight0, sum0);
  sum1 = hn::MulAdd(spread, weight1, sum1);
}

/// A tile: kRow... rows by two vectors of a panel's columns. `in` has of each input the rows'
/// values side by side, `weights` the panel's.
template <std::size_t... kRow>
void multiply_tile(std::index_sequence<kRow...> /*rows*/, const float* HWY_RESTRICT in,
                   const float* HWY_RESTRICT weights, const float* HWY_RESTRICT bias,
                   std::size_t inputs, float* HWY_RESTRICT out, std::size_t out_stride) {
  const Tag tag;
  const std::size_t lanes = hn::Lanes(tag);
  constexpr std::size_t kRows = sizeof...(kRow);
  const auto bias0 = bias == nullptr ? hn::Zero(tag) : hn::LoadU(tag, bias);
  const auto bias1 = bias == nullptr ? hn::Zero(tag) : hn::LoadU(tag, bias + lanes);
  Vector sums0[kRows] = {(static_cast<void>(kRow), bias0)...};
  Vector sums1[kRows] = {(static_cast<void>(kRow), bias1)...};
  for (std::size_t k = 0; k < inputs; ++k) {
    const auto weight0 = hn::LoadU(tag, weights);
    const auto weight1 = hn::LoadU(tag, weights + lanes);
    (step(in[kRow], weight0, weight1, sums0[kRow], sums1[kRow]), ...);
    weights += kPanelColumns;
    in += kRows;
  }
  (hn::StoreU(sums0[kRow], tag, out + kRow * out_stride), ...);
  (hn::StoreU(sums1[kRow], tag, out + kRow * out_stride + lanes), ...);
}

using TileProduct = void (*)(const float*, const float*, const float*, std::size_t, float*,
                             std::size_t);

template <std::size_t kRows>
void multiply_rows(const float* HWY_RESTRICT in, const float* HWY_RESTRICT weights,
                   const float* HWY_RESTRICT bias, std::size_t inputs, float* HWY_RESTRICT out,
                   std::size_t out_stride) {
  const std::size_t step_columns = 2 * hn::Lanes(Tag());
  for (std::size_t at = 0; at < kPanelColumns; at += step_columns) {
    multiply_tile(std::make_index_sequence<kRows>(), in, weights + at,
                  bias == nullptr ? nullptr : bias + at, inputs, out + at, out_stride);
  }
}

template <std::size_t... kIndex>
TileProduct tile_product(std::index_sequence<kIndex...> /*sizes*/, std::size_t rows) {
  static constexpr TileProduct kProducts[] = {&multiply_rows<kIndex + 1>...};
  return kProducts[rows - 1];
}

/// Where tile `i` of `count` begins, when `rows` are shared out evenly.
std::size_t tile_begin(std::size_t rows, std::size_t i, std::size_t count) {
  return rows * i / count;
}

/// The rows' values, tile by tile, input by input.
void pack_rows(ConstRows in, std::size_t rows, std::size_t tiles, std::size_t inputs,
               float* HWY_RESTRICT packed) {
  for (std::size_t i = 0; i < tiles; ++i) {
    const std::size_t begin = tile_begin(rows, i, tiles);
    const std::size_t size = tile_begin(rows, i + 1, tiles) - begin;
    float* const tile = packed + begin * inputs;
    for (std::size_t row = 0; row < size; ++row) {
      const float* HWY_RESTRICT values = in.data + (begin + row) * in.stride;
      for (std::size_t k = 0; k < inputs; ++k) tile[k * size + row] = values[k];
    }
  }
}

void multiply_block(ConstRows in, std::size_t rows, const PanelView& matrix, Rows out,
                    float* packed) {
  const std::size_t tiles = (rows + kTileRows - 1) / kTileRows;
  pack_rows(in, rows, tiles, matrix.inputs, packed);
  for (std::size_t at = 0; at < matrix.outputs; at += kPanelColumns) {
    const float* const weights = matrix.panels + at * matrix.inputs;
    const float* const bias = matrix.bias == nullptr ? nullptr : matrix.bias + at;
    for (std::size_t i = 0; i < tiles; ++i) {
      const std::size_t begin = tile_begin(rows, i, tiles);
      const std::size_t size = tile_begin(rows, i + 1, tiles) - begin;
      tile_product(std::make_index_sequence<kTileRows>(), size)(
          packed + begin * matrix.inputs, weights, bias, matrix.inputs,
          out.data + begin * out.stride + at, out.stride);
    }
  }
}

void multiply_lanes(ConstRows in, std::size_t num_rows, const PanelView& matrix, Rows out,
                    std::vector<float>& scratch) {
  scratch.resize(std::max(scratch.size(), std::min(num_rows, kBlockRows) * matrix.inputs));
  for (std::size_t row = 0; row < num_rows; row += kBlockRows) {
    multiply_block({in.data + row * in.stride, in.stride}, std::min(kBlockRows, num_rows - row),
                   matrix, {out.data + row * out.stride, out.stride}, scratch.data());
  }
}

void normalise_row(float* HWY_RESTRICT x, const float* HWY_RESTRICT added, std::size_t size,
                   const float* HWY_RESTRICT scale, const float* HWY_RESTRICT shift,
                   float epsilon) {
  const Tag tag;
  const std::size_t lanes = hn::Lanes(tag);
  const std::size_t width = padded(size);
  auto sum = hn::Zero(tag);
  for (std::size_t i = 0; i < width; i += lanes) {
    auto value = hn::LoadU(tag, x + i);
    if (added != nullptr) value = hn::Add(value, hn::LoadU(tag, added + i));
    hn::StoreU(value, tag, x + i);
    sum = hn::Add(sum, value);
  }
  const auto count = static_cast<float>(size);
  const float mean = hn::GetLane(hn::SumOfLanes(tag, sum)) / count;
  const auto means = hn::Set(tag, mean);
  auto squares = hn::Zero(tag);
  for (std::size_t i = 0; i < width; i += lanes) {
    const auto away = hn::Sub(hn::LoadU(tag, x + i), means);
    squares = hn::MulAdd(away, away, squares);
  }
  // The zeros behind the row are `mean` away, each.
  const float square =
      hn::GetLane(hn::SumOfLanes(tag, squares)) - static_cast<float>(width - size) * mean * mean;
  const auto factor =
      hn::Div(hn::Set(tag, 1.0F), hn::Sqrt(hn::Set(tag, std::max(square, 0.0F) / count + epsilon)));
  for (std::size_t i = 0; i < width; i += lanes) {
    const auto away = hn::Mul(hn::Sub(hn::LoadU(tag, x + i), means), factor);
    hn::StoreU(hn::MulAdd(away, hn::LoadU(tag, scale + i), hn::LoadU(tag, shift + i)), tag, x + i);
  }
}

void normalise_lanes(float* x, const float* added, std::size_t num_rows, std::size_t size,
                     const float* scale, const float* shift, float epsilon) {
  const std::size_t width = padded(size);
  for (std::size_t row = 0; row < num_rows; ++row) {
    normalise_row(x + row * width, added == nullptr ? nullptr : added + row * width, size, scale,
                  shift, epsilon);
  }
}

/// The error function of x / sqrt(2).
HWY_INLINE Vector error_function(Vector x) {
  const Tag tag;
  const auto z = hn::Mul(hn::Abs(x), hn::Set(tag, 0.70710678118654752F));
  const auto one = hn::Set(tag, 1.0F);
  const auto t = hn::Div(one, hn::MulAdd(z, hn::Set(tag, 0.3275911F), one));
  auto p = hn::MulAdd(t, hn::Set(tag, 1.061405429F), hn::Set(tag, -1.453152027F));
  p = hn::MulAdd(p, t, hn::Set(tag, 1.421413741F));
  p = hn::MulAdd(p, t, hn::Set(tag, -0.284496736F));
  p = hn::MulAdd(p, t, hn::Set(tag, 0.254829592F));
  const auto rest = hn::Mul(hn::Mul(p, t), hn::Exp(tag, hn::Neg(hn::Mul(z, z))));
  return hn::CopySign(hn::Sub(one, rest), x);
}

HWY_INLINE Vector tanh_part(Vector x) {
  const Tag tag;
  const auto cube = hn::Mul(hn::Mul(x, x), x);
  const auto inner =
      hn::Mul(hn::Set(tag, 0.79788456080286536F), hn::MulAdd(hn::Set(tag, 0.044715F), cube, x));
  return hn::Tanh(tag, inner);
}

HWY_INLINE Vector half_of(Vector x, Vector part) {
  const Tag tag;
  return hn::Mul(hn::Mul(x, hn::Set(tag, 0.5F)), hn::Add(hn::Set(tag, 1.0F), part));
}

void activate_lanes(float* HWY_RESTRICT x, std::size_t size, Activation activation) {
  const Tag tag;
  for (std::size_t i = 0; i < size; i += hn::Lanes(tag)) {
    const auto value = hn::LoadU(tag, x + i);
    switch (activation) {
      case Activation::kGelu:
        hn::StoreU(half_of(value, error_function(value)), tag, x + i);
        break;
      case Activation::kGeluTanh:
        hn::StoreU(half_of(value, tanh_part(value)), tag, x + i);
        break;
      case Activation::kRelu:
        hn::StoreU(hn::Max(value, hn::Zero(tag)), tag, x + i);
        break;
    }
  }
}

void softmax_lanes(float* HWY_RESTRICT row, std::size_t size) {
  const Tag tag;
  const std::size_t width = padded(size);
  for (std::size_t i = size; i < width; ++i) row[i] = std::numeric_limits<float>::lowest();
  auto highest = hn::LoadU(tag, row);
  for (std::size_t i = hn::Lanes(tag); i < width; i += hn::Lanes(tag))
    highest = hn::Max(highest, hn::LoadU(tag, row + i));
  const auto top = hn::MaxOfLanes(tag, highest);
  auto sum = hn::Zero(tag);
  for (std::size_t i = 0; i < width; i += hn::Lanes(tag)) {
    const auto value = hn::Exp(tag, hn::Sub(hn::LoadU(tag, row + i), top));
    hn::StoreU(value, tag, row + i);
    sum = hn::Add(sum, value);
  }
  for (std::size_t i = size; i < width; ++i) row[i] = 0;
  const auto factor = hn::Div(hn::Set(tag, 1.0F), hn::SumOfLanes(tag, sum));
  for (std::size_t i = 0; i < width; i += hn::Lanes(tag))
    hn::StoreU(hn::Mul(hn::LoadU(tag, row + i), factor), tag, row + i);
}

}  // namespace vitrine::transformer::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vitrine::transformer {

HWY_EXPORT(multiply_lanes);
HWY_EXPORT(normalise_lanes);
HWY_EXPORT(activate_lanes);
HWY_EXPORT(softmax_lanes);

void multiply(ConstRows in, std::size_t num_rows, const PanelView& matrix, Rows out,
              std::vector<float>& scratch) {
  HWY_DYNAMIC_DISPATCH(multiply_lanes)(in, num_rows, matrix, out, scratch);
}

void add_and_normalise(float* x, const float* added, std::size_t num_rows, std::size_t size,
                       const float* scale, const float* shift, float epsilon) {
  HWY_DYNAMIC_DISPATCH(normalise_lanes)(x, added, num_rows, size, scale, shift, epsilon);
}

void activate(float* x, std::size_t size, Activation activation) {
  HWY_DYNAMIC_DISPATCH(activate_lanes)(x, size, activation);
}

void softmax(float* row, std::size_t size) {
  HWY_DYNAMIC_DISPATCH(softmax_lanes)(row, size);
}

}  // namespace vitrine::transformer
#endif
