#pragma once
// Routes: every address of the API, put together. The web page is the router's fallback and added
// by whoever starts the server.

#include "api/context.h"
#include "http/router.h"

namespace vitrine {

/// Adds all routes. `context` must outlive the router.
void add_routes(http::Router& router, Context& context);

}  // namespace vitrine
