#include "server/routes.h"

#include "hub/parquet_files.h"
#include "hub/routes.h"
#include "replica/replica.h"
#include "server/copy_guard.h"
#include "server/copy_routes.h"
#include "server/openapi.h"
#include "v1/routes.h"

namespace vitrine::server {
namespace {

using http::Request;
using http::Response;

Response render_metrics(const api::Context& context) {
  Response response = Response::text(context.metrics.render() + copy_metrics(context));
  response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

Response answer_healthcheck() {
  Response response = Response::text("ok");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

/// A copy has something to answer once all of its origin was here; that the origin is gone since,
/// or ahead, is no reason to take it out.
Response answer_copy_ready(const replica::Replica& replica) {
  const replica::CopyStatus status = replica.status();
  if (!status.is_ready()) return refuse_unready(status);
  return Response::text(status.trouble.empty() ? "ready" : "ready; " + status.trouble);
}

/// Alive and ready differ: a process that cannot read its library, or is about to end, is to be
/// sent nothing and need not be started again.
Response answer_ready(const api::Context& context) {
  const auto datasets = context.engine.library().list();
  Response response = datasets ? Response::text("ready")
                               : http::error_response(unavailable("The library cannot be read."));
  if (datasets && context.replica != nullptr) response = answer_copy_ready(*context.replica);
  if (!datasets) response.detail = datasets.error().message();
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace

void add_routes(http::Router& router, api::Context& context) {
  // The Hub's administration, a service of its own there, is part of this server.
  for (const std::string service : {"", "admin"}) {
    router.add({.pattern = service.empty() ? "/healthcheck" : "/" + service + "/healthcheck",
                .name = service.empty() ? "healthcheck" : service + "-healthcheck",
                .summary = "\"ok\" as long as the server runs",
                .handler = [](const Request&) { return answer_healthcheck(); },
                .answers_to_the_end = true,
                .need = http::Need::kNothing});
  }
  router.add(
      {.pattern = "/ready",
       .name = "ready",
       .summary =
           "\"ready\" if the library can be read, a copy was whole once and the server does not "
           "end; else 503",
       .handler = [&context](const Request&) { return answer_ready(context); },
       .need = http::Need::kNothing});
  router.add({.pattern = "/openapi.json",
              .name = "openapi",
              .summary = "This description",
              .handler =
                  [&router, &context](const Request&) {
                    return Response::json(openapi_document(router.routes(), context.version));
                  },
              .answer = "Object",
              .need = http::Need::kNothing});
  hub::add_routes(router, context);

  v1::add_routes(router, context);
  add_copy_routes(router, context);
  // The page answers unknown addresses; a program that mistypes one of the API gets JSON.
  router.add({.pattern = "/api/{path...}",
              .name = "unknown",
              .summary = "No such address",
              .handler =
                  [](const Request& request) {
                    // A dataset without an owner: by the code the Hub's clients know that it is not
                    // there.
                    constexpr std::string_view kDatasets = "datasets/";
                    const std::string_view path = request.path.get("path").value_or("");
                    const bool names_dataset = path.starts_with(kDatasets) &&
                                               path.find('/', kDatasets.size()) == path.npos;
                    return http::error_response(
                        404, names_dataset ? "RepoNotFound" : "ResponseNotFound", "Not found.");
                  },
              .only_refuses = true,
              .need = http::Need::kNothing});
}

void add_metrics_route(http::Router& router, const api::Context& context, http::Need need) {
  router.add({.pattern = "/metrics",
              .name = "metrics",
              .summary = "Counters and latencies in Prometheus' text format",
              .handler = [&context](const Request&) { return render_metrics(context); },
              .need = need});
}

}  // namespace vitrine::server
