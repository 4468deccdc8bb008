#pragma once
// Media types: which files are pictures, recordings, videos and documents, by their endings, and
// how they are called in HTTP.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::schema {

enum class MediaKind { kImage, kAudio, kVideo, kDocument };

struct MediaType {
  MediaKind kind;
  std::string_view content_type;  ///< Of a closed list: never text/html.
};

/// By the ending, without regard to case; nothing for any other file.
std::optional<MediaType> media_type_of(std::string_view filename);

/// "image", "audio", "video", "pdf": what the Hub's loaders call a column of such files.
std::string_view media_column_name(MediaKind kind);

/// The Hub's type of such a column: {"_type":"Image"}, ...
std::string_view media_feature_json(MediaKind kind);

/// What is wrong with a file of `size_bytes` that begins with `head` (the first 16 bytes, or all)
/// and ends with `tail` (the last 12, or all), as one phrase; empty where nothing is seen to be.
std::string media_problem(std::string_view filename, std::string_view head, std::string_view tail,
                          std::uint64_t size_bytes);

}  // namespace vitrine::schema
