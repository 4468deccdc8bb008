#include "base/name_pattern.h"

#include <fnmatch.h>

#include <algorithm>

namespace vitrine {

bool fits_any(std::span<const std::string> patterns, std::string_view name) {
  const std::string text(name);
  return std::ranges::any_of(patterns, [&](const std::string& pattern) {
    return ::fnmatch(pattern.c_str(), text.c_str(), FNM_PATHNAME | FNM_NOESCAPE) == 0;
  });
}

}  // namespace vitrine
