#include "media/testing/drawn.h"

#include <gif_lib.h>
#include <gtest/gtest.h>
#include <png.h>
#include <turbojpeg.h>
#include <webp/decode.h>
#include <webp/encode.h>

namespace vitrine::media {
namespace {

void put(std::vector<std::uint8_t>& rgba, std::uint32_t colour) {
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    rgba.push_back(static_cast<std::uint8_t>(colour >> shift));
}

/// Exif with one entry, big-endian.
std::string exif_segment(int orientation) {
  std::string segment(
      "\xff\xe1\x00\x22"
      "Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0",
      4 + 6 + 8 + 2 + 9);
  segment += static_cast<char>(orientation);
  segment.append(6, '\0');
  return segment;
}

/// Inks that print `picture`, written as programs do: 255 is none.
std::vector<std::uint8_t> inks(const Picture& picture) {
  std::vector<std::uint8_t> cmyk = picture.rgba;
  for (std::size_t at = 3; at < cmyk.size(); at += 4) cmyk[at] = 255;
  return cmyk;
}

int append(GifFileType* file, const GifByteType* bytes, int count) {
  static_cast<std::string*>(file->UserData)
      ->append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
  return count;
}

/// The palette index of each pixel; what shines through is 4.
std::vector<GifPixelType> indices(const Picture& picture) {
  std::vector<GifPixelType> pixels;
  for (std::uint32_t y = 0; y < picture.height; ++y) {
    for (std::uint32_t x = 0; x < picture.width; ++x) {
      const std::uint32_t colour = colour_at(picture, x, y);
      const GifPixelType opaque = colour == 0xFF0000FF   ? 0
                                  : colour == 0x00FF00FF ? 1
                                  : colour == 0x0000FFFF ? 2
                                                         : 3;
      pixels.push_back((colour & 0xFFU) == 0 ? 4 : opaque);
    }
  }
  return pixels;
}

void put_frame(GifFileType* file, std::vector<GifPixelType> pixels, int width, int height,
               bool is_interlaced) {
  GraphicsControlBlock control = {};
  control.TransparentColor = 4;
  GifByteType block[4];
  EGifGCBToExtension(&control, block);
  EGifPutExtension(file, GRAPHICS_EXT_FUNC_CODE, sizeof(block), block);
  EGifPutImageDesc(file, 0, 0, width, height, is_interlaced, nullptr);
  constexpr int kPasses[][2] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
  for (const auto& [first, step] : kPasses) {
    const int stride = is_interlaced ? step : 1;
    for (int y = is_interlaced ? first : 0; y < height; y += stride)
      EGifPutLine(file, pixels.data() + std::ptrdiff_t{y} * width, width);
    if (!is_interlaced) break;
  }
}

}  // namespace

Picture quarters(std::uint32_t width, std::uint32_t height, std::uint32_t last) {
  Picture picture{width, height, {}};
  picture.rgba.reserve(std::size_t{width} * height * 4);
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      const bool is_right = x >= width / 2;
      if (y < height / 2)
        put(picture.rgba, is_right ? 0x00FF00FF : 0xFF0000FF);
      else
        put(picture.rgba, is_right ? last : 0x0000FFFF);
    }
  }
  return picture;
}

std::string jpeg_of(const Picture& picture, const JpegForm& form) {
  tjhandle handle = tjInitCompress();
  unsigned char* bytes = nullptr;
  unsigned long size = 0;  // NOLINT(google-runtime-int): the library's type
  const std::vector<std::uint8_t> pixels = form.is_cmyk ? inks(picture) : picture.rgba;
  const int done =
      tjCompress2(handle, pixels.data(), static_cast<int>(picture.width), 0,
                  static_cast<int>(picture.height), form.is_cmyk ? TJPF_CMYK : TJPF_RGBA, &bytes,
                  &size, TJSAMP_444, 95, form.is_progressive ? TJFLAG_PROGRESSIVE : 0);
  EXPECT_EQ(done, 0) << tjGetErrorStr2(handle);
  std::string jpeg(reinterpret_cast<char*>(bytes), size);
  tjFree(bytes);
  tjDestroy(handle);
  if (form.orientation != 1) jpeg.insert(2, exif_segment(form.orientation));
  return jpeg;
}

std::string png_of(const Picture& picture) {
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  image.width = picture.width;
  image.height = picture.height;
  image.format = PNG_FORMAT_RGBA;
  png_alloc_size_t size = 0;
  png_image_write_to_memory(&image, nullptr, &size, 0, picture.rgba.data(), 0, nullptr);
  std::string png(size, '\0');
  EXPECT_NE(
      png_image_write_to_memory(&image, png.data(), &size, 0, picture.rgba.data(), 0, nullptr), 0);
  png.resize(size);
  return png;
}

std::string webp_of(const Picture& picture) {
  std::uint8_t* bytes = nullptr;
  const std::size_t size = WebPEncodeLosslessRGBA(
      picture.rgba.data(), static_cast<int>(picture.width), static_cast<int>(picture.height),
      static_cast<int>(picture.width * 4), &bytes);
  std::string webp(reinterpret_cast<char*>(bytes), size);
  WebPFree(bytes);
  return webp;
}

std::string gif_of(const Picture& picture, bool is_animated, bool is_interlaced) {
  std::string gif;
  int failure = 0;
  GifFileType* file = EGifOpen(&gif, append, &failure);
  EGifSetGifVersion(file, true);
  const GifColorType colours[8] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};
  ColorMapObject* map = GifMakeMapObject(8, colours);
  const auto width = static_cast<int>(picture.width);
  const auto height = static_cast<int>(picture.height);
  EGifPutScreenDesc(file, width, height, 3, 0, map);
  GifFreeMapObject(map);
  put_frame(file, indices(picture), width, height, is_interlaced);
  if (is_animated)
    put_frame(file, std::vector<GifPixelType>(picture.rgba.size() / 4, 5), width, height, false);
  EXPECT_EQ(EGifCloseFile(file, &failure), GIF_OK);
  return gif;
}

Picture shown(const std::string& webp) {
  int width = 0;
  int height = 0;
  std::uint8_t* pixels = WebPDecodeRGBA(reinterpret_cast<const std::uint8_t*>(webp.data()),
                                        webp.size(), &width, &height);
  EXPECT_NE(pixels, nullptr);
  Picture picture{static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height), {}};
  if (pixels != nullptr) picture.rgba.assign(pixels, pixels + std::ptrdiff_t{width} * height * 4);
  WebPFree(pixels);
  return picture;
}

std::uint32_t colour_at(const Picture& picture, std::uint32_t x, std::uint32_t y) {
  std::uint32_t colour = 0;
  const std::size_t at = (std::size_t{y} * picture.width + x) * 4;
  for (std::size_t channel = 0; channel < 4; ++channel)
    colour = colour << 8U | picture.rgba[at + channel];
  return colour;
}

}  // namespace vitrine::media
