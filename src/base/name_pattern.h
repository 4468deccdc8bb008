#pragma once
// Shell patterns of names with parts, such as "team/*" of datasets.

#include <span>
#include <string>
#include <string_view>

namespace vitrine {

/// Whether one of the patterns fits the whole name; `*` and `?` stand for anything but '/'.
bool fits_any(std::span<const std::string> patterns, std::string_view name);

}  // namespace vitrine
