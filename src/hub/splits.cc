#include "hub/splits.h"

#include <algorithm>

#include "base/json_writer.h"
#include "hub/target.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

void write_splits(JsonWriter& json, const std::string& dataset,
                  const store::ConfigManifest& config) {
  for (const store::SplitManifest& split : config.splits) {
    json.begin_object().member("dataset", dataset).member("config", config.name);
    json.member("split", split.name).end_object();
  }
}

bool holds_text(const store::ConfigManifest& config) {
  return std::ranges::any_of(config.features, [](const schema::FeatureField& column) {
    return column.type.contains_text();
  });
}

}  // namespace

Response is_valid(api::Context& context, const Request& request) {
  api::ResponseOr<Target> found = find_target(context, request, RouteScope::kDatasetToSplit);
  if (!found) return std::move(found).refusal();
  // Every config has rows, statistics and Parquet files, or the import would have failed.
  const bool search = found->config != nullptr
                          ? holds_text(*found->config)
                          : std::ranges::any_of(found->manifest().configs, holds_text);
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("preview", true).member("viewer", true).member("search", search);
  json.member("filter", true).member("statistics", true).end_object();
  return reply(*found, std::move(body));
}

Response list_splits(api::Context& context, const Request& request) {
  api::ResponseOr<Target> found = find_target(context, request, RouteScope::kDatasetToConfig);
  if (!found) return std::move(found).refusal();
  const std::string dataset = found->dataset_id();
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("splits").begin_array();
  if (found->config != nullptr) {
    write_splits(json, dataset, *found->config);
    json.end_array().end_object();
    return reply(*found, std::move(body));
  }
  for (const store::ConfigManifest* config : configs_in_order(found->manifest())) {
    write_splits(json, dataset, *config);
  }
  json.end_array().key("pending").begin_array().end_array();
  json.key("failed").begin_array().end_array().end_object();
  return reply(*found, std::move(body));
}

}  // namespace vitrine::hub
