#include "api/parquet_url.h"

#include <algorithm>

namespace vitrine {
namespace {

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view(".-_:[]").find(c) != std::string_view::npos;
}

}  // namespace

std::string request_origin(const http::Request& request) {
  const std::string_view host = request.headers.get("Host");
  if (host.empty() || host.size() > 255 || !std::ranges::all_of(host, is_host_character)) return {};
  return "http://" + std::string(host);
}

std::string parquet_url(const DatasetName& dataset, const ConfigManifest& config,
                        const SplitManifest& split, const ParquetFile& file) {
  return "/datasets/" + dataset.id() + "/resolve/refs%2Fconvert%2Fparquet/" + config.name + "/" +
         split.name + "/" + file.filename;
}

}  // namespace vitrine
