#include "v1/imports.h"

#include <charconv>

#include "api/number_parameter.h"
#include "api/response_or.h"
#include "api/write_services.h"
#include "base/json_writer.h"
#include "v1/import_body.h"

namespace vitrine::v1 {
namespace {

using http::Request;
using http::Response;

/// State, not content: never kept by a client.
Response fresh(std::string body, int status = 200) {
  Response response = Response::json(std::move(body), status);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

Response answer_number(std::string_view name, std::uint64_t number, int status = 200) {
  std::string body;
  JsonWriter(body).begin_object().member(name, number).end_object();
  return fresh(std::move(body), status);
}

void write_job(JsonWriter& json, const jobs::ImportJob& job) {
  json.begin_object().member("id", job.id).member("source", job.label);
  json.member("dataset", job.dataset).member("state", jobs::import_state_name(job.state));
  json.member("error", job.error).member("stage", job.stage).member("subject", job.subject);
  json.member("rows", job.rows).member("rows_total", job.rows_total);
  json.member("bytes", job.bytes).member("bytes_total", job.bytes_total).end_object();
}

api::ResponseOr<std::uint64_t> path_number(const Request& request) {
  const std::string_view text = request.path.get("id").value_or("");
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return http::error_response(422, "InvalidParameter", "The address needs a number at its end.");
  return number;
}

Response answer_status(const Status& status) {
  return status ? fresh("{}") : http::error_response(status.error());
}

}  // namespace

Response list_imports(api::Context& context, const Request& request) {
  const engine::Caller caller = api::caller_of(context, request);
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("allowed", caller.may_change);
  json.member("paths", caller.may_name_paths);
  json.member("token_helps", !caller.may_change && context.writes != nullptr);
  json.member("notes", caller.may_see_notes);
  json.key("imports").begin_array();
  if (caller.may_change) {
    for (const jobs::ImportJob& job : context.writes->imports().jobs()) {
      if (caller.may_see(job.dataset)) write_job(json, job);
    }
  }
  json.end_array().end_object();
  return fresh(std::move(body));
}

Response start_import(api::Context& context, const Request& request) {
  api::ResponseOr<jobs::ImportRequest> asked =
      import_body(context, request, SentFile::kIsHandedOver);
  if (!asked) return std::move(asked).refusal();
  asked->asked_by = api::caller_of(context, request).who;
  const fs::path scratch = asked->scratch;
  const std::string about =
      asked->dataset_name + " from " + jobs::without_scratch(asked->source, *asked);
  const Result<std::uint64_t> id = context.writes->imports().add(*std::move(asked));
  if (id) {
    Response response = answer_number("id", *id, 202);
    response.about = "import " + std::to_string(*id) + ": " + about;
    return response;
  }
  std::error_code ignored;
  if (!scratch.empty()) fs::remove_all(scratch, ignored);
  return http::error_response(id.error());
}

Response preview_import(api::Context& context, const Request& request) {
  api::ResponseOr<jobs::ImportRequest> asked = import_body(context, request, SentFile::kStays);
  if (!asked) return std::move(asked).refusal();
  Result<std::string> preview =
      jobs::preview_request_json(*asked, context.engine.library().home() / "tmp", request.stop);
  if (!preview) return http::error_response(preview.error());
  return fresh(*std::move(preview));
}

Response cancel_import(api::Context& context, const Request& request) {
  api::ResponseOr<std::uint64_t> id = path_number(request);
  if (!id) return std::move(id).refusal();
  // Of another's dataset it is not said that there is an import.
  const engine::Caller caller = api::caller_of(context, request);
  for (const jobs::ImportJob& job : context.writes->imports().jobs()) {
    if (job.id == *id && !caller.may_see(job.dataset))
      return http::error_response(404, "ResponseNotFound", "Not found.");
  }
  return answer_status(context.writes->imports().cancel(*id));
}

Response begin_upload(api::Context& context, const Request& request) {
  const auto name = request.query.given("name");
  if (!name) return http::missing_parameters({"name"});
  const Result<std::uint64_t> id = context.writes->uploads().begin(*name);
  if (!id) return http::error_response(id.error());
  return answer_number("upload", *id, 201);
}

Response append_upload(api::Context& context, const Request& request) {
  api::ResponseOr<std::uint64_t> id = path_number(request);
  if (!id) return std::move(id).refusal();
  api::ResponseOr<std::uint64_t> offset = api::number_parameter(request, "offset", 0);
  if (!offset) return std::move(offset).refusal();
  const Result<std::uint64_t> size = context.writes->uploads().append(*id, *offset, request.body);
  if (!size) return http::error_response(size.error());
  return answer_number("size", *size);
}

Response discard_upload(api::Context& context, const Request& request) {
  api::ResponseOr<std::uint64_t> id = path_number(request);
  if (!id) return std::move(id).refusal();
  return answer_status(context.writes->uploads().discard(*id));
}

Response remove_dataset(api::Context& context, const Request& request) {
  const Result<store::DatasetName> dataset =
      store::DatasetName::parse(std::string(request.path.get("owner").value_or("")) + "/" +
                                std::string(request.path.get("name").value_or("")));
  if (!dataset) return http::error_response(dataset.error());
  const Status status = context.engine.library().remove(*dataset);
  if (!status && status.error().code() == ErrorCode::kNotFound) {
    return http::error_response(404, "DatasetNotFoundError",
                                "There is no dataset " + dataset->id() + " in this library.");
  }
  return answer_status(status);
}

}  // namespace vitrine::v1
