#include "media/thumbnail.h"

#include <webp/encode.h>

#include <algorithm>
#include <array>

#include "media/decoders.h"
#include "media/shrink.h"

namespace vitrine::media {
namespace {

/// Of 0 to 100.
constexpr float kQuality = 75;
/// Of 0 to 6, fast to small; the library's own is 4.
constexpr int kEffort = 2;

struct Format {
  std::size_t at;
  std::string_view beginning;
  Result<Picture> (*decode)(std::string_view bytes, std::uint32_t side);
};
constexpr auto kFormats = std::to_array<Format>({
    {0, "\xff\xd8\xff", decode_jpeg},
    {0, "\x89PNG\r\n", decode_png},
    {0, "GIF8", decode_gif},
    {8, "WEBP", decode_webp},
});

const Format* format_of(std::string_view bytes) {
  const auto* const found = std::ranges::find_if(kFormats, [&](const Format& format) {
    return bytes.size() > format.at && bytes.substr(format.at).starts_with(format.beginning);
  });
  return found == kFormats.end() ? nullptr : found;
}

/// What the encoder made; frees itself.
class Encoded {
 public:
  Encoded() { WebPMemoryWriterInit(&writer_); }
  ~Encoded() { WebPMemoryWriterClear(&writer_); }
  Encoded(const Encoded&) = delete;
  Encoded& operator=(const Encoded&) = delete;

  WebPMemoryWriter* writer() { return &writer_; }
  std::string bytes() const {
    return std::string(reinterpret_cast<const char*>(writer_.mem), writer_.size);
  }

 private:
  WebPMemoryWriter writer_ = {};
};

Result<std::string> encode_webp(const Picture& picture) {
  WebPConfig config;
  WebPPicture source;
  if (WebPConfigPreset(&config, WEBP_PRESET_PICTURE, kQuality) == 0 ||
      WebPPictureInit(&source) == 0)
    return internal_error("no WebP encoder");
  config.method = kEffort;
  source.width = static_cast<int>(picture.width);
  source.height = static_cast<int>(picture.height);
  Encoded encoded;
  source.writer = WebPMemoryWrite;
  source.custom_ptr = encoded.writer();
  const bool done = WebPPictureImportRGBA(&source, picture.rgba.data(),
                                          static_cast<int>(picture.width * 4)) != 0 &&
                    WebPEncode(&config, &source) != 0;
  WebPPictureFree(&source);
  if (!done) return internal_error("the thumbnail could not be written");
  return encoded.bytes();
}

}  // namespace

Error no_picture() {
  return unsupported("thumbnails are made of JPEG, PNG, GIF, WebP and PDF, and this file is none");
}

Result<std::string> make_thumbnail(std::string_view bytes, std::uint32_t side) {
  if (bytes.empty()) return corrupt("the picture is empty: its file has 0 bytes");
  const Format* format = format_of(bytes);
  if (format == nullptr) return no_picture();
  Result<Picture> picture = format->decode(bytes, side);
  if (!picture) return picture.error();
  return encode_webp(shrink(*std::move(picture), side));
}

}  // namespace vitrine::media
