#include "v1/body_parameters.h"

#include "ask/json_parameters.h"
#include "base/json_parse.h"

namespace vitrine::v1 {
namespace json = boost::json;

api::ResponseOr<ask::Pairs> all_parameters(const http::Request& request) {
  ask::Pairs parameters = request.query.pairs();
  if (request.method != http::Method::kPost) return parameters;
  const Result<json::value> body = parse_json(request.body);
  if (!body) return http::error_response(body.error());
  if (!body->is_object())
    return http::error_response(invalid_argument("the body must be a JSON object"));
  for (const auto& [name, value] : body->get_object()) {
    if (!value.is_null()) parameters.emplace_back(name, ask::parameter_text(value));
  }
  return parameters;
}

}  // namespace vitrine::v1
