#include "v1/map.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "api/query_parameters.h"
#include "base/json_writer.h"
#include "jobs/map_jobs.h"
#include "store/revision.h"
#include "v1/target.h"

namespace vitrine::v1 {
namespace {

using http::Request;
using http::Response;

constexpr std::string_view kPath = "/api/v1/datasets/{owner}/{name}/map";
struct MapTarget {
  engine::OpenSplit split;
  std::size_t column = 0;
};

/// The split and the vector column that are meant. Refusals: 404 for a split without vectors, 422
/// for a column that is none.
api::ResponseOr<MapTarget> find_column(const api::Context& context, const Request& request) {
  api::ResponseOr<Asked> found = read_request(context, request, ask::Question::kMap);
  if (!found) return std::move(found).refusal();
  const search::Split& split = *found->place.split;
  const std::vector<std::size_t>& vectors = split.layout().vector_columns;
  const std::optional<std::size_t> first = split.first_vector_column();
  if (!first) {
    return http::error_response(404, "ResponseNotFound",
                                "No column of this split holds vectors or text. Give each row a "
                                "list of numbers of one length, such as an embedding of what it "
                                "shows, and import it again.");
  }
  MapTarget target{found->place, *first};
  if (const auto name = found->values.given("column")) {
    const auto wanted = std::ranges::find_if(
        vectors, [&](std::size_t column) { return split.features()[column].name == *name; });
    if (wanted == vectors.end()) {
      return http::error_response(
          422, "InvalidParameter",
          "Parameter 'column': \"" + std::string(*name) + "\" is no column of vectors");
    }
    target.column = *wanted;
  }
  return target;
}

/// 202: asked again a second later, it tells more.
Response answer_progress(const MapTarget& target, const jobs::MapProgress& progress) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("state", progress.stage == "queued" ? "queued" : "computing");
  json.member("stage", progress.stage).member("progress", progress.fraction);
  json.member("done", progress.done).member("total", progress.total).end_object();
  Response response = reply(*target.split.dataset, std::move(body));
  response.status = 202;
  response.headers.set("Retry-After", "1");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

std::string etag_of(const atlas::MapFile& map) {
  return '"' + map.checksum() + '"';
}

Response answer_map(const MapTarget& target, const atlas::MapFile& map) {
  const search::Split& split = *target.split.split;
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("state", "ready");
  json.key("column");
  if (target.column == split.text_column()) {
    json.null();
  } else {
    json.value(split.features()[target.column].name);
  }
  json.member("config", split.config().name).member("split", split.split().name);
  json.member("num_rows", map.num_rows()).member("num_points", map.num_points());
  json.member("num_left_out", map.num_rows() - map.num_points());
  json.member("num_bytes", map.points().size()).member("checksum", map.checksum());
  json.key("layout").raw(map.description()).end_object();
  return reply(*target.split.dataset, std::move(body));
}

Response answer_points(const MapTarget& target, const std::shared_ptr<const atlas::MapFile>& map) {
  Response response = Response::bytes({map->points(), map}, "application/octet-stream");
  response.headers.set("ETag", etag_of(*map));
  response.headers.set("X-Revision", store::revision_of(target.split.dataset->manifest()));
  return response;
}

template <typename Ready>
Response answer(const api::Context& context, const Request& request, Ready ready) {
  api::ResponseOr<MapTarget> target = find_column(context, request);
  if (!target) return std::move(target).refusal();
  const Result<jobs::MapJobs::Answer> found = context.maps.ask(target->split.split, target->column);
  if (!found) return http::error_response(found.error());
  return found->map ? ready(*target, found->map) : answer_progress(*target, *found->progress);
}

Response cancel(const api::Context& context, const Request& request) {
  api::ResponseOr<MapTarget> target = find_column(context, request);
  if (!target) return std::move(target).refusal();
  const bool was_made = context.maps.cancel(*target->split.split, target->column);
  std::string body;
  JsonWriter(body).begin_object().member("cancelled", was_made).end_object();
  return reply(*target->split.dataset, std::move(body));
}

}  // namespace

void add_map_routes(http::Router& router, api::Context& context) {
  router.add({.pattern = std::string(kPath),
              .name = "v1-map",
              .summary = "The map of a vector column: its clusters, or how far it is",
              .handler =
                  [&context](const Request& request) {
                    return answer(context, request, [](const MapTarget& target, const auto& map) {
                      return answer_map(target, *map);
                    });
                  },
              .parameters = api::query_parameters(ask::Question::kMap),
              .answer = "Map",
              .need = http::Need::kRead});
  router.add(
      {.pattern = std::string(kPath) + "/points",
       .name = "v1-map-points",
       .summary = "Place and cluster of each row, as little-endian numbers",
       .handler =
           [&context](const Request& request) { return answer(context, request, answer_points); },
       .parameters = api::query_parameters(ask::Question::kMap),
       .need = http::Need::kRead});
  router.add({.method = http::Method::kDelete,
              .pattern = std::string(kPath),
              .name = "v1-map-cancel",
              .summary = "Stop making a map",
              .handler = [&context](const Request& request) { return cancel(context, request); },
              .parameters = api::query_parameters(ask::Question::kMap),
              .answer = "Cancelled",
              .need = http::Need::kRead});
}

}  // namespace vitrine::v1
