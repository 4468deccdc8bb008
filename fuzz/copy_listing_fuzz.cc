// What an origin answers its copies: a list of datasets, a list of files. What is accepted leads
// nowhere but below the folder of its dataset, and is read again as it is written.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/file.h"
#include "replica/listing.h"

using namespace vitrine;

namespace {

void check_inside(const std::string& path) {
  const fs::path inside = (fs::path("/dataset") / path).lexically_normal();
  if (!inside.string().starts_with("/dataset/")) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  if (const Result<replica::LibraryListing> listing = replica::parse_listing(body)) {
    for (const replica::ListedDataset& dataset : listing->datasets) {
      check_inside("snapshots/" + dataset.snapshot);
      for (const replica::ListedFile& file : dataset.derived) check_inside(file.path);
      for (const replica::ListedFile& file : dataset.side) check_inside(file.path);
    }
    const Result<replica::LibraryListing> again =
        replica::parse_listing(replica::listing_json(*listing));
    if (!again || again->datasets != listing->datasets) __builtin_trap();
  }
  const std::string path(body);
  if (replica::is_inside(path)) check_inside(path);
  static_cast<void>(replica::parse_files(body));
  return 0;
}
