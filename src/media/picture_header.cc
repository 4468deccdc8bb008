#include "media/picture_header.h"

#include <cstddef>
#include <cstdlib>

#include "media/header_bytes.h"

namespace vitrine::media {
namespace {

using namespace std::string_view_literals;

using Header = std::optional<PictureHeader>;

Header header(std::string_view format, std::uint64_t width, std::uint64_t height) {
  if (width == 0 || height == 0) return std::nullopt;
  return PictureHeader{format, static_cast<std::uint32_t>(width),
                       static_cast<std::uint32_t>(height)};
}

bool is_frame(std::uint64_t marker) {
  // C4, C8 and CC are tables and reserved.
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// From segment to segment up to the first frame.
Header read_jpeg(std::string_view bytes) {
  std::size_t at = 2;
  while (at + 9 <= bytes.size()) {
    if (byte_at(bytes, at) != 0xFF) return std::nullopt;
    const std::uint64_t marker = byte_at(bytes, at + 1);
    if (marker == 0xFF) {  // filled up
      ++at;
      continue;
    }
    if (is_frame(marker))
      return header("jpeg", big_endian(bytes, at + 7, 2), big_endian(bytes, at + 5, 2));
    const std::uint64_t length = big_endian(bytes, at + 2, 2);
    if (length < 2) return std::nullopt;
    at += 2 + length;
  }
  return std::nullopt;
}

/// The three forms of WebP: lossy, lossless, extended.
Header read_webp(std::string_view bytes) {
  if (bytes.size() < 30) return std::nullopt;
  const std::string_view form = bytes.substr(12, 4);
  if (form == "VP8 ")
    return header("webp", little_endian(bytes, 26, 2) & 0x3FFFU,
                  little_endian(bytes, 28, 2) & 0x3FFFU);
  if (form == "VP8L") {
    const std::uint64_t bits = little_endian(bytes, 21, 4);
    return header("webp", (bits & 0x3FFFU) + 1, (bits >> 14U & 0x3FFFU) + 1);
  }
  if (form == "VP8X")
    return header("webp", little_endian(bytes, 24, 3) + 1, little_endian(bytes, 27, 3) + 1);
  return std::nullopt;
}

/// The height is negative where rows come from the top.
Header read_bmp(std::string_view bytes) {
  if (bytes.size() < 26 || little_endian(bytes, 14, 4) < 40) return std::nullopt;
  const auto height = static_cast<std::int32_t>(little_endian(bytes, 22, 4));
  const auto width = static_cast<std::int32_t>(little_endian(bytes, 18, 4));
  if (width <= 0) return std::nullopt;
  return header("bmp", static_cast<std::uint64_t>(width),
                static_cast<std::uint64_t>(std::llabs(std::int64_t{height})));
}

}  // namespace

Header read_picture_header(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1A\n"sv) && bytes.size() >= 24 &&
      bytes.substr(12, 4) == "IHDR")
    return header("png", big_endian(bytes, 16, 4), big_endian(bytes, 20, 4));
  if (bytes.starts_with("\xFF\xD8\xFF"sv)) return read_jpeg(bytes);
  if (bytes.starts_with("GIF8") && bytes.size() >= 10)
    return header("gif", little_endian(bytes, 6, 2), little_endian(bytes, 8, 2));
  if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP")
    return read_webp(bytes);
  return bytes.starts_with("BM") ? read_bmp(bytes) : std::nullopt;
}

}  // namespace vitrine::media
