#include "api/reports_json.h"

#include <algorithm>
#include <optional>

#include "api/media_addresses.h"
#include "api/parquet_url.h"
#include "api/utc_time.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "profile/statistics_json.h"
#include "schema/modalities.h"
#include "search/row_json.h"
#include "store/media_files.h"

namespace vitrine::api {
namespace {

constexpr std::size_t kMaxDescriptionBytes = 300;

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

void write_identity(JsonWriter& json, const store::DatasetName& dataset) {
  json.member("id", dataset.id()).member("owner", dataset.owner).member("name", dataset.name);
}

void write_modalities(JsonWriter& json, const schema::Features& features) {
  json.key("modalities").begin_array();
  for (const std::string_view name : schema::modalities(features)) json.value(name);
  json.end_array();
}

void write_entry(JsonWriter& json, const store::Manifest& manifest) {
  const source::Card card = engine::card_of(manifest).value_or(source::Card());
  const schema::Features& features = manifest.configs.front().features;
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
  for (const schema::FeatureField& column : features) json.value(column.name);
  json.end_array();
  write_modalities(json, features);
  json.end_object();
}

void write_damaged(JsonWriter& json, const store::DatasetName& dataset, const Error& error) {
  json.begin_object();
  write_identity(json, dataset);
  json.member("error", error.message()).member("pretty_name", dataset.name);
  json.member("description", "").member("num_rows", 0).member("num_columns", 0);
  json.member("num_bytes", 0).member("imported_at", "").member("snapshot", "");
  json.member("license", "").key("tags").begin_array().end_array();
  json.key("columns").begin_array().end_array();
  json.key("modalities").begin_array().end_array().end_object();
}

/// What the card shows and the snapshot has kept, as the card names it.
std::vector<std::string> card_pictures(const store::Manifest& manifest) {
  std::vector<std::string> pictures;
  for (const store::SnapshotFile& file : manifest.files) {
    if (file.path.starts_with(store::kCardPictures))
      pictures.push_back(file.path.substr(store::kCardPictures.size()));
  }
  return pictures;
}

void write_card(JsonWriter& json, const std::optional<source::Card>& card,
                const store::Manifest& manifest) {
  json.key("card");
  if (!card) {
    json.null();
    return;
  }
  json.begin_object().member("pretty_name", card->pretty_name).member("license", card->license);
  write_strings(json, "tags", card->tags);
  write_strings(json, "languages", card->languages);
  write_strings(json, "pictures", card_pictures(manifest));
  json.member("markdown", card->markdown).end_object();
}

void write_split(JsonWriter& json, const store::Manifest& manifest,
                 const store::ConfigManifest& config, const store::SplitManifest& split) {
  json.begin_object().member("split", split.name).member("num_rows", split.num_rows);
  json.member("num_columns", config.features.size());
  json.member("num_bytes_parquet_files", split.num_bytes_parquet());
  json.key("parquet_files").begin_array();
  for (const store::ParquetFile& file : split.parquet_files) {
    json.begin_object().member("filename", file.filename).member("size", file.size_bytes);
    json.member("url", parquet_url(manifest.dataset, config, split, file)).end_object();
  }
  json.end_array().end_object();
}

/// What a label's column is to the page; null of the data's own.
void write_label(JsonWriter& json, const store::LabelColumn* label, std::size_t num_lost) {
  json.key("label");
  if (label == nullptr) {
    json.null();
    return;
  }
  json.begin_object()
      .member("name", label->name)
      .member("kind", store::label_kind_name(label->kind));
  write_strings(json, "choices", label->choices);
  json.member("num_values", label->values.size()).member("num_lost", num_lost).end_object();
}

void write_column(JsonWriter& json, const schema::Column& column,
                  const profile::ColumnStatistics& statistics,
                  const std::optional<meaning::ProjectionQuality>& projection) {
  std::string feature;
  schema::append_feature_json(feature, column.type);
  json.begin_object()
      .member("name", column.name)
      .member("type", schema::feature_label(column.type));
  json.member("kind", schema::kind_name(column.kind));
  json.key("feature")
      .raw(feature)
      .member("role", schema::role_name(column.role))
      .key("column_type");
  if (profile::column_type(statistics).empty()) {
    json.null();
  } else {
    json.value(profile::column_type(statistics));
  }
  std::string block;
  profile::append_block(block, statistics, profile::Precision::kFull);
  std::string extra;
  profile::append_extra(extra, statistics);
  json.key("statistics").raw(block).key("extra").raw(extra);
  json.key("projection").raw(projection_json(projection));
}

}  // namespace

std::string projection_json(const std::optional<meaning::ProjectionQuality>& quality) {
  if (!quality) return "null";
  std::string out;
  JsonWriter json(out);
  json.begin_object()
      .member("use", meaning::projection_use(*quality))
      .member("num_rows", quality->num_rows);
  json.member("held_out", quality->held_out).member("compared", quality->compared);
  json.member("explained", quality->explained).member("mrr", quality->found);
  json.member("text_mrr", quality->found_by_text).end_object();
  return out;
}

std::string datasets_json(std::span<const engine::DatasetEntry> entries, std::string_view version) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("version", version).key("datasets").begin_array();
  for (const engine::DatasetEntry& entry : entries) {
    if (entry.opened) {
      write_entry(json, (*entry.opened)->manifest());
    } else {
      write_damaged(json, entry.name, entry.opened.error());
    }
  }
  json.end_array().end_object();
  return body;
}

