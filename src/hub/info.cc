#include "hub/info.h"

#include <span>

#include "base/json_writer.h"
#include "hub/target.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

std::uint64_t bytes_in_memory(const store::ConfigManifest& config) {
  std::uint64_t total = 0;
  for (const store::SplitManifest& split : config.splits) total += split.num_bytes_memory;
  return total;
}

std::uint64_t bytes_of_parquet(const store::ConfigManifest& config) {
  std::uint64_t total = 0;
  for (const store::SplitManifest& split : config.splits) total += split.num_bytes_parquet();
  return total;
}

std::uint64_t rows_in(const store::ConfigManifest& config) {
  std::uint64_t total = 0;
  for (const store::SplitManifest& split : config.splits) total += split.num_rows;
  return total;
}

/// The name of the datasets library's loader for a source of that name.
std::string_view builder_of(std::string_view origin) {
  constexpr std::pair<std::string_view, std::string_view> kBuilders[] = {
      {".json", "json"}, {".csv", "csv"}, {".tsv", "csv"}};
  const std::string_view file = origin.substr(origin.find_last_of('/') + 1);
  for (const auto& [extension, builder] : kBuilders) {
    if (file.find(extension) != std::string_view::npos) return builder;
  }
  return "parquet";
}

void write_info(JsonWriter& json, const store::Manifest& manifest,
                const store::ConfigManifest& config) {
  const std::string& name = manifest.dataset.name;
  json.begin_object().member("description", "").member("citation", "");
  json.member("homepage", "").member("license", "");
  json.key("features").raw(schema::features_json(config.features, schema::ListForm::kArray));
  json.member("builder_name", builder_of(manifest.origin)).member("dataset_name", name);
  json.member("config_name", config.name).key("version").begin_object();
  json.member("version_str", "0.0.0").member("major", 0).member("minor", 0).member("patch", 0);
  json.end_object().key("splits").begin_object();
  for (const store::SplitManifest& split : config.splits) {
    json.key(split.name).begin_object().member("name", split.name);
    json.member("num_bytes", split.num_bytes_memory).member("num_examples", split.num_rows);
    json.member("dataset_name", name).end_object();
  }
  json.end_object().member("download_size", config.num_bytes_original);
  json.member("dataset_size", bytes_in_memory(config)).end_object();
}

void write_config_size(JsonWriter& json, const std::string& dataset,
                       const store::ConfigManifest& config) {
  json.begin_object().member("dataset", dataset).member("config", config.name);
  json.member("num_bytes_original_files", config.num_bytes_original);
  json.member("num_bytes_parquet_files", bytes_of_parquet(config));
  json.member("num_bytes_memory", bytes_in_memory(config)).member("num_rows", rows_in(config));
  json.member("num_columns", config.features.size()).key("estimated_num_rows").null().end_object();
}

void write_split_sizes(JsonWriter& json, const std::string& dataset,
                       const store::ConfigManifest& config) {
  for (const store::SplitManifest& split : config.splits) {
    json.begin_object().member("dataset", dataset).member("config", config.name);
    json.member("split", split.name).member("num_bytes_parquet_files", split.num_bytes_parquet());
    json.member("num_bytes_memory", split.num_bytes_memory).member("num_rows", split.num_rows);
    json.member("num_columns", config.features.size());
    json.key("estimated_num_rows").null().end_object();
  }
}

void write_dataset_size(JsonWriter& json, const store::Manifest& manifest) {
  std::uint64_t in_memory = 0;
  for (const store::ConfigManifest& config : manifest.configs) in_memory += bytes_in_memory(config);
  json.begin_object().member("dataset", manifest.dataset.id());
  json.member("num_bytes_original_files", manifest.num_bytes_original());
  json.member("num_bytes_parquet_files", manifest.num_bytes_parquet());
  json.member("num_bytes_memory", in_memory).member("num_rows", manifest.num_rows());
  json.key("estimated_num_rows").null().end_object();
}

/// What ends the answer about a whole dataset: nothing is pending and nothing has failed, since an
/// import is all or nothing.
void end_dataset_answer(JsonWriter& json) {
  json.key("pending").begin_array().end_array().key("failed").begin_array().end_array();
  json.member("partial", false).end_object();
}

}  // namespace

Response dataset_info(api::Context& context, const Request& request) {
  api::ResponseOr<Target> found = find_target(context, request, RouteScope::kDatasetToConfig);
  if (!found) return std::move(found).refusal();
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("dataset_info");
  if (found->config != nullptr) {
    write_info(json, found->manifest(), *found->config);
    json.member("partial", false).end_object();
    return reply(*found, std::move(body));
  }
  json.begin_object();
  for (const store::ConfigManifest* config : configs_in_order(found->manifest())) {
    json.key(config->name);
    write_info(json, found->manifest(), *config);
  }
  json.end_object();
  end_dataset_answer(json);
  return reply(*found, std::move(body));
}

Response dataset_size(api::Context& context, const Request& request) {
  api::ResponseOr<Target> found = find_target(context, request, RouteScope::kDatasetToConfig);
  if (!found) return std::move(found).refusal();
  const std::string dataset = found->dataset_id();
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("size").begin_object();
  if (found->config != nullptr) {
    json.key("config");
    write_config_size(json, dataset, *found->config);
    json.key("splits").begin_array();
    write_split_sizes(json, dataset, *found->config);
    json.end_array().end_object().member("partial", false).end_object();
    return reply(*found, std::move(body));
  }
  const std::vector<const store::ConfigManifest*> configs = configs_in_order(found->manifest());
  json.key("dataset");
  write_dataset_size(json, found->manifest());
  json.key("configs").begin_array();
  for (const store::ConfigManifest* config : configs) write_config_size(json, dataset, *config);
  json.end_array().key("splits").begin_array();
  for (const store::ConfigManifest* config : configs) write_split_sizes(json, dataset, *config);
  json.end_array().end_object();
  end_dataset_answer(json);
  return reply(*found, std::move(body));
}

}  // namespace vitrine::hub
