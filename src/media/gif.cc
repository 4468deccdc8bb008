#include <gif_lib.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

#include "media/decoders.h"

namespace vitrine::media {
namespace {

struct Release {
  void operator()(GifFileType* file) const { DGifCloseFile(file, nullptr); }
};
using File = std::unique_ptr<GifFileType, Release>;

/// giflib's way to read: what is left, for as long as there is some.
int read_bytes(GifFileType* file, GifByteType* out, int wanted) {
  auto& left = *static_cast<std::string_view*>(file->UserData);
  const std::size_t count = std::min(left.size(), static_cast<std::size_t>(std::max(wanted, 0)));
  std::memcpy(out, left.data(), count);
  left.remove_prefix(count);
  return static_cast<int>(count);
}

Error refused(int code) {
  const char* reason = GifErrorString(code);
  return corrupt("the GIF file cannot be decoded: " +
                 std::string(reason == nullptr ? "it is damaged" : reason));
}

/// Passes over blocks up to the first frame; notes which colour is none at all.
Status find_frame(GifFileType* file, int& clear) {
  while (true) {
    GifRecordType kind = UNDEFINED_RECORD_TYPE;
    if (DGifGetRecordType(file, &kind) != GIF_OK) return refused(file->Error);
    if (kind == IMAGE_DESC_RECORD_TYPE) return {};
    if (kind != EXTENSION_RECORD_TYPE) return corrupt("the GIF file has no picture in it");
    int code = 0;
    GifByteType* block = nullptr;  // its length first
    if (DGifGetExtension(file, &code, &block) != GIF_OK) return refused(file->Error);
    GraphicsControlBlock control;
    if (code == GRAPHICS_EXT_FUNC_CODE && block != nullptr &&
        DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
      clear = control.TransparentColor;
    while (block != nullptr) {
      if (DGifGetExtensionNext(file, &block) != GIF_OK) return refused(file->Error);
    }
  }
}

void paint(const ColorMapObject& colours, int clear, const std::vector<GifPixelType>& line,
           std::uint8_t* out) {
  for (const GifPixelType index : line) {
    const bool is_painted = index != clear && index < colours.ColorCount;
    const GifColorType colour = is_painted ? colours.Colors[index] : GifColorType{0, 0, 0};
    *out++ = colour.Red;
    *out++ = colour.Green;
    *out++ = colour.Blue;
    *out++ = is_painted ? 255 : 0;
  }
}

/// The rows of an interlaced frame in the order of the file; of another one from the top.
std::vector<std::uint32_t> row_order(std::uint32_t height, bool is_interlaced) {
  std::vector<std::uint32_t> rows;
  rows.reserve(height);
  constexpr std::uint32_t kPasses[][2] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
  for (const auto& [first, step] : kPasses) {
    if (!is_interlaced) break;
    for (std::uint32_t row = first; row < height; row += step) rows.push_back(row);
  }
  for (std::uint32_t row = 0; !is_interlaced && row < height; ++row) rows.push_back(row);
  return rows;
}

}  // namespace

Result<Picture> decode_gif(std::string_view bytes, std::uint32_t /*side*/) {
  int failure = 0;
  const File file(DGifOpen(&bytes, read_bytes, &failure));
  if (!file) return refused(failure);
  int clear = NO_TRANSPARENT_COLOR;
  if (Status done = find_frame(file.get(), clear); !done) return done.error();
  if (DGifGetImageDesc(file.get()) != GIF_OK) return refused(file->Error);
  const GifImageDesc& frame = file->Image;
  const auto width = static_cast<std::uint32_t>(std::max(frame.Width, 0));
  const auto height = static_cast<std::uint32_t>(std::max(frame.Height, 0));
  if (Status done = check_size("GIF", width, height); !done) return done.error();
  const ColorMapObject* colours = frame.ColorMap != nullptr ? frame.ColorMap : file->SColorMap;
  if (colours == nullptr) return corrupt("the GIF file has no table of colours");
  Picture picture{width, height, {}};
  picture.rgba.resize(std::size_t{width} * height * 4);
  std::vector<GifPixelType> line(width);
  for (const std::uint32_t row : row_order(height, frame.Interlace)) {
    if (DGifGetLine(file.get(), line.data(), static_cast<int>(width)) != GIF_OK)
      return refused(file->Error);
    paint(*colours, clear, line, picture.rgba.data() + std::size_t{row} * width * 4);
  }
  return picture;
}

}  // namespace vitrine::media
