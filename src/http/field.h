#pragma once
// The small grammar that header fields share (RFC 9110, section 5.6). Pure functions.

#include <string_view>

namespace vitrine::http {

/// Whether two ASCII strings are equal but for case.
bool equals_ignoring_case(std::string_view a, std::string_view b);

/// Without spaces and tabs at both ends.
std::string_view trim(std::string_view text);

/// Takes the first item off a comma-separated list and trims it; items may be empty.
std::string_view take_item(std::string_view& list);

/// The weight that an item's parameters (what follows its ';') give it, in thousandths: "q=0.5" is
/// 500. 1000 where there is none or a malformed one; 0 (refused) for a zero alone.
unsigned weight_of(std::string_view parameters);

}  // namespace vitrine::http
