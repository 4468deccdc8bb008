#include "api/parquet_url.h"

namespace vitrine::api {

std::string parquet_url(const store::DatasetName& dataset, const store::ConfigManifest& config,
                        const store::SplitManifest& split, const store::ParquetFile& file) {
  return "/datasets/" + dataset.id() + "/resolve/refs%2Fconvert%2Fparquet/" + config.name + "/" +
         split.name + "/" + file.filename;
}

}  // namespace vitrine::api
