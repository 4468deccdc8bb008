#include <webp/decode.h>
#include <webp/demux.h>

#include <memory>

#include "media/decoders.h"
#include "media/shrink.h"

namespace vitrine::media {
namespace {

struct Release {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};

/// The first frame of an animation as a file of its own; empty where there is none. A view.
std::string_view first_frame(std::string_view bytes) {
  const WebPData data = {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
  const std::unique_ptr<WebPDemuxer, Release> demuxer(WebPDemux(&data));
  WebPIterator frame = {};
  std::string_view found;
  if (demuxer && WebPDemuxGetFrame(demuxer.get(), 1, &frame) != 0)
    found = {reinterpret_cast<const char*>(frame.fragment.bytes), frame.fragment.size};
  WebPDemuxReleaseIterator(&frame);
  return found;
}

Error refused() {
  return corrupt("the WebP file cannot be decoded: it is damaged or cut short");
}

}  // namespace

Result<Picture> decode_webp(std::string_view bytes, std::uint32_t side) {
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0) return internal_error("no WebP decoder");
  const auto look = [&] {
    return WebPGetFeatures(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(),
                           &config.input) == VP8_STATUS_OK;
  };
  if (!look()) return refused();
  if (config.input.has_animation != 0) {
    bytes = first_frame(bytes);
    if (bytes.empty() || !look()) return refused();
  }
  const auto width = static_cast<std::uint32_t>(config.input.width);
  const auto height = static_cast<std::uint32_t>(config.input.height);
  if (Status done = check_size("WebP", width, height); !done) return done.error();
  const Size size = fitted({width, height}, side);
  Picture picture{size.width, size.height, {}};
  picture.rgba.resize(std::size_t{size.width} * size.height * 4);
  config.options.use_scaling = size.width < width || size.height < height ? 1 : 0;
  config.options.scaled_width = static_cast<int>(size.width);
  config.options.scaled_height = static_cast<int>(size.height);
  config.output.colorspace = MODE_RGBA;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {picture.rgba.data(), static_cast<int>(size.width * 4),
                          picture.rgba.size()};
  const VP8StatusCode status =
      WebPDecode(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), &config);
  WebPFreeDecBuffer(&config.output);
  if (status != VP8_STATUS_OK) return refused();
  return picture;
}

}  // namespace vitrine::media
