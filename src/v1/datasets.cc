#include "v1/datasets.h"

#include <algorithm>
#include <optional>

#include "api/parquet_url.h"
#include "api/utc_time.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "schema/modalities.h"
#include "source/card.h"
#include "store/split_layout.h"
#include "v1/target.h"

namespace vitrine::v1 {
namespace {

using http::Request;
using http::Response;

constexpr std::int64_t kDaysOfDownloads = 30;
constexpr std::size_t kMaxDescriptionBytes = 300;

/// A card that no longer parses is still text to read.
std::optional<Card> card_of(const Manifest& manifest) {
  if (!manifest.card) return std::nullopt;
  if (Result<Card> card = parse_card(*manifest.card)) return *std::move(card);
  Card card;
  card.text = card.markdown = *manifest.card;
  return card;
}

/// How the files were read: what import wrote, or nothing where an older build did.
std::string reading_of(const Snapshot& snapshot) {
  constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 20U;
  const Result<std::string> text = read_file(snapshot.directory() / kReadingFile, kMostBytes);
  if (!text || !parse_json(*text)) return "[]";
  return *text;
}

/// The last part of what was imported: never a path of this machine.
std::string_view public_origin(std::string_view origin) {
  while (origin.ends_with('/')) origin.remove_suffix(1);
  return origin.substr(origin.find_last_of('/') + 1);
}

/// Markdown's marks for emphasis, code and links taken out of a paragraph; a link leaves its text.
std::string plain_text(std::string_view paragraph) {
  std::string text;
  for (std::size_t i = 0; i < paragraph.size(); ++i) {
    const char c = paragraph[i];
    if (c == '*' || c == '`' || c == '[') continue;
    if (c == ']' && i + 1 < paragraph.size() && paragraph[i + 1] == '(') {
      i = std::min(paragraph.find(')', i), paragraph.size());
      continue;
    }
    if (c != ']') text += c;
  }
  return text;
}

/// The card's first lines that are neither heading nor markup, up to an empty line.
std::string description_of(std::string_view markdown) {
  std::string description;
  while (!markdown.empty() && description.size() < kMaxDescriptionBytes) {
    const std::size_t end = std::min(markdown.find('\n'), markdown.size());
    std::string_view line = markdown.substr(0, end);
    markdown.remove_prefix(std::min(end + 1, markdown.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool is_blank = line.find_first_not_of(" \t") == std::string_view::npos;
    if (is_blank && !description.empty()) break;
    if (is_blank || std::string_view("#<!|-=`>").find(line.front()) != std::string_view::npos) {
      continue;
    }
    if (!description.empty()) description += ' ';
    description += line;
  }
  return std::string(utf8_prefix(plain_text(description), kMaxDescriptionBytes));
}

void write_strings(JsonWriter& json, std::string_view key, const std::vector<std::string>& values) {
  json.key(key).begin_array();
  for (const std::string& value : values) json.value(value);
  json.end_array();
}

void write_identity(JsonWriter& json, const DatasetName& dataset) {
  json.member("id", dataset.id()).member("owner", dataset.owner).member("name", dataset.name);
}

void write_entry(JsonWriter& json, const Manifest& manifest) {
  const Card card = card_of(manifest).value_or(Card());
  const Features& features = manifest.configs.front().features;
  json.begin_object();
  write_identity(json, manifest.dataset);
  json.member("pretty_name", card.pretty_name.empty() ? manifest.dataset.name : card.pretty_name);
  json.member("description", description_of(card.markdown));
  json.member("num_rows", manifest.num_rows()).member("num_columns", features.size());
  json.member("num_bytes", manifest.num_bytes_parquet());
  json.member("imported_at", utc_time(manifest.imported_at));
  json.member("snapshot", manifest.snapshot_id).member("license", card.license);
  write_strings(json, "tags", card.tags);
  json.key("columns").begin_array();
  for (const FeatureField& column : features) json.value(column.name);
  json.end_array().end_object();
}

void write_damaged(JsonWriter& json, const DatasetName& dataset, const Error& error) {
  json.begin_object();
  write_identity(json, dataset);
  json.member("error", error.message()).member("pretty_name", dataset.name);
  json.member("description", "").member("num_rows", 0).member("num_columns", 0);
  json.member("num_bytes", 0).member("imported_at", "").member("snapshot", "");
  json.member("license", "").key("tags").begin_array().end_array();
  json.key("columns").begin_array().end_array().end_object();
}

void write_card(JsonWriter& json, const std::optional<Card>& card) {
  json.key("card");
  if (!card) {
    json.null();
    return;
  }
  json.begin_object().member("pretty_name", card->pretty_name).member("license", card->license);
  write_strings(json, "tags", card->tags);
  write_strings(json, "languages", card->languages);
  json.member("markdown", card->markdown).end_object();
}

void write_split(JsonWriter& json, const Manifest& manifest, const ConfigManifest& config,
                 const SplitManifest& split) {
  json.begin_object().member("split", split.name).member("num_rows", split.num_rows);
  json.member("num_columns", config.features.size());
  json.member("num_bytes_parquet_files", split.num_bytes_parquet());
  json.key("parquet_files").begin_array();
  for (const ParquetFile& file : split.parquet_files) {
    json.begin_object().member("filename", file.filename).member("size", file.size_bytes);
    json.member("url", parquet_url(manifest.dataset, config, split, file)).end_object();
  }
  json.end_array().end_object();
}

void write_configs(JsonWriter& json, const Manifest& manifest) {
  json.key("configs").begin_array();
  for (const ConfigManifest& config : manifest.configs) {
    json.begin_object().member("config", config.name).key("splits").begin_array();
    for (const SplitManifest& split : config.splits) write_split(json, manifest, config, split);
    json.end_array().end_object();
  }
  json.end_array();
}

}  // namespace

Response list_datasets(Context& context, const Request&) {
  const Result<std::vector<DatasetName>> names = context.catalogue.library().list();
  if (!names) return http::error_response(names.error());
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("version", context.version).key("datasets").begin_array();
  for (const DatasetName& name : *names) {
    const Result<std::shared_ptr<const OpenDataset>> opened = context.catalogue.open(name);
    if (opened) {
      write_entry(json, (*opened)->manifest());
    } else if (opened.error().code() != ErrorCode::kNotFound) {  // else removed a moment ago
      write_damaged(json, name, opened.error());
    }
  }
  json.end_array().end_object();
  Response response = Response::json(std::move(body));
  response.headers.add("Cache-Control", "no-cache");  // an import is to be seen at once
  return response;
}

Response dataset(Context& context, const Request& request) {
  Outcome<std::shared_ptr<const OpenDataset>> found = find_dataset(context, request);
  if (!found) return std::move(found).refusal();
  const Manifest& manifest = (*found)->manifest();
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  write_identity(json, manifest.dataset);
  json.member("snapshot", manifest.snapshot_id);
  json.member("imported_at", utc_time(manifest.imported_at));
  json.member("origin", public_origin(manifest.origin));
  json.member("num_bytes_original", manifest.num_bytes_original());
  json.member("num_bytes", manifest.num_bytes_parquet()).member("num_rows", manifest.num_rows());
  json.member("downloads_last_month",
              context.downloads.count(manifest.dataset, today(), kDaysOfDownloads));
  json.key("modalities").begin_array();
  for (const std::string_view name : modalities(manifest.configs.front().features))
    json.value(name);
  json.end_array();
  write_card(json, card_of(manifest));
  write_configs(json, manifest);
  json.key("reading").raw(reading_of((*found)->snapshot()));
  json.end_object();
  Response response = reply(**found, std::move(body));
  response.headers.add("Cache-Control", "no-cache");
  return response;
}

}  // namespace vitrine::v1
