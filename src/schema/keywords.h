#pragma once
// Keywords in one text, "a, b; c": what a text column of that role (roles.h) holds.

#include <algorithm>
#include <string_view>

#include "base/ascii.h"

namespace vitrine::schema {

/// Calls `visit` with each keyword, without the blanks around it; empty ones are left out.
template <typename Visit>
void for_each_keyword(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(",;"), text.size());
    const std::string_view keyword = ascii_trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!keyword.empty()) visit(keyword);
  }
}

}  // namespace vitrine::schema
