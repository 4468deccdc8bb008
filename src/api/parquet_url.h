#pragma once
// Addresses of Parquet files, as on the Hub. The files themselves are sent by hub/resolve.h.

#include <string>

#include "store/manifest.h"

namespace vitrine {

/// "/datasets/{owner}/{name}/resolve/refs%2Fconvert%2Fparquet/{config}/{split}/0000.parquet"
std::string parquet_url(const DatasetName& dataset, const ConfigManifest& config,
                        const SplitManifest& split, const ParquetFile& file);

}  // namespace vitrine
