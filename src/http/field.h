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

/// Whether an item's parameters (what follows its ';') give it no weight: "q=0", "q=0.000".
/// Anything else, malformed weights too, does not refuse.
bool is_refused(std::string_view parameters);

}  // namespace vitrine::http
