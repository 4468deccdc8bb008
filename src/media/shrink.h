#pragma once
// Pictures made smaller and turned.

#include <cstdint>

#include "media/picture.h"

namespace vitrine::media {

struct Size {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  bool operator==(const Size&) const = default;
};

/// The size of a picture that is to fit a square of `side`: never larger than it is, and no side 0.
Size fitted(Size size, std::uint32_t side);

/// Each pixel the mean of those that it covers, parts of them by their area; what shines through
/// counts by its opacity. As it is if it fits. Cost: linear in its pixels.
Picture shrink(Picture picture, std::uint32_t side);

/// Upright, from an Exif orientation of 1 to 8.
Picture turn(Picture picture, int orientation);

}  // namespace vitrine::media
