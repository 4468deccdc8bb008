#pragma once
// Pictures drawn for tests: four quarters of plain colours, in every format that is read.

#include <cstdint>
#include <string>

#include "media/picture.h"

namespace vitrine::media {

/// Red, green above; blue, and `last` below.
Picture quarters(std::uint32_t width, std::uint32_t height,
                 std::uint32_t last = 0xFFFFFFFF /* RGBA */);

struct JpegForm {
  bool is_progressive = false;
  bool is_cmyk = false;
  int orientation = 1;  ///< Of an Exif segment; 1: without one.
};
std::string jpeg_of(const Picture& picture, const JpegForm& form = {});
std::string png_of(const Picture& picture);
std::string webp_of(const Picture& picture);
/// `picture`, then a black frame where `is_animated`. Requires: few colours.
std::string gif_of(const Picture& picture, bool is_animated = false, bool is_interlaced = false);

/// What a thumbnail shows. Requires: a WebP (checked).
Picture shown(const std::string& webp);
/// Red, green, blue and opacity, as "0xRRGGBBAA", of a pixel.
std::uint32_t colour_at(const Picture& picture, std::uint32_t x, std::uint32_t y);

}  // namespace vitrine::media
