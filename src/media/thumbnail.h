#pragma once
// Thumbnails: a picture of any size as a small WebP, for tables and galleries.
//
//   Result<std::string> webp = make_thumbnail(bytes, 256);
//
// JPEG (baseline, progressive, CMYK; turned as its Exif says), PNG, GIF and WebP, of animations the
// first frame. The bytes are a stranger's: which format they are, their own first bytes say; what
// they may cost, media/picture.h limits before anything is allocated. Two threads at most work on
// thumbnails in a server, its slow lane; by these limits one of them holds up to 240 MB for the
// largest progressive JPEG and 160 MB for other files of the largest size.
//
// Cost: linear in the pixels.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine::media {

inline constexpr std::string_view kThumbnailType = "image/webp";

/// unsupported: says which formats thumbnails are made of.
Error no_picture();

/// Fits a square of `side` pixels; a picture that already fits keeps its size. Errors: corrupt for
/// an empty or damaged file, unsupported for another format, too_large.
Result<std::string> make_thumbnail(std::string_view bytes, std::uint32_t side);

}  // namespace vitrine::media
