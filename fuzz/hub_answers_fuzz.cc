// What a Hub answers: a commit, a page of a listing, a Link header. File names that are accepted
// lead nowhere but below the folder that they are put in.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/file.h"
#include "source/hub_answers.h"

using namespace vitrine;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const std::string endpoint = "https://hub.example";
  if (const Result<source::HubCommit> commit = source::read_hub_commit(body, endpoint);
      commit && commit->commit.find_first_not_of("0123456789abcdef") != std::string::npos)
    __builtin_trap();
  if (const Result<source::HubListing> listing = source::read_hub_listing(body, endpoint)) {
    for (const source::HubFile& file : listing->files) {
      const fs::path inside = (fs::path("/cache") / file.path).lexically_normal();
      if (!inside.string().starts_with("/cache/")) __builtin_trap();
      if (file.content_name().find_first_not_of("0123456789abcdef") != std::string::npos)
        __builtin_trap();
    }
  }
  const std::string next = source::next_hub_page(body, endpoint + "/");
  if (!next.empty() && !next.starts_with(endpoint + "/")) __builtin_trap();
  return 0;
}
