#pragma once
// The request target: "/datasets/local%2Fpapers?q=a+b" taken apart. Foreign bytes: nothing here
// trusts them. Pure functions.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace vitrine::http {

struct Target {
  /// Decoded one by one; a trailing slash adds none, the root path has none.
  std::vector<std::string> segments;
  Parameters query;
};

/// Takes origin form (`/path?query`) and absolute form (`http://host/path?query`). Errors:
/// invalid_argument for anything else, a percent sign without two hexadecimal digits, NUL,
/// ill-formed UTF-8, and the path segments "." and "..".
Result<Target> parse_target(std::string_view target);

/// Percent-decoding; with `plus_is_space`, as in query strings, also + to space. Errors: as above.
Result<std::string> percent_decode(std::string_view text, bool plus_is_space);

}  // namespace vitrine::http
