#pragma once
// Our own API under /api/v1, as docs/api.md has it.

#include "api/context.h"
#include "http/router.h"

namespace vitrine::v1 {

/// `context` must outlive the router.
void add_routes(http::Router& router, api::Context& context);

}  // namespace vitrine::v1
