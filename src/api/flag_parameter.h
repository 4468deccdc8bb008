#pragma once
// Flags in a query string: true, 1 or false, 0, and Python's True and False.

#include <string_view>

#include "api/response_or.h"
#include "http/message.h"

namespace vitrine::api {

/// Whether the parameter is set, or `fallback` where it is missing or blank. Refusals: 422
/// InvalidParameter for what is neither true nor false, "null" too: nobody has to guess which of
/// both was meant.
ResponseOr<bool> flag_parameter(const http::Request& request, std::string_view name,
                                bool fallback = false);

}  // namespace vitrine::api
