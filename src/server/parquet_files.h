#pragma once
// Addresses of Parquet files, as on the Hub, and the Hub's short form
// /api/datasets/{owner}/{name}/parquet. The files themselves are sent by hub/resolve.h.

#include <string>

#include "server/context.h"
#include "server/http/router.h"

namespace vitrine {

/// "http://{Host}" as the client wrote it, or "" (which makes addresses relative) if it wrote none
/// or something that is no host.
std::string request_origin(const http::Request& request);

/// "/datasets/{owner}/{name}/resolve/refs%2Fconvert%2Fparquet/{config}/{split}/0000.parquet"
std::string parquet_url(const DatasetName& dataset, const ConfigManifest& config,
                        const SplitManifest& split, const ParquetFile& file);

/// `context` must outlive the router.
void add_parquet_routes(http::Router& router, Context& context);

}  // namespace vitrine
