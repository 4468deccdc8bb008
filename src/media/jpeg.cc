#include <turbojpeg.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>

#include "media/decoders.h"
#include "media/jpeg_markers.h"
#include "media/shrink.h"

namespace vitrine::media {
namespace {

/// Pixels times scans: some 5 s of work. A file can ask for its pixels to be gone over thousands
/// of times.
constexpr std::uint64_t kMostScannedPixels = 800'000'000;

struct Release {
  void operator()(void* handle) const { tjDestroy(handle); }
};
using Handle = std::unique_ptr<void, Release>;

Error refused(void* handle) {
  return corrupt("the JPEG file cannot be decoded: " + std::string(tjGetErrorStr2(handle)));
}

/// The smallest size, in eighths, whose longest side is still `side`.
tjscalingfactor scale_for(int longest, std::uint32_t side) {
  for (int eighths = 1; eighths < 8; ++eighths) {
    const tjscalingfactor factor = {eighths, 8};
    if (static_cast<std::uint32_t>(TJSCALED(longest, factor)) >= side) return factor;
  }
  return {8, 8};
}

/// Inks as the bytes have them (255: none, which is how programs write them) become light.
void print_on_white(std::span<std::uint8_t> pixels) {
  for (std::size_t at = 0; at + 3 < pixels.size(); at += 4) {
    const unsigned black = pixels[at + 3];
    for (std::size_t ink = 0; ink < 3; ++ink)
      pixels[at + ink] = static_cast<std::uint8_t>((pixels[at + ink] * black + 127) / 255);
    pixels[at + 3] = 255;
  }
}

Status check_work(const JpegMarkers& markers, int width, int height) {
  const auto w = static_cast<std::uint64_t>(width);
  const auto h = static_cast<std::uint64_t>(height);
  const bool is_whole = markers.is_progressive || markers.scans > 1;
  if (Status done = check_size(is_whole ? "progressive JPEG" : "JPEG", w, h,
                               is_whole ? kMostPixels : kMostPixelsInStrips);
      !done)
    return done;
  if (w * h * std::max(markers.scans, 1U) <= kMostScannedPixels) return {};
  return too_large("the JPEG file goes over its " + std::to_string(w) + " x " + std::to_string(h) +
                   " pixels " + std::to_string(markers.scans) +
                   " times: too much work for a thumbnail");
}

}  // namespace

Result<Picture> decode_jpeg(std::string_view bytes, std::uint32_t side) {
  const Handle handle(tjInitDecompress());
  if (!handle) return internal_error("no JPEG decoder");
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  int width = 0;
  int height = 0;
  int subsampling = 0;
  int colours = 0;
  if (tjDecompressHeader3(handle.get(), data, bytes.size(), &width, &height, &subsampling,
                          &colours) != 0)
    return refused(handle.get());
  const JpegMarkers markers = read_jpeg_markers(bytes);
  if (Status done = check_work(markers, width, height); !done) return done.error();
  const tjscalingfactor scale = scale_for(std::max(width, height), side);
  Picture picture;
  picture.width = static_cast<std::uint32_t>(TJSCALED(width, scale));
  picture.height = static_cast<std::uint32_t>(TJSCALED(height, scale));
  picture.rgba.resize(std::size_t{picture.width} * picture.height * 4);
  const bool is_print = colours == TJCS_CMYK || colours == TJCS_YCCK;
  const int read =
      tjDecompress2(handle.get(), data, bytes.size(), picture.rgba.data(),
                    static_cast<int>(picture.width), 0, static_cast<int>(picture.height),
                    is_print ? TJPF_CMYK : TJPF_RGBA, TJFLAG_FASTUPSAMPLE | TJFLAG_FASTDCT);
  // A file that is cut short has the rows that came, as browsers show it.
  if (read != 0 && tjGetErrorCode(handle.get()) != TJERR_WARNING) return refused(handle.get());
  if (is_print) print_on_white(picture.rgba);
  // Few pixels are turned faster than many.
  return turn(shrink(std::move(picture), side), markers.orientation);
}

}  // namespace vitrine::media
