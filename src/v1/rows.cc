#include "v1/rows.h"

#include "api/reports_json.h"
#include "api/write_services.h"
#include "base/json_writer.h"
#include "v1/target.h"

namespace vitrine::v1 {

using http::Request;
using http::Response;

Response row(api::Context& context, const Request& request) {
  api::ResponseOr<Asked> asked = read_labelled_request(context, request, ask::Question::kRow);
  if (!asked) return std::move(asked).refusal();
  api::ResponseOr<std::uint64_t> row = find_row(*asked->place.split, request);
  if (!row) return std::move(row).refusal();
  api::RowJsonOptions options;
  options.vectors =
      asked->values.flag("vectors") ? api::VectorDetail::kValues : api::VectorDetail::kNorm;
  options.media_by_address = asked->values.choice("media") == "address";
  const std::uint64_t rows[] = {*row};
  Result<std::vector<std::string>> identities =
      context.engine.identities(api::caller_of(context, request), asked->place, rows);
  if (!identities) return http::error_response(identities.error());
  options.identity = std::move(identities->front());
  Result<std::string> body = api::row_json(*asked->place.split, *row, options);
  if (!body) return http::error_response(body.error());
  return reply(*asked->place.dataset, *std::move(body));
}

Response find_row_by_identity(api::Context& context, const Request& request) {
  api::ResponseOr<Asked> asked = read_request(context, request, ask::Question::kFindRow);
  if (!asked) return std::move(asked).refusal();
  const auto identity = asked->values.given("identity");
  if (!identity) return http::missing_parameters({"identity"});
  const std::string wanted[] = {std::string(*identity)};
  const Result<std::vector<std::vector<std::uint64_t>>> found =
      engine::RowIdentities::find(*asked->place.split, wanted, request.stop);
  if (!found) return http::error_response(found.error());
  if (found->front().empty())
    return http::error_response(404, "ResponseNotFound",
                                "No row of these data is the one that was meant.");
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("row_idx", found->front().front());
  json.member("num_found", found->front().size()).end_object();
  return reply(*asked->place.dataset, std::move(body));
}

}  // namespace vitrine::v1
