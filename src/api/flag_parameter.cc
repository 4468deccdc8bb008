#include "api/flag_parameter.h"

namespace vitrine::api {

ResponseOr<bool> flag_parameter(const http::Request& request, std::string_view name,
                                bool fallback) {
  const auto value = request.query.given(name);
  if (!value) return fallback;
  if (*value == "true" || *value == "1" || *value == "True") return true;
  if (*value == "false" || *value == "0" || *value == "False") return false;
  return http::error_response(422, "InvalidParameter",
                              "Parameter '" + std::string(name) + "' must be true or false");
}

}  // namespace vitrine::api
