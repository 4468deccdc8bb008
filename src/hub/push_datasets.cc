#include "hub/push_datasets.h"

#include "base/json_parse.h"
#include "base/json_writer.h"
#include "http/forwarding.h"
#include "hub/push_target.h"
#include "hub/resolve.h"
#include "source/card.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

std::string rest_of_path(const Request& request) {
  return std::string(request.path.get("rest").value_or(""));
}

/// `error`: empty where nothing went wrong.
Response answer_address(const Request& request, const store::DatasetName& name, int status,
                        std::string_view error = {}) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  if (!error.empty()) json.member("error", error);
  json.member("id", name.id()).member("name", name.id());
  json.member("url", http::base_url_of(request) + "/datasets/" + name.id()).end_object();
  Response response = fresh_json(std::move(out));
  response.status = status;
  response.about = name.id();
  return response;
}

Response answer_status(const Status& status) {
  return status ? fresh_json("{}") : push_refusal(status.error());
}

/// A body that may be missing.
boost::json::value optional_body(const Request& request) {
  Result<boost::json::value> body = parse_json(request.body);
  return body ? *std::move(body) : boost::json::value(boost::json::object());
}

}  // namespace

Response create_dataset(api::Context& context, const Request& request) {
  api::ResponseOr<api::WriteServices*> changes = write_services_of(context);
  if (!changes) return std::move(changes).refusal();
  api::ResponseOr<store::DatasetName> name = named_in_body(request);
  if (!name) return std::move(name).refusal();
  const store::Library& library = context.engine.library();
  const bool is_imported = library.current_id(*name).has_value();
  const Result<pushed::PushedRepository> made =
      is_imported ? Result<pushed::PushedRepository>(
                        already_exists("There is a dataset " + name->id() + " already."))
                  : pushed::PushedRepository::create(library.home(), *name, request.rights.who);
  if (!made && made.error().code() == ErrorCode::kExists) {
    // With its address too, as clients want it that are content with what is there.
    Response there = answer_address(request, *name, 409, made.error().message());
    there.headers.add("X-Error-Message", made.error().message());
    return there;
  }
  if (!made) return push_refusal(made.error());
  return answer_address(request, *name, 200);
}

Response delete_dataset(api::Context& context, const Request& request) {
  api::ResponseOr<api::WriteServices*> changes = write_services_of(context);
  if (!changes) return std::move(changes).refusal();
  api::ResponseOr<store::DatasetName> name = named_in_body(request);
  if (!name) return std::move(name).refusal();
  const store::Library& library = context.engine.library();
  (*changes)->imports().stop_imports_of(name->id());
  Status removed = library.remove(*name);
  if (!removed && removed.error().code() == ErrorCode::kNotFound) {
    const auto pushed = pushed::PushedRepository::open(library.home(), *name);
    if (!pushed) {
      return hub_refusal(404, "RepoNotFound",
                         "The dataset '" + name->id() + "' does not exist on this server.");
    }
    removed = pushed->remove();
  }
  Response response = answer_status(removed);
  response.about = name->id();
  return response;
}

Response create_branch(api::Context& context, const Request& request) {
  api::ResponseOr<pushed::PushedRepository> repository = pushed_of(context, request);
  if (!repository) return std::move(repository).refusal();
  const boost::json::value body = optional_body(request);
  const std::string_view start = string_member(body, "startingPoint").value_or("main");
  return answer_status(repository->create_branch(rest_of_path(request), start));
}

Response delete_branch(api::Context& context, const Request& request) {
  api::ResponseOr<pushed::PushedRepository> repository = pushed_of(context, request);
  if (!repository) return std::move(repository).refusal();
  return answer_status(repository->delete_branch(rest_of_path(request)));
}

Response create_tag(api::Context& context, const Request& request) {
  api::ResponseOr<pushed::PushedRepository> repository = pushed_of(context, request);
  if (!repository) return std::move(repository).refusal();
  const boost::json::value body = optional_body(request);
  const std::string_view name = string_member(body, "tag").value_or("");
  return answer_status(repository->create_tag(name, rest_of_path(request)));
}

Response delete_tag(api::Context& context, const Request& request) {
  api::ResponseOr<pushed::PushedRepository> repository = pushed_of(context, request);
  if (!repository) return std::move(repository).refusal();
  return answer_status(repository->delete_tag(rest_of_path(request)));
}

Response validate_card(api::Context& /*context*/, const Request& request) {
  api::ResponseOr<boost::json::value> body = json_body(request);
  if (!body) return std::move(body).refusal();
  const auto content = string_member(*body, "content");
  if (!content) return http::error_response(400, "BadRequest", "Give the card as content.");
  const Result<source::Card> card = source::parse_card(std::string(*content));
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("errors").begin_array();
  if (!card) json.begin_object().member("message", card.error().message()).end_object();
  json.end_array().key("warnings").begin_array().end_array().end_object();
  Response response = fresh_json(std::move(out));
  if (!card) response.status = 400;
  return response;
}

Response who_am_i(api::Context& context, const Request& request) {
  const std::string& who = request.rights.who;
  if (who.empty())
    return hub_refusal(401, "Unauthorized", "No token of this server came with the question.");
  const bool may_write = api::caller_of(context, request).may_change;
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("type", "user").member("id", who).member("name", who);
  json.member("fullname", who).member("isPro", false).key("orgs").begin_array().end_array();
  json.key("auth").begin_object().member("type", "access_token").key("accessToken").begin_object();
  json.member("displayName", who).member("role", may_write ? "write" : "read");
  json.end_object().end_object().end_object();
  return fresh_json(std::move(out));
}

}  // namespace vitrine::hub
