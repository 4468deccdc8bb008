#include "source/media_address.h"

#include "base/plain_path.h"
#include "source/hub_address.h"

namespace vitrine::source {
namespace {

constexpr std::string_view kDatasets = "/api/v1/datasets/";

}  // namespace

std::string media_path_of(std::string_view address) {
  if (!address.starts_with(kDatasets)) return "";
  address.remove_prefix(kDatasets.size());
  for (int part = 0; part < 2; ++part) {  // owner and name
    const std::size_t end = address.find('/');
    if (end == std::string_view::npos) return "";
    address.remove_prefix(end + 1);
  }
  if (!address.starts_with("media/")) return "";
  std::string path = percent_decode(address);
  return is_plain_path(path) ? path : "";
}

}  // namespace vitrine::source
