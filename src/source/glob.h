#pragma once
// Globs over paths: `*` and `?` within one part, `[a-c]`, `**` for any number of whole parts.

#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace vitrine {

bool has_wildcard(std::string_view text);

/// Both with '/' between parts. Cost: linear in the path for each `**`, no backtracking beyond
/// that.
bool glob_matches(std::string_view pattern, std::string_view path);

/// Files below `folder` as sorted paths relative to it; hidden ones (a part starts with '.' or
/// "__") are left out, and so are links that lead outside. Errors: io; too_large above 100,000
/// files.
Result<std::vector<fs::path>> list_files(const fs::path& folder);

/// Files that match a pattern with wildcards, sorted. Errors: io, invalid_argument if none does.
Result<std::vector<fs::path>> expand_glob(const std::string& pattern);

}  // namespace vitrine
