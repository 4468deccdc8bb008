#pragma once
// The decoders, one a format, behind one form: bytes of a stranger in, pixels or an error out.
//
// `side` is the longest side that is wanted: a decoder that can leave pixels out while it reads
// gives a picture not much larger, never a smaller one than it could. Errors: corrupt for what the
// format's library refuses, too_large over the limits of media/picture.h.

#include <cstdint>
#include <string_view>

#include "media/picture.h"

namespace vitrine::media {

/// Turned as its Exif says. Baseline files are decoded at down to an eighth of their size.
Result<Picture> decode_jpeg(std::string_view bytes, std::uint32_t side);
Result<Picture> decode_png(std::string_view bytes, std::uint32_t side);
/// Of an animation the first frame, without what its canvas has around it.
Result<Picture> decode_webp(std::string_view bytes, std::uint32_t side);
/// As decode_webp().
Result<Picture> decode_gif(std::string_view bytes, std::uint32_t side);

}  // namespace vitrine::media
