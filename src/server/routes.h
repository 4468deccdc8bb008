#pragma once
// Routes: every address of the API, put together. The web page is the router's fallback and added
// by whoever starts the server.

#include "api/context.h"
#include "http/router.h"

namespace vitrine::server {

/// Adds all routes but that of metrics. `context` must outlive the router.
void add_routes(http::Router& router, api::Context& context);

/// Counters and latencies, which may have an address of their own. As above.
void add_metrics_route(http::Router& router, const api::Context& context, http::Need need);

}  // namespace vitrine::server
