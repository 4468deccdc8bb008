#pragma once
// /api/v1/datasets/{owner}/{name}/map: where the rows of a vector column lie in the plane.

#include "api/context.h"
#include "http/router.h"

namespace vitrine::v1 {

/// `context` must outlive the router.
void add_map_routes(http::Router& router, api::Context& context);

}  // namespace vitrine::v1
