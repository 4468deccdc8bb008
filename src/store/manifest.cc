#include "store/manifest.h"

#include <algorithm>

#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/sealed_json.h"
#include "schema/plain_name.h"
#include "store/media_files.h"

namespace vitrine::store {

namespace json = boost::json;

namespace {

void write_split(JsonWriter& out, const SplitManifest& split) {
  out.begin_object().member("name", split.name).member("num_rows", split.num_rows);
  out.member("num_bytes_memory", split.num_bytes_memory).key("parquet_files").begin_array();
  for (const ParquetFile& file : split.parquet_files) {
    out.begin_object().member("filename", file.filename).member("num_rows", file.num_rows);
    out.member("size_bytes", file.size_bytes).end_object();
  }
  out.end_array();
  if (!split.engine_index.empty()) {
    out.member("engine_index", split.engine_index);
    out.member("engine_columns", split.engine_columns);
  }
  out.end_object();
}

void write_config(JsonWriter& out, const ConfigManifest& config) {
  out.begin_object().member("name", config.name);
  out.member("num_bytes_original", config.num_bytes_original);
  out.key("features").raw(schema::features_json(config.features, schema::ListForm::kStored));
  if (!config.models.empty()) {
    out.key("models").begin_array();
    for (const ColumnModel& of : config.models) {
      out.begin_object().member("column", of.column).member("model", of.model);
      out.member("version", of.version).end_object();
    }
    out.end_array();
  }
  out.key("splits").begin_array();
  for (const SplitManifest& split : config.splits) write_split(out, split);
  out.end_array().end_object();
}

/// Reads members of one object and remembers the first that is missing.
class MemberReader {
 public:
  explicit MemberReader(const json::value& value) : value_(value) {}

  std::string text(std::string_view key) {
    const auto member = string_member(value_, key);
    if (!member) missing_ = missing_.empty() ? std::string(key) : missing_;
    return std::string(member.value_or(""));
  }
  std::uint64_t size(std::string_view key) {
    const auto member = int_member(value_, key);
    if (!member || *member < 0) missing_ = missing_.empty() ? std::string(key) : missing_;
    return static_cast<std::uint64_t>(member.value_or(0));
  }
  const json::array& list(std::string_view key) {
    static const json::array kEmpty;
    const json::value* member = find_member(value_, key);
    if (member == nullptr || !member->is_array()) {
      missing_ = missing_.empty() ? std::string(key) : missing_;
      return kEmpty;
    }
    return member->get_array();
  }
  Status status() const {
    if (missing_.empty()) return {};
    return corrupt("manifest has no usable \"" + missing_ + "\"");
  }

