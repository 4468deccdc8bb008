#pragma once
// How long a recording is, by its headers and without decoding: for statistics over many of them.
//
// WAV by the size of its samples, FLAC by its stream information, Ogg (Vorbis, Opus) by the
// position of its last page, MP3 by the headers of its frames, of which each is looked at. Cost: of
// MP3 the file, else a few bytes.

#include <optional>
#include <string_view>

namespace vitrine::media {

/// In seconds, 0 for a recording without samples. None for other formats, and for headers that are
/// cut off or contradict themselves.
std::optional<double> read_sound_seconds(std::string_view bytes);

}  // namespace vitrine::media
