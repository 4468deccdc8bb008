#pragma once
// The Parquet files themselves: addresses as on the Hub, downloads with ranges and ETags, and the
// Hub's short form /api/datasets/{owner}/{name}/parquet.

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

/// A download counts when the whole first file of a split is asked for. `context` must outlive the
/// router.
void add_parquet_routes(http::Router& router, Context& context);

}  // namespace vitrine
