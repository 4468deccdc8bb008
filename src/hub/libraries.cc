#include "hub/libraries.h"

#include <algorithm>

#include "api/parquet_url.h"
#include "base/json_writer.h"
#include "http/forwarding.h"
#include "hub/repository_json.h"
#include "hub/target.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t kMostConfigs = 100;

/// A library of Python that reads Parquet by its addresses. In `code`, {files} is a dictionary of
/// the splits' lists of addresses, {first} the list of the first split.
struct Reader {
  std::string_view library;
  std::string_view function;
  std::string_view code;
};

constexpr Reader kReaders[] = {
    {"datasets", "load_dataset",
     "from datasets import load_dataset\n\nds = load_dataset(\"parquet\", data_files={files})"},
    {"pandas", "pd.read_parquet",
     "import pandas as pd\n\ndf = pd.concat([pd.read_parquet(file) for file in {first}])"},
    {"polars", "pl.read_parquet", "import polars as pl\n\ndf = pl.read_parquet({first})"},
};

/// A list in JSON, which Python reads as its own.
std::string addresses_of(const Request& request, const Target& target,
                         const store::ConfigManifest& config, const store::SplitManifest& split) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const store::ParquetFile& file : split.parquet_files)
    json.value(http::base_url_of(request) +
               api::parquet_url(target.manifest().dataset, config, split, file));
  json.end_array();
  return out;
}

std::string with(std::string_view code, std::string_view place, std::string_view text) {
  std::string out(code);
  if (const std::size_t at = out.find(place); at != std::string::npos)
    out.replace(at, place.size(), text);
  return out;
}

void write_loading_code(JsonWriter& json, const Reader& reader, const Request& request,
                        const Target& target, const store::ConfigManifest& config) {
  std::string files;
  JsonWriter splits(files);
  splits.begin_object();
  for (const store::SplitManifest& split : config.splits)
    splits.key(split.name).raw(addresses_of(request, target, config, split));
  splits.end_object();
  const std::string first = addresses_of(request, target, config, config.splits.front());
  json.begin_object().member("config_name", config.name);
  json.key("arguments").begin_object().key("data_files").raw(files).end_object();
  json.member("code", with(with(reader.code, "{files}", files), "{first}", first)).end_object();
}

void write_formats(JsonWriter& json) {
  json.key("formats").begin_array().value("parquet").end_array();
}

}  // namespace

Response compatible_libraries(api::Context& context, const Request& request) {
  api::ResponseOr<Target> found = find_target(context, request, RouteScope::kDatasetOnly);
  if (!found) return std::move(found).refusal();
  std::vector<const store::ConfigManifest*> configs = configs_in_order(found->manifest());
  if (configs.size() > kMostConfigs) configs.resize(kMostConfigs);
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("libraries").begin_array();
  for (const Reader& reader : kReaders) {
    json.begin_object().member("language", "python").member("library", reader.library);
    json.member("function", reader.function).key("loading_codes").begin_array();
    for (const store::ConfigManifest* config : configs)
      write_loading_code(json, reader, request, *found, *config);
    json.end_array().end_object();
  }
  json.end_array();
  write_formats(json);
  json.end_object();
  return reply(*found, std::move(body));
}

Response hub_cache(api::Context& context, const Request& request) {
  api::ResponseOr<Target> found = find_target(context, request, RouteScope::kDatasetOnly);
  if (!found) return std::move(found).refusal();
  std::uint64_t rows = 0;
  for (const store::ConfigManifest& config : found->manifest().configs) {
    for (const store::SplitManifest& split : config.splits) rows += split.num_rows;
  }
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("preview", true).member("viewer", true).member("partial", false);
  json.member("num_rows", rows).key("libraries").begin_array();
  for (const Reader& reader : kReaders) json.value(reader.library);
  json.end_array();
  json.key("modalities").begin_array();
  for (const std::string_view kind : hub_modalities(found->manifest())) json.value(kind);
  json.end_array();
  write_formats(json);
  json.end_object();
  return reply(*found, std::move(body));
}

}  // namespace vitrine::hub
