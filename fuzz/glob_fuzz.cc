// A pattern and a path, split at the first line end. A pattern of one part without wildcards
// matches no other part.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "source/glob.h"
#include "source/hub_address.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\n');
  const std::string_view pattern = text.substr(0, end);
  const std::string_view path = end == std::string_view::npos ? "" : text.substr(end + 1);
  const bool matches = vitrine::source::glob_matches(pattern, path);
  const bool single = pattern.find('/') == std::string_view::npos &&
                      path.find('/') == std::string_view::npos && !pattern.empty();
  if (single && !vitrine::source::has_wildcard(pattern) && matches && pattern != path)
    __builtin_trap();
  (void)vitrine::source::parse_hub_address(pattern);
  return 0;
}
