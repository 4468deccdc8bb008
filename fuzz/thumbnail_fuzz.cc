// A picture: JPEG, PNG, GIF or WebP, by its first bytes. Also what the headers of pictures and
// recordings say.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "media/picture_header.h"
#include "media/sound_header.h"
#include "media/thumbnail.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto header = vitrine::media::read_picture_header(bytes); header && header->width == 0)
    __builtin_trap();
  if (const auto seconds = vitrine::media::read_sound_seconds(bytes); seconds && !(*seconds >= 0))
    __builtin_trap();
  const vitrine::Result<std::string> made = vitrine::media::make_thumbnail(bytes, 64);
  // A picture that is shown is one that can be shown again.
  if (made && !vitrine::media::make_thumbnail(*made, 64)) __builtin_trap();
  return 0;
}
