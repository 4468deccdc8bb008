#include <png.h>

#include <string>

#include "media/decoders.h"

namespace vitrine::media {
namespace {

/// libpng's simplified reader: errors are messages and nothing jumps.
class Reader {
 public:
  Reader() { image_.version = PNG_IMAGE_VERSION; }
  ~Reader() { png_image_free(&image_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  png_image& image() { return image_; }
  Error refused() const {
    return corrupt("the PNG file cannot be decoded: " +
                   std::string(static_cast<const char*>(image_.message)));
  }

 private:
  png_image image_ = {};
};

}  // namespace

Result<Picture> decode_png(std::string_view bytes, std::uint32_t /*side*/) {
  Reader reader;
  png_image& image = reader.image();
  if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0)
    return reader.refused();
  if (Status done = check_size("PNG", image.width, image.height); !done) return done.error();
  image.format = PNG_FORMAT_RGBA;
  Picture picture{image.width, image.height, {}};
  picture.rgba.resize(std::size_t{image.width} * image.height * 4);
  if (png_image_finish_read(&image, nullptr, picture.rgba.data(), 0, nullptr) == 0)
    return reader.refused();
  return picture;
}

}  // namespace vitrine::media
