#pragma once
// What the first bytes of a picture say of it, without decoding: for statistics over many pictures.
//
// PNG, JPEG, GIF, WebP and BMP. Sides are as stored: a JPEG that its Exif turns is not turned here,
// as the Hub's statistics count. Reads no pixel; cost: for JPEG the markers before the frame.

#include <cstdint>
#include <optional>
#include <string_view>

namespace vitrine::media {

struct PictureHeader {
  std::string_view format;  ///< "jpeg", "png", "gif", "webp", "bmp".
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

/// None for other formats, for a header that is cut off, and for a side of 0.
std::optional<PictureHeader> read_picture_header(std::string_view bytes);

}  // namespace vitrine::media
