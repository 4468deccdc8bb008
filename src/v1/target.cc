#include "v1/target.h"

#include <charconv>

#include "api/open_dataset.h"
#include "api/write_services.h"
#include "store/revision.h"
#include "v1/body_parameters.h"

namespace vitrine::v1 {

using http::Request;
using http::Response;

api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> find_dataset(
    const api::Context& context, const Request& request) {
  return api::open_dataset(context, request,
                           std::string(request.path.get("owner").value_or("")) + "/" +
                               std::string(request.path.get("name").value_or("")));
}

api::ResponseOr<engine::OpenSplit> find_split(const api::Context& context, const Request& request,
                                              std::string_view config, std::string_view split) {
  api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> opened =
      find_dataset(context, request);
  if (!opened) return std::move(opened).refusal();
  Result<std::shared_ptr<const search::Split>> reader = (*opened)->split(config, split);
  if (!reader) return http::error_response(reader.error());
  return engine::OpenSplit{*std::move(opened), *std::move(reader)};
}

api::ResponseOr<ask::Values> read_values(const Request& request, ask::Question question) {
  api::ResponseOr<ask::Pairs> pairs = all_parameters(request);
  if (!pairs) return std::move(pairs).refusal();
  Result<ask::Values> values = ask::Values::check(question, *pairs);
  if (!values) return http::error_response(values.error());
  return *std::move(values);
}

api::ResponseOr<Asked> read_request(const api::Context& context, const Request& request,
                                    ask::Question question) {
  api::ResponseOr<ask::Values> values = read_values(request, question);
  if (!values) return std::move(values).refusal();
  api::ResponseOr<engine::OpenSplit> place =
      find_split(context, request, values->given("config").value_or(std::string_view()),
                 values->given("split").value_or(std::string_view()));
  if (!place) return std::move(place).refusal();
  return Asked{*std::move(values), *std::move(place)};
}

Response refuse_labels(const Error& error) {
  if (error.code() == ErrorCode::kCorrupt)
    return http::error_response(500, "LabelsDamaged", error.message());
  if (error.code() == ErrorCode::kInvalidArgument)
    return http::error_response(422, "InvalidParameter", error.message());
  return http::error_response(error);
}

api::ResponseOr<Asked> read_labelled_request(const api::Context& context, const Request& request,
                                             ask::Question question) {
  api::ResponseOr<Asked> asked = read_request(context, request, question);
  if (!asked) return asked;
  Result<engine::OpenSplit> labelled =
      context.engine.with_labels(api::caller_of(context, request), asked->place);
  if (labelled) {
    asked->place = *std::move(labelled);
  } else if (labelled.error().code() != ErrorCode::kCorrupt) {
    return http::error_response(labelled.error());
  }
  return asked;
}

api::ResponseOr<std::uint64_t> find_row(const search::Split& split, const Request& request) {
  const std::string_view text = request.path.get("row_idx").value_or("");
  std::uint64_t row = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), row);
  if (error == std::errc::invalid_argument || end != text.data() + text.size()) {
    return http::error_response(422, "InvalidParameter", "A row is named by its number, from 0.");
  }
  if (error != std::errc() || row >= split.num_rows()) {
    return http::error_response(404, "ResponseNotFound",
                                "There is no row " + std::string(text.substr(0, 40)) +
                                    ": the split has " + std::to_string(split.num_rows()) +
                                    " rows, counted from 0.");
  }
  return row;
}

Response reply(const engine::OpenDataset& dataset, http::Body body) {
  Response response = Response::json({});
  response.body = std::move(body);
  response.headers.add("X-Revision", store::revision_of(dataset.manifest()));
  return response;
}

}  // namespace vitrine::v1
