#include "hub/push_target.h"

#include "api/open_dataset.h"
#include "base/json_parse.h"
#include "hub/resolve.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

std::string path_id(const Request& request) {
  std::string id = std::string(request.path.get("owner").value_or("")) + "/";
  if (const auto name = request.path.get("name")) return id + std::string(*name);
  std::string_view repository = request.path.get("repository").value_or("");
  if (repository.ends_with(".git")) repository.remove_suffix(4);
  return id + std::string(repository);
}

}  // namespace

api::ResponseOr<api::WriteServices*> write_services_of(const api::Context& context) {
  if (context.writes != nullptr) return context.writes;
  return hub_refusal(403, "Forbidden", "This server takes no changes.");
}

api::ResponseOr<pushed::PushedRepository> pushed_of(const api::Context& context,
                                                    const Request& request) {
  const std::string id = path_id(request);
  const Result<store::DatasetName> name = store::DatasetName::parse(id);
  if (name) {
    if (auto pushed = pushed::PushedRepository::open(context.engine.library().home(), *name))
      return *std::move(pushed);
    if (api::open_dataset(context, request, id)) {
      return hub_refusal(409, "Conflict",
                         "The dataset " + id +
                             " was imported from files, not pushed: push to another name, or "
                             "remove it first.");
    }
  }
  const std::string shown = id.size() <= 200 ? " '" + id + "'" : std::string();
  return hub_refusal(404, "RepoNotFound",
                     "The dataset" + shown + " does not exist on this server.");
}

api::ResponseOr<boost::json::value> json_body(const Request& request) {
  Result<boost::json::value> body = parse_json(request.body);
  if (body && body->is_object()) return *std::move(body);
  return hub_refusal(400, "BadRequest", "The body must be one JSON object.");
}

std::optional<pushed::Transfer> transfer_of(const api::Context& context, const Request& request) {
  if (context.writes == nullptr) return std::nullopt;
  return context.writes->transfers().find(request.path.get("transfer").value_or(""));
}

api::ResponseOr<store::DatasetName> named_in_body(const Request& request) {
  api::ResponseOr<boost::json::value> body = json_body(request);
  if (!body) return std::move(body).refusal();
  const std::string_view type = string_member(*body, "type").value_or("model");
  if (type != "dataset") {
    return hub_refusal(501, "NotSupportedError",
                       "This server has datasets alone; say repo_type=\"dataset\".");
  }
  const std::string_view name = string_member(*body, "name").value_or("");
  const std::string_view owner = string_member(*body, "organization").value_or("local");
  // Some clients send owner/name as the name.
  const Result<store::DatasetName> dataset = store::DatasetName::parse(
      name.find('/') != std::string_view::npos ? std::string(name)
                                               : std::string(owner) + "/" + std::string(name));
  if (!dataset) return hub_refusal(400, "BadRequest", dataset.error().message());
  if (!request.rights.cover(dataset->id()) || request.rights.block(dataset->id())) {
    return hub_refusal(404, "RepoNotFound",
                       "The dataset '" + dataset->id() + "' does not exist on this server.");
  }
  return *dataset;
}

Response push_refusal(const Error& error, int exists) {
  switch (error.code()) {
    case ErrorCode::kExists:
      return hub_refusal(exists, "Conflict", error.message());
    case ErrorCode::kInvalidArgument:
      return hub_refusal(400, "BadRequest", error.message());
    case ErrorCode::kNotFound:
      return hub_refusal(404, "RevisionNotFound", error.message());
    case ErrorCode::kCorrupt:
    case ErrorCode::kUnsupported:
    case ErrorCode::kTooLarge:
    case ErrorCode::kCancelled:
    case ErrorCode::kUnavailable:
    case ErrorCode::kIo:
    case ErrorCode::kInternal:
      break;
  }
  Response response = http::error_response(error);
  if (response.status != 500) response.headers.add("X-Error-Message", error.message());
  return response;
}

Response fresh_json(std::string body) {
  Response response = Response::json(std::move(body));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace vitrine::hub
