#include "v1/body_parameters.h"

#include "base/json_parse.h"

namespace vitrine::v1 {
namespace {

namespace json = boost::json;

/// A JSON value as a parameter has it: names in quotes, numbers plain, commas between.
std::string parameter_text(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  const json::array* items = value.if_array();
  if (items == nullptr) return json_text(value);
  std::string text;
  for (const json::value& item : *items) {
    if (!text.empty()) text += ',';
    if (!item.is_string()) {
      text += json_text(item);
      continue;
    }
    text += '"';
    for (const char c : std::string_view(item.get_string()))
      text += c == '"' ? "\"\"" : std::string(1, c);
    text += '"';
  }
  return text;
}

}  // namespace

Outcome<http::Parameters> all_parameters(const http::Request& request) {
  http::Parameters parameters = request.query;
  if (request.method != http::Method::kPost) return parameters;
  const Result<json::value> body = parse_json(request.body);
  if (!body) return http::error_response(body.error());
  if (!body->is_object())
    return http::error_response(invalid_argument("the body must be a JSON object"));
  for (const auto& [name, value] : body->get_object()) {
    if (!value.is_null()) parameters.add(name, parameter_text(value));
  }
  return parameters;
}

}  // namespace vitrine::v1
