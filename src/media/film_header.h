#pragma once
// How long a film is, by its headers and without decoding: for statistics over many of them.
//
// MP4 and QuickTime by the movie header (ISO/IEC 14496-12, 8.2.2; of fragments 8.8.2), Matroska and
// WebM by the segment's information (RFC 9559), AVI by its main header. Cost: the heads of the
// boxes that stand before it.

#include <optional>
#include <string_view>

namespace vitrine::media {

/// In seconds. None for other formats, for a length that is not told, and for headers that are cut
/// off or contradict themselves.
std::optional<double> read_film_seconds(std::string_view bytes);

}  // namespace vitrine::media
