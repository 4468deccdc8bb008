#pragma once
// What copies of this library ask for (replica/http_origin.h), and what this server says of itself
// where it is one: docs/api.md.

#include <string>

#include "api/context.h"
#include "http/router.h"

namespace vitrine::server {

void add_copy_routes(http::Router& router, api::Context& context);

/// Counters of a copy in Prometheus' text format; empty where there is none.
std::string copy_metrics(const api::Context& context);

}  // namespace vitrine::server
