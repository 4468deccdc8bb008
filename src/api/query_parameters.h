#pragma once
// The parameters of ask/parameters.h as the table of routes has them, for the API's description.

#include <span>

#include "ask/parameters.h"
#include "http/router.h"

namespace vitrine::api {

/// Those of one question. Valid as long as the program.
std::span<const http::QueryParameter> query_parameters(ask::Question question);

}  // namespace vitrine::api
