#pragma once
// JpegMarkers: what a JPEG file says before and between its pixels, without decoding them: how the
// camera was held, and how much work decoding would be.
//
// Source: ITU-T T.81 (1992), annex B; Exif 2.3, tag 0x0112.

#include <cstdint>
#include <string_view>

namespace vitrine::media {

struct JpegMarkers {
  /// 1 to 8 as Exif has it; 1 where none is given.
  int orientation = 1;
  /// Passes over the picture. More than one: the decoder holds all coefficients in memory.
  std::uint32_t scans = 0;
  bool is_progressive = false;
};

/// Reads any bytes, and stops at what makes no sense. Cost: linear.
JpegMarkers read_jpeg_markers(std::string_view bytes);

}  // namespace vitrine::media
