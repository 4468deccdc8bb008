#include "api/number_parameter.h"

#include "ask/number.h"

namespace vitrine::api {

ResponseOr<std::uint64_t> number_parameter(const http::Request& request, std::string_view name,
                                           std::uint64_t fallback, std::uint64_t largest) {
  const auto text = request.query.get(name);
  if (!text) return fallback;
  const Result<std::uint64_t> number = ask::parse_number(name, *text, largest);
  if (!number) return http::error_response(number.error());
  return *number;
}

}  // namespace vitrine::api
