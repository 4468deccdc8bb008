#include "hub/parquet.h"

#include <algorithm>

#include "api/parquet_url.h"
#include "base/json_writer.h"
#include "http/forwarding.h"
#include "hub/target.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

void write_files(JsonWriter& json, const Request& request, const Target& target,
                 const store::ConfigManifest& config) {
  const std::string origin = http::base_url_of(request);
  std::vector<const store::SplitManifest*> splits;
  for (const store::SplitManifest& split : config.splits) splits.push_back(&split);
  std::ranges::sort(splits, {}, &store::SplitManifest::name);
  for (const store::SplitManifest* split : splits) {
    for (const store::ParquetFile& file : split->parquet_files) {
      json.begin_object().member("dataset", target.dataset_id()).member("config", config.name);
      json.member("split", split->name);
      json.member("url",
                  origin + api::parquet_url(target.manifest().dataset, config, *split, file));
      json.member("filename", file.filename).member("size", file.size_bytes).end_object();
    }
  }
}

}  // namespace

Response list_parquet(api::Context& context, const Request& request) {
  api::ResponseOr<Target> found = find_target(context, request, RouteScope::kDatasetToConfig);
  if (!found) return std::move(found).refusal();
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("parquet_files").begin_array();
  if (found->config != nullptr) {
    write_files(json, request, *found, *found->config);
    json.end_array()
        .key("features")
        .raw(schema::features_json(found->config->features, schema::ListForm::kArray));
    json.member("partial", false).end_object();
    return reply(*found, std::move(body));
  }
  for (const store::ConfigManifest* config : configs_in_order(found->manifest())) {
    write_files(json, request, *found, *config);
  }
  json.end_array().key("pending").begin_array().end_array();
  json.key("failed").begin_array().end_array().member("partial", false).end_object();
  return reply(*found, std::move(body));
}

}  // namespace vitrine::hub