 private:
  const json::value& value_;
  std::string missing_;
};

Result<SplitManifest> read_split(const json::value& value) {
  MemberReader reader(value);
  SplitManifest split;
  split.name = reader.text("name");
  split.num_rows = reader.size("num_rows");
  split.num_bytes_memory = reader.size("num_bytes_memory");
  for (const json::value& item : reader.list("parquet_files")) {
    MemberReader file(item);
    split.parquet_files.push_back(
        {file.text("filename"), file.size("num_rows"), file.size("size_bytes")});
    if (Status status = file.status(); !status) return std::move(status).error();
    if (!schema::is_plain_name(split.parquet_files.back().filename))
      return corrupt("manifest names a file outside");
  }
  if (Status status = reader.status(); !status) return std::move(status).error();
  if (!schema::is_plain_name(split.name))
    return corrupt("manifest has a split without a valid name");
  split.engine_index = string_member(value, "engine_index").value_or("");
  split.engine_columns = string_member(value, "engine_columns").value_or("");
  return split;
}

/// Absent in a manifest where no column has one.
Status read_models(const json::value& value, ConfigManifest& config) {
  if (find_member(value, "models") == nullptr) return {};
  MemberReader reader(value);
  for (const json::value& item : reader.list("models")) {
    MemberReader of(item);
    config.models.push_back({of.text("column"), of.text("model"), of.text("version")});
    if (Status status = of.status(); !status) return status;
  }
  return reader.status();
}

Result<ConfigManifest> read_config(const json::value& value) {
  MemberReader reader(value);
  ConfigManifest config;
  config.name = reader.text("name");
  config.num_bytes_original = reader.size("num_bytes_original");
  const json::value* features = find_member(value, "features");
  if (features == nullptr) return corrupt("manifest has no usable \"features\"");
  Result<schema::Features> parsed = schema::parse_features(json::serialize(*features));
  if (!parsed) return corrupt(parsed.error().message());
  config.features = *std::move(parsed);
  if (Status models = read_models(value, config); !models) return std::move(models).error();
  for (const json::value& item : reader.list("splits")) {
    Result<SplitManifest> split = read_split(item);
    if (!split) return std::move(split).error();
    config.splits.push_back(*std::move(split));
  }
  if (Status status = reader.status(); !status) return std::move(status).error();
  if (config.splits.empty() || !schema::is_plain_name(config.name))
    return corrupt("manifest has an empty config");
  return config;
}

}  // namespace

std::uint64_t SplitManifest::num_bytes_parquet() const {
  std::uint64_t sum = 0;
  for (const ParquetFile& file : parquet_files) sum += file.size_bytes;
  return sum;
}

const ColumnModel* ConfigManifest::find_model(std::string_view column) const {
  const auto it = std::ranges::find(models, column, &ColumnModel::column);
  return it == models.end() ? nullptr : &*it;
}

const ConfigManifest* Manifest::find_config(std::string_view name) const {
  const auto it = std::ranges::find(configs, name, &ConfigManifest::name);
  return it == configs.end() ? nullptr : &*it;
}

const SplitManifest* Manifest::find_split(std::string_view config, std::string_view split) const {
  const ConfigManifest* found = find_config(config);
  if (found == nullptr) return nullptr;
  const auto it = std::ranges::find(found->splits, split, &SplitManifest::name);
  return it == found->splits.end() ? nullptr : &*it;
}

bool Manifest::has_engine_rows() const {
  return std::ranges::any_of(configs, [](const ConfigManifest& config) {
    return std::ranges::any_of(
        config.splits, [](const SplitManifest& split) { return !split.engine_index.empty(); });
  });
}

bool Manifest::has_media_files() const {
  return std::ranges::any_of(
      files, [](const SnapshotFile& file) { return file.path.starts_with(kMediaFolder); });
}

const SnapshotFile* Manifest::find_file(std::string_view path) const {
  const auto it = std::ranges::lower_bound(files, path, {}, &SnapshotFile::path);
  return it == files.end() || it->path != path ? nullptr : &*it;
}

std::uint64_t Manifest::num_rows() const {
  std::uint64_t sum = 0;
  for (const ConfigManifest& config : configs) {
    for (const SplitManifest& split : config.splits) sum += split.num_rows;
  }
  return sum;
}

std::uint64_t Manifest::num_bytes_parquet() const {
  std::uint64_t sum = 0;
  for (const ConfigManifest& config : configs) {
    for (const SplitManifest& split : config.splits) sum += split.num_bytes_parquet();
  }
  return sum;
}

std::uint64_t Manifest::num_bytes_original() const {
  std::uint64_t sum = 0;
  for (const ConfigManifest& config : configs) sum += config.num_bytes_original;
  return sum;
}

std::string_view public_origin(std::string_view origin) {
  while (origin.ends_with('/')) origin.remove_suffix(1);
  return origin.substr(origin.find_last_of('/') + 1);
}

std::string manifest_json(const Manifest& manifest) {
  std::string text;
  JsonWriter out(text);
  out.begin_object().member("format_version", manifest.has_engine_rows()
                                                  ? kEngineSnapshotFormatVersion
                                                  : kSnapshotFormatVersion);
  out.member("dataset", manifest.dataset.id()).member("snapshot_id", manifest.snapshot_id);
  out.member("origin", manifest.origin).member("imported_at", manifest.imported_at);
  if (!manifest.source_id.empty()) out.member("source_id", manifest.source_id);
  if (!manifest.pushed_commit.empty()) out.member("pushed_commit", manifest.pushed_commit);
  if (manifest.card) out.member("card", *manifest.card);
  out.key("configs").begin_array();
  for (const ConfigManifest& config : manifest.configs) write_config(out, config);
  out.end_array().key("files").begin_array();
  for (const SnapshotFile& file : manifest.files) {
    out.begin_object().member("path", file.path).member("size_bytes", file.size_bytes);
    out.member("hash", file.hash).end_object();
  }
  out.end_array().end_object();
  text += '\n';
  return seal_json(text);
}

Result<Manifest> parse_manifest(std::string_view sealed) {
  Result<std::string> text = unseal_json(sealed, {.first_sealed = kSnapshotFormatVersion,
                                                  .today = kEngineSnapshotFormatVersion,
                                                  .member = "format_version"});
  if (!text) return std::move(text).error().in("manifest.json");
  const Result<json::value> value = parse_json(*text);
  if (!value) return corrupt("manifest is " + value.error().message());
  MemberReader reader(*value);
  Manifest manifest;
  manifest.format_version = static_cast<int>(reader.size("format_version"));
  Result<DatasetName> dataset = DatasetName::parse(reader.text("dataset"));
  if (!dataset) return corrupt("manifest has no valid dataset name");
  manifest.dataset = *std::move(dataset);
  manifest.snapshot_id = reader.text("snapshot_id");
  manifest.origin = reader.text("origin");
  manifest.imported_at = static_cast<std::int64_t>(reader.size("imported_at"));
  manifest.source_id = string_member(*value, "source_id").value_or("");
  manifest.pushed_commit = string_member(*value, "pushed_commit").value_or("");
  if (const auto card = string_member(*value, "card")) manifest.card = std::string(*card);
  for (const json::value& item : reader.list("configs")) {
    Result<ConfigManifest> config = read_config(item);
    if (!config) return std::move(config).error();
    manifest.configs.push_back(*std::move(config));
  }
  for (const json::value& item : reader.list("files")) {
    MemberReader file(item);
    manifest.files.push_back({file.text("path"), file.size("size_bytes"), file.text("hash")});
    if (Status status = file.status(); !status) return std::move(status).error();
  }
  std::ranges::sort(manifest.files, {}, &SnapshotFile::path);
  if (Status status = reader.status(); !status) return std::move(status).error();
  if (manifest.configs.empty()) return corrupt("manifest has no config");
  return manifest;
}

}  // namespace vitrine::store
