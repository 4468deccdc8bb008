#include "v1/labels.h"

#include <chrono>

#include "api/number_parameter.h"
#include "api/write_services.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "engine/label_columns.h"
#include "store/labels.h"
#include "v1/target.h"

namespace vitrine::v1 {
namespace {

namespace json = boost::json;

using http::Request;
using http::Response;

Response fresh(std::string body, int status = 200) {
  Response response = Response::json(std::move(body), status);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

std::string_view label_of(const Request& request) {
  return request.path.get("label").value_or("");
}

void write_label(JsonWriter& out, const store::LabelColumn& label, std::string_view column,
                 std::size_t num_lost) {
  out.begin_object().member("name", label.name).member("column", column);
  out.member("kind", store::label_kind_name(label.kind)).key("choices").begin_array();
  for (const std::string& choice : label.choices) out.value(choice);
  out.end_array().member("num_values", label.values.size());
  out.member("num_lost", num_lost).end_object();
}

/// The body's choices, none where it names none. Refusals: 422 for what is no list of texts.
api::ResponseOr<std::vector<std::string>> choices_of_body(const json::value& body) {
  std::vector<std::string> choices;
  const json::value* given = find_member(body, "choices");
  if (given == nullptr || given->is_null()) return choices;
  const json::array* list = given->if_array();
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    if (!(*list)[i].is_string()) list = nullptr;
    if (list != nullptr) choices.emplace_back((*list)[i].get_string());
  }
  if (list == nullptr)
    return http::error_response(422, "InvalidParameter", "\"choices\" is a list of texts.");
  return choices;
}

/// What a change met: the value that the row has now goes with the refusal.
Response changed_meanwhile(const store::LabelChange& change) {
  std::string body;
  JsonWriter out(body);
  const std::string now = change.json == "null" ? "taken away" : "changed to " + change.json;
  out.begin_object().member("error", "This label was " + now + " in the meantime.");
  out.key("value").raw(change.json).end_object();
  Response response = fresh(std::move(body), 409);
  response.headers.set("X-Error-Code", "LabelChanged");
  return response;
}

std::int64_t seconds_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

}  // namespace

Response labels(api::Context& context, const Request& request) {
  api::ResponseOr<Asked> asked = read_labelled_request(context, request, ask::Question::kColumns);
  if (!asked) return std::move(asked).refusal();
  const auto book = context.engine.labels().read(asked->place.dataset->manifest().dataset);
  if (!book) return refuse_labels(book.error());
  std::string body;
  JsonWriter out(body);
  out.begin_object().member("allowed", api::caller_of(context, request).may_change);
  out.key("labels").begin_array();
  if (const engine::LabelledSplit* labelled = asked->place.labelled.get()) {
    for (std::size_t i = 0; i < labelled->book->size(); ++i)
      write_label(out, (*labelled->book)[i], labelled->labels.columns.columns[i].field.name,
                  labelled->labels.num_lost[i]);
  }
  out.end_array().end_object();
  return fresh(std::move(body));
}

Response define_label(api::Context& context, const Request& request) {
  api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> dataset =
      find_dataset(context, request);
  if (!dataset) return std::move(dataset).refusal();
  const Result<json::value> body = parse_json(request.body.empty() ? "{}" : request.body);
  if (!body) return http::error_response(body.error());
  const auto kind = store::parse_label_kind(string_member(*body, "kind").value_or("choice"));
  if (!kind)
    return http::error_response(422, "InvalidParameter",
                                "\"kind\" is \"choice\", \"text\" or \"number\".");
  api::ResponseOr<std::vector<std::string>> choices = choices_of_body(*body);
  if (!choices) return std::move(choices).refusal();
  for (const store::ConfigManifest& config : (*dataset)->manifest().configs) {
    if (const Status free = engine::check_label_name(config.features, label_of(request)); !free)
      return refuse_labels(free.error());
  }
  const Status status = context.engine.labels().define(
      (*dataset)->manifest().dataset, label_of(request), *kind, *std::move(choices));
  return status ? fresh("{}") : refuse_labels(status.error());
}

Response remove_label(api::Context& context, const Request& request) {
  api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> dataset =
      find_dataset(context, request);
  if (!dataset) return std::move(dataset).refusal();
  if (!request.query.given("values")) return http::missing_parameters({"values"});
  api::ResponseOr<std::uint64_t> values = api::number_parameter(request, "values", 0);
  if (!values) return std::move(values).refusal();
  const Status status =
      context.engine.labels().remove((*dataset)->manifest().dataset, label_of(request), *values);
  return status ? fresh("{}") : refuse_labels(status.error());
}

Response set_label(api::Context& context, const Request& request) {
  api::ResponseOr<Asked> asked = read_request(context, request, ask::Question::kColumns);
  if (!asked) return std::move(asked).refusal();
  api::ResponseOr<std::uint64_t> row = find_row(*asked->place.split, request);
  if (!row) return std::move(row).refusal();
  const Result<json::value> body = parse_json(request.body.empty() ? "{}" : request.body);
  if (!body) return http::error_response(body.error());
  const json::value* value = find_member(*body, "value");
  const json::value* was = find_member(*body, "was");
  if (value == nullptr || was == nullptr)
    return http::error_response(
        422, "MissingRequiredParameter",
        "The body has \"value\" and \"was\", the value that it replaces; null is none.");
  const engine::LabelWish wish{json_text(*value), json_text(*was), seconds_now()};
  const Result<store::LabelChange> change = context.engine.label(
      api::caller_of(context, request), asked->place, label_of(request), *row, wish);
  if (!change) return refuse_labels(change.error());
  if (!change->made) return changed_meanwhile(*change);
  std::string answer;
  JsonWriter(answer).begin_object().key("value").raw(change->json).end_object();
  return fresh(std::move(answer));
}

}  // namespace vitrine::v1
