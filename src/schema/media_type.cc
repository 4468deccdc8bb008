#include "schema/media_type.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace vitrine::schema {
namespace {

using namespace std::string_view_literals;

struct Entry {
  std::string_view ending;
  MediaType type;
  std::string_view start;     ///< How such a file begins; empty: in many ways.
  std::size_t start_at = 0;   ///< Where `start` stands.
  std::string_view end = {};  ///< How it ends, where that tells a cut.
};

constexpr std::string_view kPngEnd = "IEND\xAE\x42\x60\x82"sv;

constexpr std::array<Entry, 27> kEntries = {{
    {".png", {MediaKind::kImage, "image/png"}, "\x89PNG\r\n\x1A\n"sv, 0, kPngEnd},
    {".jpg", {MediaKind::kImage, "image/jpeg"}, "\xFF\xD8\xFF"sv},
    {".jpeg", {MediaKind::kImage, "image/jpeg"}, "\xFF\xD8\xFF"sv},
    {".gif", {MediaKind::kImage, "image/gif"}, "GIF8"sv},
    {".webp", {MediaKind::kImage, "image/webp"}, "WEBP"sv, 8},
    {".bmp", {MediaKind::kImage, "image/bmp"}, "BM"sv},
    {".tif", {MediaKind::kImage, "image/tiff"}, {}},
    {".tiff", {MediaKind::kImage, "image/tiff"}, {}},
    {".avif", {MediaKind::kImage, "image/avif"}, "ftyp"sv, 4},
    {".heic", {MediaKind::kImage, "image/heic"}, "ftyp"sv, 4},
    {".svg", {MediaKind::kImage, "image/svg+xml"}, {}},
    {".wav", {MediaKind::kAudio, "audio/wav"}, "WAVE"sv, 8},
    {".flac", {MediaKind::kAudio, "audio/flac"}, {}},  // may begin with ID3
    {".mp3", {MediaKind::kAudio, "audio/mpeg"}, {}},
    {".ogg", {MediaKind::kAudio, "audio/ogg"}, "OggS"sv},
    {".opus", {MediaKind::kAudio, "audio/ogg"}, "OggS"sv},
    {".m4a", {MediaKind::kAudio, "audio/mp4"}, "ftyp"sv, 4},
    {".aac", {MediaKind::kAudio, "audio/aac"}, {}},
    {".aiff", {MediaKind::kAudio, "audio/aiff"}, "FORM"sv},
    {".mp4", {MediaKind::kVideo, "video/mp4"}, "ftyp"sv, 4},
    {".m4v", {MediaKind::kVideo, "video/mp4"}, "ftyp"sv, 4},
    {".mov", {MediaKind::kVideo, "video/quicktime"}, {}},
    {".webm", {MediaKind::kVideo, "video/webm"}, "\x1A\x45\xDF\xA3"sv},
    {".mkv", {MediaKind::kVideo, "video/x-matroska"}, "\x1A\x45\xDF\xA3"sv},
    {".avi", {MediaKind::kVideo, "video/x-msvideo"}, "AVI "sv, 8},
    {".mpg", {MediaKind::kVideo, "video/mpeg"}, {}},
    {".pdf", {MediaKind::kDocument, "application/pdf"}, "%PDF-"sv},
}};

const Entry* entry_of(std::string_view filename) {
  const std::string lower = ascii_lower(filename);
  for (const Entry& entry : kEntries) {
    if (lower.ends_with(entry.ending) && lower.size() > entry.ending.size()) return &entry;
  }
  return nullptr;
}

}  // namespace

std::optional<MediaType> media_type_of(std::string_view filename) {
  const Entry* entry = entry_of(filename);
  return entry == nullptr ? std::nullopt : std::optional(entry->type);
}

std::string_view media_column_name(MediaKind kind) {
  switch (kind) {
    case MediaKind::kImage:
      return "image";
    case MediaKind::kAudio:
      return "audio";
    case MediaKind::kVideo:
      return "video";
    case MediaKind::kDocument:
      break;
  }
  return "pdf";
}

std::string_view media_feature_json(MediaKind kind) {
  switch (kind) {
    case MediaKind::kImage:
      return R"({"_type":"Image"})";
    case MediaKind::kAudio:
      return R"({"_type":"Audio"})";
    case MediaKind::kVideo:
      return R"({"_type":"Video"})";
    case MediaKind::kDocument:
      break;
  }
  return R"({"_type":"Pdf"})";
}

std::string media_problem(std::string_view filename, std::string_view head, std::string_view tail,
                          std::uint64_t size_bytes) {
  if (size_bytes == 0) return "the file is empty";
  const Entry* entry = entry_of(filename);
  if (entry == nullptr) return "";
  const bool starts =
      head.size() >= entry->start_at && head.substr(entry->start_at).starts_with(entry->start);
  if (!starts) {
    std::string name(entry->ending.substr(1));
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c; });
    return "the file is no " + name + " in spite of its name";
  }
  return tail.ends_with(entry->end) ? "" : "the file is cut short";
}

}  // namespace vitrine::schema
