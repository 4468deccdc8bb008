#include "api/parquet_url.h"

namespace vitrine {

std::string parquet_url(const DatasetName& dataset, const ConfigManifest& config,
                        const SplitManifest& split, const ParquetFile& file) {
  return "/datasets/" + dataset.id() + "/resolve/refs%2Fconvert%2Fparquet/" + config.name + "/" +
         split.name + "/" + file.filename;
}

}  // namespace vitrine
