#include "server/service.h"

#include "base/json_parse.h"
#include "base/version.h"
#include "mcp/protocol.h"
#include "server/routes.h"

namespace vitrine {
namespace {

/// The kind of error that http::error_response() made this answer of.
ErrorCode code_of(const http::Response& response) {
  const std::string_view name = response.headers.get("X-Error-Code");
  switch (response.status) {
    case 404:
      return ErrorCode::kNotFound;
    case 409:
      return ErrorCode::kExists;
    case 413:
      return ErrorCode::kTooLarge;
    case 500:
      return name == "CorruptDataError" ? ErrorCode::kCorrupt : ErrorCode::kInternal;
    case 501:
      return ErrorCode::kUnsupported;
    case 503:
      return name == "RequestCancelled" ? ErrorCode::kCancelled : ErrorCode::kUnavailable;
    default:
      return response.status < 500 ? ErrorCode::kInvalidArgument : ErrorCode::kInternal;
  }
}

Error error_of(const http::Response& response, const std::string& body) {
  // What a client is not told stands in `detail`; here the client is the machine's own user.
  if (!response.detail.empty()) return {code_of(response), response.detail};
  const Result<boost::json::value> json = parse_json(body);
  const auto message = json ? string_member(*json, "error") : std::nullopt;
  return {code_of(response), std::string(message.value_or(body))};
}

}  // namespace

std::optional<std::string> Service::answer_agent(std::string_view message,
                                                 std::stop_token stop) const {
  const mcp::Ask ask = [this](std::vector<std::string> segments, const mcp::Parameters& parameters,
                              std::stop_token waits) {
    return get(std::move(segments), parameters, std::move(waits));
  };
  return mcp::answer_message(ask, message, std::move(stop));
}

/// A notification has no answer: 202 without a body, as the protocol's HTTP transport wants it.
http::Response Service::answer_mcp(const http::Request& request) const {
  std::optional<std::string> answer = answer_agent(request.body, request.stop);
  http::Response response =
      answer ? http::Response::json(*std::move(answer)) : http::Response::text("", 202);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

Service::Service(const Library& library)
    : catalogue_(library, {.temp_directory = library.home() / "tmp"}),
      downloads_(library.home()),
      reading_lists_(library.home()),
      context_{catalogue_, sandbox_, downloads_, reading_lists_, metrics_, std::string(version())} {
  add_routes(router_, context_);
  router_.add({.method = http::Method::kPost,
               .pattern = "/mcp",
               .name = "mcp",
               .summary = "Model Context Protocol: one JSON-RPC message in, its answer out",
               .handler = [this](const http::Request& request) { return answer_mcp(request); },
               .lane = http::Lane::kWaiting,
               .max_body = mcp::kMaxMessageBytes});
}

void Service::allow_changes(Changes::Policy policy) {
  changes_ = std::make_unique<Changes>(catalogue_.library(), policy);
  context_.changes = changes_.get();
}

Result<std::string> Service::get(std::vector<std::string> segments,
                                 const std::vector<std::pair<std::string, std::string>>& parameters,
                                 std::stop_token stop) const {
  http::Request request;
  request.stop = std::move(stop);
  request.segments = std::move(segments);
  for (const auto& [name, value] : parameters) request.query.add(name, value);
  const http::Response response =
      router_.answer(router_.match(http::Method::kGet, request.segments), request);
  const auto* body = std::get_if<std::string>(&response.body);
  if (body == nullptr) return internal_error("the answer is no text");
  if (response.status >= 400) return error_of(response, *body);
  return *body;
}

}  // namespace vitrine
