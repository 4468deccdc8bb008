#include "media/shrink.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <span>
#include <utility>

namespace vitrine::media {
namespace {

constexpr std::size_t kChannels = 4;

/// Adds `weight` times a row, made `to` pixels wide, to `sums`.
class RowShrinker {
 public:
  RowShrinker(std::uint32_t from, std::uint32_t to) : from_(from), to_(to) {}

  void add(const std::uint8_t* row, std::span<float> sums) const {
    const double step = static_cast<double>(from_) / to_;
    for (std::uint32_t x = 0; x < to_; ++x) {
      const double begin = x * step;
      const double end = std::min<double>(begin + step, from_);
      const auto last = std::min(static_cast<std::uint32_t>(std::ceil(end)), from_);
      for (auto at = static_cast<std::uint32_t>(begin); at < last; ++at) {
        const double covered = std::min<double>(end, at + 1.0) - std::max<double>(begin, at);
        add_pixel(row + at * kChannels, static_cast<float>(covered), &sums[x * kChannels]);
      }
    }
  }

 private:
  static void add_pixel(const std::uint8_t* pixel, float weight, float* sum) {
    const float opacity = weight * pixel[3];
    for (std::size_t channel = 0; channel < 3; ++channel) sum[channel] += opacity * pixel[channel];
    sum[3] += opacity;
  }

  std::uint32_t from_;
  std::uint32_t to_;
};

std::uint8_t rounded(float value) {
  return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
}

/// Sums of `area` pixels as one row.
void write_row(std::span<const float> sums, double area, std::uint8_t* out) {
  for (std::size_t at = 0; at < sums.size(); at += kChannels) {
    const float opacity = sums[at + 3];
    for (std::size_t channel = 0; channel < 3; ++channel)
      *out++ = opacity > 0 ? rounded(sums[at + channel] / opacity) : 0;
    *out++ = rounded(static_cast<float>(opacity / area));
  }
}

/// Where a pixel of the upright picture is in the one that lies.
std::array<std::uint32_t, 2> source_of(int orientation, std::uint32_t x, std::uint32_t y,
                                       Size lying) {
  const std::uint32_t right = lying.width - 1;
  const std::uint32_t bottom = lying.height - 1;
  switch (orientation) {
    case 2:
      return {right - x, y};
    case 3:
      return {right - x, bottom - y};
    case 4:
      return {x, bottom - y};
    case 5:
      return {y, x};
    case 6:
      return {y, bottom - x};
    case 7:
      return {right - y, bottom - x};
    case 8:
      return {right - y, x};
    default:
      return {x, y};
  }
}

}  // namespace

Size fitted(Size size, std::uint32_t side) {
  const std::uint32_t longest = std::max(size.width, size.height);
  if (longest <= side) return size;
  const auto scaled = [&](std::uint32_t length) {
    const std::uint64_t exact = (std::uint64_t{length} * side + longest / 2) / longest;
    return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(exact));
  };
  return {scaled(size.width), scaled(size.height)};
}

Picture shrink(Picture picture, std::uint32_t side) {
  const Size size = fitted({picture.width, picture.height}, side);
  if (size == Size{picture.width, picture.height}) return picture;
  Picture small{size.width, size.height, {}};
  small.rgba.resize(std::size_t{size.width} * size.height * kChannels);
  const RowShrinker shrinker(picture.width, size.width);
  const double area =
      static_cast<double>(picture.width) / size.width * picture.height / size.height;
  const double step = static_cast<double>(picture.height) / size.height;
  const std::size_t row_floats = std::size_t{size.width} * kChannels;
  std::vector<float> row(row_floats);
  std::vector<float> sums(row_floats);
  std::uint32_t shrunk = picture.height;  // which row `row` has; none yet
  for (std::uint32_t y = 0; y < size.height; ++y) {
    const double begin = y * step;
    const double end = std::min<double>(begin + step, picture.height);
    const auto last = std::min(static_cast<std::uint32_t>(std::ceil(end)), picture.height);
    std::ranges::fill(sums, 0.0F);
    for (auto at = static_cast<std::uint32_t>(begin); at < last; ++at) {
      // A row on the border of two is shrunk once.
      if (std::exchange(shrunk, at) != at) {
        std::ranges::fill(row, 0.0F);
        shrinker.add(picture.rgba.data() + std::size_t{at} * picture.width * kChannels, row);
      }
      const auto covered =
          static_cast<float>(std::min<double>(end, at + 1.0) - std::max<double>(begin, at));
      for (std::size_t i = 0; i < row_floats; ++i) sums[i] += covered * row[i];
    }
    write_row(sums, area, small.rgba.data() + y * row_floats);
  }
  return small;
}

Picture turn(Picture picture, int orientation) {
  if (orientation <= 1 || orientation > 8) return picture;
  const Size lying = {picture.width, picture.height};
  const bool is_sideways = orientation >= 5;
  Picture upright{
      is_sideways ? lying.height : lying.width, is_sideways ? lying.width : lying.height, {}};
  upright.rgba.resize(picture.rgba.size());
  std::uint8_t* out = upright.rgba.data();
  for (std::uint32_t y = 0; y < upright.height; ++y) {
    for (std::uint32_t x = 0; x < upright.width; ++x, out += kChannels) {
      const auto [from_x, from_y] = source_of(orientation, x, y, lying);
      std::memcpy(out,
                  picture.rgba.data() + (std::size_t{from_y} * lying.width + from_x) * kChannels,
                  kChannels);
    }
  }
  return upright;
}

}  // namespace vitrine::media
