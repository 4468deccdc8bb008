#pragma once
// Numbers in a query string, read as the Hub does: as Python's int(), so "+5", " 5 " and "1_000"
// are numbers; one beyond 64 bits is as good as the largest.

#include <cstdint>
#include <limits>
#include <string_view>

#include "api/outcome.h"
#include "http/message.h"

namespace vitrine {

/// The parameter's value, or `fallback` if it is not there at all. Refusals: 422 InvalidParameter,
/// "Parameter 'length' must be integer", "... must be positive", "... must not be greater than
/// 100".
Outcome<std::uint64_t> number_parameter(
    const http::Request& request, std::string_view name, std::uint64_t fallback,
    std::uint64_t largest = std::numeric_limits<std::uint64_t>::max());

}  // namespace vitrine
