#pragma once
// A file's bytes from front to back, for whoever hashes or checks them.

#include <functional>
#include <string_view>

#include "base/result.h"
#include "base/storage.h"

namespace vitrine {

/// Calls `consume` with the file's bytes in order, in pieces, until it fails. Errors: not_found,
/// io; those of `consume`.
Status read_pieces(const fs::path& path, const std::function<Status(std::string_view)>& consume);

}  // namespace vitrine
