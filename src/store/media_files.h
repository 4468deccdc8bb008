#pragma once
// Media files of a snapshot: what rows show as pictures, sound, films and documents, as files below
//
//   media/{config}/{split}/{key}
//
// of the snapshot's folder and in its manifest; and what its card shows, below card/{key}. A key is
// a path with '/' between its parts, none of which is empty, "." or "..".

#include <string>
#include <string_view>

namespace vitrine::store {

/// Of what rows show, relative to the snapshot's folder.
constexpr std::string_view kMediaFolder = "media/";
/// Of what the card shows, likewise.
constexpr std::string_view kCardPictures = "card/";

/// Relative to the snapshot's folder, with a slash at the end.
inline std::string media_folder(std::string_view config, std::string_view split) {
  return std::string(kMediaFolder) + std::string(config) + "/" + std::string(split) + "/";
}

}  // namespace vitrine::store
