#pragma once
// Numbers in a query string, written as ask/number.h has it.

#include <cstdint>
#include <limits>
#include <string_view>

#include "api/response_or.h"
#include "http/message.h"

namespace vitrine::api {

/// The parameter's value, or `fallback` if it is not there at all. Refusals: 422 InvalidParameter,
/// "Parameter 'length' must be integer", "... must be positive", "... must not be greater than
/// 100".
ResponseOr<std::uint64_t> number_parameter(
    const http::Request& request, std::string_view name, std::uint64_t fallback,
    std::uint64_t largest = std::numeric_limits<std::uint64_t>::max());

}  // namespace vitrine::api
