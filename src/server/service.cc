#include "server/service.h"

#include <thread>

#include "api/parquet_url.h"
#include "base/version.h"
#include "http/forwarding.h"
#include "mcp/protocol.h"
#include "server/routes.h"

namespace vitrine::server {

Service::Service(const store::Library& library, sql::SqlSandboxOptions sql)
    : engine_(library, std::move(sql)),
      maps_(std::thread::hardware_concurrency()),
      context_{engine_, maps_, metrics_, std::string(version())} {
  add_routes(router_, context_);
  router_.add({.method = http::Method::kPost,
               .pattern = "/mcp",
               .name = "mcp",
               .summary = "Model Context Protocol: one JSON-RPC message in, its answer out",
               .handler = [this](const http::Request& request) { return answer_mcp(request); },
               .pool = http::WorkerPool::kWaiting,
               .max_body = mcp::kMaxMessageBytes,
               .need = http::Need::kRead});
}

/// A notification has no answer: 202 without a body, as the protocol's HTTP transport wants it.
/// What a tool failed at is said in the head too, for whoever watches answers.
http::Response Service::answer_mcp(const http::Request& request) {
  const auto sent = [&](std::string_view field) {
    return request.headers.has(field) ? std::optional(request.headers.get(field)) : std::nullopt;
  };
  mcp::Answer answer =
      mcp::answer_http_message(engine_, api::caller_of(context_, request), request.body,
                               {sent("MCP-Protocol-Version"), sent("Mcp-Method"), sent("Mcp-Name")},
                               http::base_url_of(request));
  if (answer.listens) return listen(request, *std::move(answer.listens));
  http::Response response = answer.message ? http::Response::json(*std::move(answer.message))
                                           : http::Response::text("", 202);
  if (answer.message) response.status = answer.http_status;
  if (answer.failure) {
    const http::Response refusal = http::error_response(answer.failure->error);
    response.headers.set("X-Error-Code", std::string(refusal.headers.get("X-Error-Code")));
    response.about = answer.failure->dataset;
  }
  response.headers.set("Cache-Control", "no-store");
  return response;
}

http::Response Service::listen(const http::Request& request, mcp::Subscription subscription) {
  constexpr std::string_view kNoRoom =
      "as many clients listen as this server takes: end another subscription, or ask again later";
  const mcp::Answer refusal = mcp::refuse_subscription(subscription, kNoRoom);
  engine::Caller caller = api::caller_of(context_, request);
  caller.stop = {};  // nothing that is asked for the stream waits
  std::optional<http::Response> stream =
      listeners_.open(engine_, caller, std::move(subscription), request.stop);
  http::Response response =
      stream ? *std::move(stream) : http::Response::json(*refusal.message, refusal.http_status);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

void Service::add_metrics(http::Router& router, http::Need need) {
  add_metrics_route(router, context_, need);
}

void Service::allow_changes(fs::path source_root, jobs::ImportQueue::Ended import_ended,
                            ingest::ImportOptions options) {
  changes_ = std::make_unique<api::WriteServices>(engine_, std::move(source_root),
                                                  std::move(import_ended), options);
  context_.writes = changes_.get();
  changes_->resume_pushes(engine_.library());
}

}  // namespace vitrine::server
