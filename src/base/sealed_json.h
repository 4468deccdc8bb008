#pragma once
// Sealed JSON: a small JSON file with its own checksum, so that a flipped bit is told from content.
//
//   {"xxh3":"0123456789abcdef","version":2,"entries":[...]}
//
// The seal is the first member, always written like this: XXH3-64 of all bytes behind its comma.
// Still one JSON object for whoever reads the file by other means. Who edits such a file by hand
// takes the seal out and sets the version before: an unsealed file is read if its version is below
// the one that seals.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine {

/// Requires: `object` is a JSON object with at least one member, written from its first byte.
std::string seal_json(std::string_view object);

/// The object without its seal. `version` is the value that "version" has in files of today; files
/// of a lower one need no seal. Errors: corrupt (the seal is broken, or missing where it must be);
/// unsupported for a version above.
Result<std::string> unseal_json(std::string_view text, std::int64_t version,
                                std::string_view version_member = "version");

}  // namespace vitrine
