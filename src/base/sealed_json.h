#pragma once
// Sealed JSON: a small JSON file with its own checksum, so that a flipped bit is told from content.
//
//   {"xxh3":"0123456789abcdef","version":2,"entries":[...]}
//
// The seal is the first member, always written like this: XXH3-64 of all bytes behind its comma.
// Still one JSON object for whoever reads the file by other means. Who edits such a file by hand
// takes the seal out and sets the version before sealing began: an unsealed file is read if its
// version is below the first that seals.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine {

/// Requires: `object` is a JSON object with at least one member, written from its first byte.
std::string seal_json(std::string_view object);

/// Values of the member that says a file's version.
struct SealedVersions {
  std::int64_t first_sealed = 0;  ///< Files below need no seal.
  std::int64_t today = 0;
  std::string_view member = "version";
};

/// The object without its seal. Errors: corrupt (the seal is broken, or missing where it must be);
/// unsupported for a version above today's.
Result<std::string> unseal_json(std::string_view text, const SealedVersions& versions);

}  // namespace vitrine
