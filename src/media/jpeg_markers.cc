#include "media/jpeg_markers.h"

#include <cstddef>

#include "media/header_bytes.h"

namespace vitrine::media {
namespace {

constexpr unsigned kFirstFrame = 0xC0;
constexpr unsigned kLastFrame = 0xCF;
constexpr unsigned kRestart = 0xD0;
constexpr unsigned kStart = 0xD8;
constexpr unsigned kEnd = 0xD9;
constexpr unsigned kScan = 0xDA;
constexpr unsigned kExif = 0xE1;

/// Whole numbers of a TIFF structure, in the byte order that its head names.
class Tiff {
 public:
  explicit Tiff(std::string_view bytes) : bytes_(bytes), is_big_(bytes.starts_with("MM")) {}

  unsigned two(std::size_t at) const {
    const unsigned first = byte_at(bytes_, at);
    const unsigned second = byte_at(bytes_, at + 1);
    return is_big_ ? first << 8U | second : second << 8U | first;
  }
  std::size_t four(std::size_t at) const {
    const std::size_t first = two(at);
    const std::size_t second = two(at + 2);
    return is_big_ ? first << 16U | second : second << 16U | first;
  }

 private:
  std::string_view bytes_;
  bool is_big_;
};

/// Of the first directory of an Exif segment.
int exif_orientation(std::string_view segment) {
  constexpr std::string_view kHead("Exif\0\0", 6);
  constexpr unsigned kOrientation = 0x0112;
  if (!segment.starts_with(kHead)) return 1;
  segment.remove_prefix(kHead.size());
  const Tiff tiff(segment);
  const std::size_t directory = tiff.four(4);
  const unsigned entries = directory < segment.size() ? tiff.two(directory) : 0;
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if (entry >= segment.size()) break;
    if (tiff.two(entry) != kOrientation) continue;
    const unsigned value = tiff.two(entry + 8);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

bool is_frame(unsigned marker) {
  // C4, C8 and CC are tables and reserved.
  return marker >= kFirstFrame && marker <= kLastFrame && marker % 4 != 0;
}

/// Markers without a length behind them.
bool stands_alone(unsigned marker) {
  return marker <= 0x01 || (marker >= kRestart && marker <= kStart) || marker == 0xFF;
}

}  // namespace

JpegMarkers read_jpeg_markers(std::string_view bytes) {
  JpegMarkers markers;
  std::size_t at = 2;  // behind the start of the picture
  while (true) {
    // Inside of a scan an FF that is no marker is followed by 0, which stands alone.
    at = bytes.find('\xff', at);
    if (at == std::string_view::npos || at + 1 >= bytes.size()) return markers;
    const unsigned marker = byte_at(bytes, at + 1);
    if (marker == 0xFF) {
      at += 1;
      continue;
    }
    at += 2;
    if (marker == kEnd) return markers;
    if (stands_alone(marker)) continue;
    const std::size_t length = byte_at(bytes, at) << 8U | byte_at(bytes, at + 1);
    if (length < 2 || at + 2 > bytes.size()) return markers;
    if (marker == kScan) ++markers.scans;
    if (is_frame(marker) && marker % 4 == 2) markers.is_progressive = true;
    if (marker == kExif && markers.orientation == 1)
      markers.orientation = exif_orientation(bytes.substr(at + 2, length - 2));
    at += length;
    if (at >= bytes.size()) return markers;
  }
}

}  // namespace vitrine::media