std::string configs_json(const store::Manifest& manifest) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const store::ConfigManifest& config : manifest.configs) {
    json.begin_object().member("config", config.name).key("splits").begin_array();
    for (const store::SplitManifest& split : config.splits)
      write_split(json, manifest, config, split);
    json.end_array().end_object();
  }
  json.end_array();
  return out;
}

std::string dataset_json(const engine::DatasetReport& report) {
  const store::Manifest& manifest = report.manifest();
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  write_identity(json, manifest.dataset);
  json.member("snapshot", manifest.snapshot_id);
  json.member("imported_at", utc_time(manifest.imported_at));
  json.member("origin", store::public_origin(manifest.origin));
  json.member("num_bytes_original", manifest.num_bytes_original());
  json.member("num_bytes", manifest.num_bytes_parquet()).member("num_rows", manifest.num_rows());
  json.member("downloads_last_month", report.downloads_last_month);
  write_modalities(json, manifest.configs.front().features);
  write_card(json, report.card, manifest);
  json.key("configs").raw(configs_json(manifest));
  json.key("reading").raw(report.reading);
  json.end_object();
  return body;
}

std::string columns_json(const engine::ColumnReport& report) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("num_rows", report.place.split->num_rows());
  json.member("may_label", report.may_label).member("labels_error", report.labels_error);
  json.key("columns").begin_array();
  const engine::LabelledSplit* labelled = report.place.labelled.get();
  const std::size_t num_labels = labelled != nullptr ? labelled->book->size() : 0;
  const std::size_t first_label = report.columns.size() - num_labels;
  for (std::size_t i = 0; i < report.columns.size(); ++i) {
    write_column(json, report.columns[i], report.statistics.columns[i], report.projections[i]);
    const bool is_label = i >= first_label;
    write_label(json, is_label ? &(*labelled->book)[i - first_label] : nullptr,
                is_label ? labelled->labels.num_lost[i - first_label] : 0);
    json.end_object();
  }
  json.end_array().end_object();
  return body;
}

Result<std::string> row_json(const search::Split& split, std::uint64_t row,
                             const RowJsonOptions& options) {
  std::string vectors;
  if (Status status = append_vectors_json(vectors, split, row, options.vectors); !status)
    return status.error();
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("row_idx", row).member("num_rows", split.num_rows()).key("row");
  const std::uint64_t rows[] = {row};
  const std::vector<std::size_t> columns = search::columns_without_vectors(split.features());
  const std::vector<std::string> keys = search::column_keys(split.features(), columns);
  MediaAddresses addresses(split, columns);
  const Status status =
      split.visit_cells(rows, columns, [&](std::size_t, std::span<const std::string_view> cells) {
        std::string object;
        search::append_object(object, keys,
                              options.media_by_address ? addresses.replace(row, cells) : cells);
        json.raw(object);
        return true;
      });
  if (!status) return status.error();
  json.key("vectors").raw(vectors);
  if (!options.identity.empty()) json.member("identity", options.identity);
  json.end_object();
  return body;
}

}  // namespace vitrine::api
