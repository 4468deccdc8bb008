#include "hub/media_cells.h"

#include <algorithm>

#include "base/base64.h"
#include "base/file.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "media/document.h"
#include "media/picture_header.h"
#include "source/media_address.h"

namespace vitrine::hub {
namespace {

constexpr schema::MediaKind kKinds[] = {schema::MediaKind::kImage, schema::MediaKind::kAudio,
                                        schema::MediaKind::kVideo, schema::MediaKind::kDocument};
/// Base64 that holds the headers of nearly every picture.
constexpr std::size_t kHeadOfPicture = std::size_t{64} << 10U;

std::optional<schema::MediaKind> media_kind(const schema::Feature& feature) {
  const schema::Feature& member =
      feature.kind == schema::Feature::Kind::kList ? feature.item() : feature;
  if (member.kind != schema::Feature::Kind::kOther) return std::nullopt;
  const Result<boost::json::value> written = parse_json(member.other_json);
  const auto type = written ? string_member(*written, "_type") : std::nullopt;
  const auto found = std::ranges::find_if(kKinds, [&](schema::MediaKind kind) {
    return type &&
           schema::media_feature_json(kind) == R"({"_type":")" + std::string(*type) + R"("})";
  });
  return found == std::end(kKinds) ? std::nullopt : std::optional(*found);
}

/// A medium of a cell: its address on this server, and the file or bytes behind it.
struct Medium {
  std::string_view src;
  std::string_view type;
  const store::SnapshotFile* file = nullptr;  ///< Null for what the row holds.
  std::string_view base64;
};

std::optional<media::PictureHeader> header_of(const Medium& medium, const fs::path& snapshot) {
  if (medium.file != nullptr) {
    const Result<MappedFile> file = MappedFile::open(snapshot / medium.file->path);
    return file ? media::read_picture_header(file->text()) : std::nullopt;
  }
  for (const std::size_t size : {kHeadOfPicture, medium.base64.size()}) {
    const auto bytes = decode_base64(medium.base64.substr(0, std::min(size, medium.base64.size())));
    if (const auto header = bytes ? media::read_picture_header(*bytes) : std::nullopt)
      return header;
  }
  return std::nullopt;
}

/// Beside the address of a document, by which its first page is shown.
std::string thumbnail_of(std::string_view src) {
  constexpr std::string_view kOfRow = "/media?";
  constexpr std::string_view kNamed = "/media/";
  std::string address(src);
  if (const std::size_t at = address.find(kOfRow); at != std::string::npos)
    return address.replace(at, kOfRow.size(), "/thumbnail?") + "&size=1024";
  if (const std::size_t at = address.find(kNamed); at != std::string::npos)
    address.replace(at, kNamed.size(), "/thumbnails/");
  return address + "?size=1024";
}

/// Its size is the page's, which nobody has drawn yet.
void write_thumbnail(JsonWriter& json, std::string_view address) {
  json.key("thumbnail").begin_object().member("src", address);
  json.key("height").null().key("width").null().end_object();
}

std::uint64_t decoded_size(std::string_view base64) {
  const std::size_t padding = base64.ends_with("==") ? 2 : base64.ends_with('=') ? 1 : 0;
  return base64.size() / 4 * 3 - padding;
}

void write_medium(JsonWriter& json, schema::MediaKind kind, const Medium& medium,
                  const std::string& origin, const fs::path& snapshot) {
  if (kind == schema::MediaKind::kAudio) json.begin_array();
  json.begin_object().member("src", origin + std::string(medium.src));
  switch (kind) {
    case schema::MediaKind::kImage:
      if (const auto header = header_of(medium, snapshot)) {
        json.member("height", header->height).member("width", header->width);
      } else {
        json.key("height").null().key("width").null();
      }
      break;
    case schema::MediaKind::kAudio:
      json.member("type", medium.type);
      break;
    case schema::MediaKind::kVideo:
      break;
    case schema::MediaKind::kDocument:
      if (media::document_drawer()) write_thumbnail(json, origin + thumbnail_of(medium.src));
      json.member("size_bytes",
                  medium.file == nullptr ? decoded_size(medium.base64) : medium.file->size_bytes);
  }
  json.end_object();
  if (kind == schema::MediaKind::kAudio) json.end_array();
}

}  // namespace

MediaCells::MediaCells(const search::Split& split, std::span<const std::size_t> columns,
                       std::string origin)
    : manifest_(split.snapshot().manifest()),
      snapshot_(split.snapshot().directory()),
      origin_(std::move(origin)),
      addresses_(split, columns),
      texts_(columns.size()) {
  for (const std::size_t column : columns)
    kinds_.push_back(media_kind(split.features()[column].type));
}

std::span<const std::string_view> MediaCells::replace(std::uint64_t row,
                                                      std::span<const std::string_view> cells) {
  const std::span<const std::string_view> addressed = addresses_.replace(row, cells);
  cells_.assign(addressed.begin(), addressed.end());
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const std::string_view cell = cells_[i];
    if (!kinds_[i] || (!cell.starts_with(R"({"src":"/)") && !cell.starts_with(R"([{"src":)")))
      continue;
    const Result<boost::json::value> value = parse_json(cell);
    if (!value) continue;
    texts_[i].clear();
    JsonWriter json(texts_[i]);
    const auto write = [&](const boost::json::value& one) {
      Medium medium{string_member(one, "src").value_or(""), string_member(one, "type").value_or(""),
                    nullptr, api::embedded_medium(cells[i]).base64};
      medium.file = manifest_.find_file(source::media_path_of(medium.src));
      if (medium.file == nullptr && medium.base64.empty()) {
        json.raw(json_text(one));
      } else {
        write_medium(json, *kinds_[i], medium, origin_, snapshot_);
      }
    };
    if (value->is_array()) {
      json.begin_array();
      for (const boost::json::value& one : value->get_array()) write(one);
      json.end_array();
    } else {
      write(*value);
    }
    cells_[i] = texts_[i];
  }
  return cells_;
}

}  // namespace vitrine::hub
