#pragma once
// OpenAPI: the description of the HTTP API, generated from the table that routes requests, so that
// it has every route and no other. What a route takes and answers stands beside its handler
// (http::Route::parameters and ::answer); the shapes of answers are in openapi_schemas.h.

#include <span>
#include <string>
#include <string_view>

#include "http/router.h"

namespace vitrine::server {

/// An OpenAPI 3.1 document, as JSON. Requires: every Route::answer is a name in answer_schemas().
std::string openapi_document(std::span<const http::Route> routes, std::string_view version);

}  // namespace vitrine::server
