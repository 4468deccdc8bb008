#include "media/picture.h"

#include <string>

namespace vitrine::media {

Status check_size(std::string_view format, std::uint64_t width, std::uint64_t height,
                  std::uint64_t most) {
  if (width == 0 || height == 0)
    return corrupt("the " + std::string(format) + " file has no pixels");
  if (width > most || height > most / width) {
    return too_large("the picture has " + std::to_string(width) + " x " + std::to_string(height) +
                     " pixels; thumbnails are made of a " + std::string(format) + " of up to " +
                     std::to_string(most / 1'000'000) + " million: open the picture itself");
  }
  return {};
}

}  // namespace vitrine::media
