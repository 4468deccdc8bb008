#include "media/picture_header.h"

#include <cstddef>
#include <cstdlib>

namespace vitrine {
namespace {

using namespace std::string_view_literals;

using Header = std::optional<PictureHeader>;

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
}

/// `length` bytes, at most four, the highest first.
std::uint32_t big(std::string_view bytes, std::size_t at, std::size_t length) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < length; ++i) value = value << 8U | byte_at(bytes, at + i);
  return value;
}

std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t length) {
  std::uint32_t value = 0;
  for (std::size_t i = length; i-- > 0;) value = value << 8U | byte_at(bytes, at + i);
  return value;
}

Header header(std::string_view format, std::uint32_t width, std::uint32_t height) {
  if (width == 0 || height == 0) return std::nullopt;
  return PictureHeader{format, width, height};
}

bool is_frame(std::uint32_t marker) {
  // C4, C8 and CC are tables and reserved.
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// From segment to segment up to the first frame.
Header read_jpeg(std::string_view bytes) {
  std::size_t at = 2;
  while (at + 9 <= bytes.size()) {
    if (byte_at(bytes, at) != 0xFF) return std::nullopt;
    const std::uint32_t marker = byte_at(bytes, at + 1);
    if (marker == 0xFF) {  // filled up
      ++at;
      continue;
    }
    if (is_frame(marker)) return header("jpeg", big(bytes, at + 7, 2), big(bytes, at + 5, 2));
    const std::uint32_t length = big(bytes, at + 2, 2);
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
    return header("webp", little(bytes, 26, 2) & 0x3FFFU, little(bytes, 28, 2) & 0x3FFFU);
  if (form == "VP8L") {
    const std::uint32_t bits = little(bytes, 21, 4);
    return header("webp", (bits & 0x3FFFU) + 1, (bits >> 14U & 0x3FFFU) + 1);
  }
  if (form == "VP8X") return header("webp", little(bytes, 24, 3) + 1, little(bytes, 27, 3) + 1);
  return std::nullopt;
}

/// The height is negative where rows come from the top.
Header read_bmp(std::string_view bytes) {
  if (bytes.size() < 26 || little(bytes, 14, 4) < 40) return std::nullopt;
  const auto height = static_cast<std::int32_t>(little(bytes, 22, 4));
  const auto width = static_cast<std::int32_t>(little(bytes, 18, 4));
  if (width <= 0) return std::nullopt;
  return header("bmp", static_cast<std::uint32_t>(width),
                static_cast<std::uint32_t>(std::llabs(std::int64_t{height})));
}

}  // namespace

Header read_picture_header(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1A\n"sv) && bytes.size() >= 24 &&
      bytes.substr(12, 4) == "IHDR")
    return header("png", big(bytes, 16, 4), big(bytes, 20, 4));
  if (bytes.starts_with("\xFF\xD8\xFF"sv)) return read_jpeg(bytes);
  if (bytes.starts_with("GIF8") && bytes.size() >= 10)
    return header("gif", little(bytes, 6, 2), little(bytes, 8, 2));
  if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP")
    return read_webp(bytes);
  return bytes.starts_with("BM") ? read_bmp(bytes) : std::nullopt;
}

}  // namespace vitrine
