#pragma once
// The Hub's short form of the addresses of Parquet files: /api/datasets/{owner}/{name}/parquet.

#include "api/context.h"
#include "http/router.h"

namespace vitrine::hub {

/// `context` must outlive the router.
void add_parquet_routes(http::Router& router, api::Context& context);

}  // namespace vitrine::hub
