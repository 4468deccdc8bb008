#include "api/media_addresses.h"

#include <algorithm>
#include <optional>

#include "base/base64.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "source/hub_address.h"

namespace vitrine::api {
namespace {

constexpr std::string_view kBytesFirst = R"({"bytes":")";
/// Base64 that holds every beginning below.
constexpr std::size_t kHead = 24;

/// How a file of a type begins: `at` bytes in.
struct Beginning {
  std::size_t at;
  std::string_view bytes;
  std::string_view type;
};
constexpr Beginning kBeginnings[] = {
    {0, "\x89PNG\r\n", "image/png"},
    {0, "\xff\xd8\xff", "image/jpeg"},
    {0, "GIF8", "image/gif"},
    {8, "WEBP", "image/webp"},
    {8, "WAVE", "audio/wav"},
    {0, "OggS", "audio/ogg"},
    {0, "fLaC", "audio/flac"},
    {0, "ID3", "audio/mpeg"},
    {0, "\xff\xfb", "audio/mpeg"},
    {0, "\xff\xf3", "audio/mpeg"},
    {4, "ftypM4A", "audio/mp4"},
    {4, "ftyp", "video/mp4"},
    {0, "\x1a\x45\xdf\xa3", "video/webm"},
    {0, "%PDF-", "application/pdf"},
};

bool is_medium(const schema::Feature& feature) {
  if (feature.kind != schema::Feature::Kind::kOther) return false;
  const Result<boost::json::value> written = parse_json(feature.other_json);
  if (!written) return false;
  const std::string_view type = string_member(*written, "_type").value_or("");
  return type == "Image" || type == "Audio" || type == "Video" || type == "Pdf";
}

/// The text behind `"bytes":` of a cell; "" where there is none.
std::string_view base64_of(std::string_view cell) {
  if (!cell.starts_with(kBytesFirst)) return {};
  const std::string_view rest = cell.substr(kBytesFirst.size());
  return rest.substr(0, rest.find('"'));
}

/// The type of a file by its beginning; "" for what is not served.
std::string_view media_type(std::string_view base64) {
  const std::optional<std::string> head =
      decode_base64(base64.substr(0, std::min(base64.size() / 4 * 4, kHead)));
  if (!head) return {};
  const auto found = std::ranges::find_if(kBeginnings, [&](const Beginning& beginning) {
    return head->size() > beginning.at &&
           std::string_view(*head).substr(beginning.at).starts_with(beginning.bytes);
  });
  return found == std::end(kBeginnings) ? std::string_view() : found->type;
}

}  // namespace

EmbeddedMedium embedded_medium(std::string_view cell) {
  const std::string_view base64 = base64_of(cell);
  return {base64, media_type(base64)};
}

MediaAddresses::MediaAddresses(const search::Split& split, std::span<const std::size_t> columns) {
  const store::Manifest& manifest = split.snapshot().manifest();
  const auto encoded = [](std::string_view text) { return source::percent_encode(text, false); };
  front_ = "/api/v1/datasets/" + manifest.dataset.id() + "/rows/";
  back_ = "/media?config=" + encoded(split.config().name) +
          "&split=" + encoded(split.split().name) + "&snapshot=" + encoded(manifest.snapshot_id) +
          "&field=";
  for (const std::size_t column : columns) {
    const schema::FeatureField& field = split.features()[column];
    names_.push_back(is_medium(field.type) ? encoded(field.name) : "");
  }
  texts_.resize(columns.size());
}

std::span<const std::string_view> MediaAddresses::replace(std::uint64_t row,
                                                          std::span<const std::string_view> cells) {
  cells_.assign(cells.begin(), cells.end());
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (names_[i].empty()) continue;
    const std::string_view type = embedded_medium(cells_[i]).type;
    if (type.empty()) continue;
    texts_[i].clear();
    JsonWriter(texts_[i])
        .begin_object()
        .member("src", front_ + std::to_string(row) + back_ + names_[i])
        .member("type", type)
        .end_object();
    cells_[i] = texts_[i];
  }
  return cells_;
}

}  // namespace vitrine::api
