#include "source/media_address.h"

#include <algorithm>
#include <ranges>

#include "source/hub_address.h"

namespace vitrine {
namespace {

constexpr std::string_view kDatasets = "/api/v1/datasets/";

bool stays_inside(std::string_view path) {
  return std::ranges::none_of(path | std::views::split('/'), [](auto part) {
    const std::string_view name(part.begin(), part.end());
    return name.empty() || name == "." || name == ".." || name.find('\0') != std::string_view::npos;
  });
}

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
  return stays_inside(path) ? path : "";
}

}  // namespace vitrine
