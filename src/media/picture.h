#pragma once
// Picture: decoded pixels, and what may be decoded at all.
//
// A file of a few kilobytes can promise gigabytes of pixels. So each decoder reads the size from
// the header first and refuses what is over the limits below before it allocates anything.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vitrine::media {

/// Rows from the top, 4 bytes a pixel: red, green, blue, opacity (not premultiplied).
struct Picture {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<std::uint8_t> rgba;  ///< width * height * 4
};

/// Of files that are decoded whole: 160 MB of pixels.
inline constexpr std::uint64_t kMostPixels = 40'000'000;
/// Of JPEGs that are decoded at an eighth of their size, strip by strip: 20,000 x 20,000.
inline constexpr std::uint64_t kMostPixelsInStrips = 400'000'000;

/// Errors: corrupt for a side of 0; too_large for more than `most` pixels.
Status check_size(std::string_view format, std::uint64_t width, std::uint64_t height,
                  std::uint64_t most = kMostPixels);

}  // namespace vitrine::media
