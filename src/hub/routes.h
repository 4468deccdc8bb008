#pragma once
// The Hub's dataset-viewer API, so that its clients work by changing one address.
// docs/hub-compatibility.md lists what is the same and each difference.

#include "api/context.h"
#include "http/router.h"

namespace vitrine::hub {

/// `context` must outlive the router.
void add_routes(http::Router& router, api::Context& context);

}  // namespace vitrine::hub
