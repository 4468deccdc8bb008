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

namespace vitrine {
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

void write_identity(JsonWriter& json, const DatasetName& dataset) {
  json.member("id", dataset.id()).member("owner", dataset.owner).member("name", dataset.name);
}

void write_modalities(JsonWriter& json, const Features& features) {
  json.key("modalities").begin_array();
  for (const std::string_view name : modalities(features)) json.value(name);
  json.end_array();
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
  json.end_array();
  write_modalities(json, features);
  json.end_object();
}

void write_damaged(JsonWriter& json, const DatasetName& dataset, const Error& error) {
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
std::vector<std::string> card_pictures(const Manifest& manifest) {
  std::vector<std::string> pictures;
  for (const SnapshotFile& file : manifest.files) {
    if (file.path.starts_with(kCardPictures))
      pictures.push_back(file.path.substr(kCardPictures.size()));
  }
  return pictures;
}

void write_card(JsonWriter& json, const std::optional<Card>& card, const Manifest& manifest) {
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

/// What a label's column is to the page; null of the data's own.
void write_label(JsonWriter& json, const LabelColumn* label, std::size_t num_lost) {
  json.key("label");
  if (label == nullptr) {
    json.null();
    return;
  }
  json.begin_object().member("name", label->name).member("kind", label_kind_name(label->kind));
  write_strings(json, "choices", label->choices);
  json.member("num_values", label->values.size()).member("num_lost", num_lost).end_object();
}

void write_column(JsonWriter& json, const Column& column, const ColumnStatistics& statistics,
                  const std::optional<ProjectionQuality>& projection) {
  std::string feature;
  append_feature_json(feature, column.type);
  json.begin_object().member("name", column.name).member("type", feature_label(column.type));
  json.member("kind", kind_name(column.kind));
  json.key("feature").raw(feature).member("role", role_name(column.role)).key("column_type");
  if (column_type(statistics).empty()) {
    json.null();
  } else {
    json.value(column_type(statistics));
  }
  std::string block;
  append_block(block, statistics, Precision::kFull);
  std::string extra;
  append_extra(extra, statistics);
  json.key("statistics").raw(block).key("extra").raw(extra);
  json.key("projection").raw(projection_json(projection));
}

}  // namespace

std::string projection_json(const std::optional<ProjectionQuality>& quality) {
  if (!quality) return "null";
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("use", projection_use(*quality)).member("num_rows", quality->num_rows);
  json.member("held_out", quality->held_out).member("compared", quality->compared);
  json.member("explained", quality->explained).member("mrr", quality->found);
  json.member("text_mrr", quality->found_by_text).end_object();
  return out;
}

std::string datasets_json(std::span<const DatasetEntry> entries, std::string_view version) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("version", version).key("datasets").begin_array();
  for (const DatasetEntry& entry : entries) {
    if (entry.opened) {
      write_entry(json, (*entry.opened)->manifest());
    } else {
      write_damaged(json, entry.name, entry.opened.error());
    }
  }
  json.end_array().end_object();
  return body;
}

std::string configs_json(const Manifest& manifest) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const ConfigManifest& config : manifest.configs) {
    json.begin_object().member("config", config.name).key("splits").begin_array();
    for (const SplitManifest& split : config.splits) write_split(json, manifest, config, split);
    json.end_array().end_object();
  }
  json.end_array();
  return out;
}

std::string dataset_json(const DatasetReport& report) {
  const Manifest& manifest = report.manifest();
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  write_identity(json, manifest.dataset);
  json.member("snapshot", manifest.snapshot_id);
  json.member("imported_at", utc_time(manifest.imported_at));
  json.member("origin", public_origin(manifest.origin));
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

std::string columns_json(const ColumnReport& report) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("num_rows", report.place.split->num_rows());
  json.member("may_label", report.may_label).member("labels_error", report.labels_error);
  json.key("columns").begin_array();
  const LabelledSplit* labelled = report.place.labelled.get();
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

Result<std::string> row_json(const Split& split, std::uint64_t row, const RowJsonOptions& options) {
  std::string vectors;
  if (Status status = append_vectors_json(vectors, split, row, options.vectors); !status)
    return status.error();
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("row_idx", row).member("num_rows", split.num_rows()).key("row");
  const std::uint64_t rows[] = {row};
  const std::vector<std::size_t> columns = columns_without_vectors(split.features());
  const std::vector<std::string> keys = column_keys(split.features(), columns);
  MediaAddresses addresses(split, columns);
  const Status status =
      split.visit_cells(rows, columns, [&](std::size_t, std::span<const std::string_view> cells) {
        std::string object;
        append_object(object, keys,
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

}  // namespace vitrine
