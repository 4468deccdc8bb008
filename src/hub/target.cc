#include "hub/target.h"

#include <algorithm>

#include "api/number_parameter.h"
#include "api/open_dataset.h"
#include "engine/reports.h"
#include "store/revision.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

/// Whether the card asks viewers not to show the dataset. The word is looked for first: few cards
/// have it, and each request comes by here.
bool is_closed(const store::Manifest& manifest) {
  if (!manifest.card || manifest.card->find("viewer") == std::string::npos) return false;
  const std::optional<source::Card> card = engine::card_of(manifest);
  return card && card->closes_viewer;
}

Response closed_reply(const Target& target) {
  return refuse(target, 501, "NotSupportedDisabledViewerError",
                "The card of this dataset closes the viewer (viewer: false). The page, /api/v1 and "
                "the repository have it all the same.");
}

Response not_found_reply(const Target& target) {
  return refuse(target, 404, "ResponseNotFound", "Not found.");
}

}  // namespace

api::ResponseOr<Target> find_target(const api::Context& context, const Request& request,
                                    RouteScope levels) {
  const auto dataset = request.query.given("dataset");
  const auto config = request.query.given("config");
  const auto split = request.query.given("split");
  if (levels == RouteScope::kSplitOnly && !(dataset && config && split)) {
    return http::missing_parameters({"dataset", "config", "split"});
  }
  if (!dataset) return http::missing_parameters({"dataset"});
  api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> opened =
      api::open_dataset(context, request, *dataset);
  if (!opened) return std::move(opened).refusal();

  Target target{*std::move(opened)};
  if (is_closed(target.manifest())) return closed_reply(target);
  if (!config || levels == RouteScope::kDatasetOnly) return target;
  target.config = target.manifest().find_config(*config);
  if (target.config == nullptr) return not_found_reply(target);
  if (!split || levels == RouteScope::kDatasetToConfig) return target;
  target.split = target.manifest().find_split(*config, *split);
  if (target.split == nullptr) return not_found_reply(target);
  return target;
}

std::optional<Response> first_missing(const Request& request, std::string_view last) {
  for (const std::string_view name :
       {std::string_view("dataset"), std::string_view("config"), std::string_view("split"), last}) {
    if (!name.empty() && !request.query.given(name)) return http::missing_parameters({name});
  }
  return std::nullopt;
}

api::ResponseOr<Page> read_page(const Request& request, std::uint64_t max_length) {
  api::ResponseOr<std::uint64_t> offset = api::number_parameter(request, "offset", 0);
  if (!offset) return std::move(offset).refusal();
  api::ResponseOr<std::uint64_t> length =
      api::number_parameter(request, "length", Page().length, max_length);
  if (!length) return std::move(length).refusal();
  return Page{*offset, *length};
}

std::vector<const store::ConfigManifest*> configs_in_order(const store::Manifest& manifest) {
  std::vector<const store::ConfigManifest*> configs;
  for (const store::ConfigManifest& config : manifest.configs) configs.push_back(&config);
  if (!configs.empty()) {
    std::sort(configs.begin() + 1, configs.end(),
              [](const store::ConfigManifest* a, const store::ConfigManifest* b) {
                return a->name < b->name;
              });
  }
  return configs;
}

Response reply(const Target& target, http::Body body) {
  Response response = Response::json({});
  response.body = std::move(body);
  response.headers.add("X-Revision", store::revision_of(target.manifest()));
  return response;
}

Response refuse(const Target& target, const Error& error) {
  Response response = http::error_response(error);
  response.headers.add("X-Revision", store::revision_of(target.manifest()));
  return response;
}

Response refuse(const Target& target, int status, std::string_view code, std::string_view message) {
  Response response = http::error_response(status, code, message);
  response.headers.add("X-Revision", store::revision_of(target.manifest()));
  return response;
}

}  // namespace vitrine::hub
