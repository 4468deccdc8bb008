#pragma once
// Addresses of Parquet files, as on the Hub. The files themselves are sent by hub/resolve.h.

#include <string>

#include "store/manifest.h"

namespace vitrine::api {

/// "/datasets/{owner}/{name}/resolve/refs%2Fconvert%2Fparquet/{config}/{split}/0000.parquet"
std::string parquet_url(const store::DatasetName& dataset, const store::ConfigManifest& config,
                        const store::SplitManifest& split, const store::ParquetFile& file);

}  // namespace vitrine::api
