#pragma once
// Globs over paths: `*` and `?` within one part, `[a-c]`, `**` for any number of whole parts.

#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::source {

bool has_wildcard(std::string_view text);

/// Both with '/' between parts. Cost: linear in the path for each `**`, no backtracking beyond
/// that.
bool glob_matches(std::string_view pattern, std::string_view path);

struct FolderListing {
  std::vector<fs::path> files;  ///< Relative to the folder, sorted.
  std::size_t links_outside = 0;
};

/// Regular files below `folder`. Hidden ones (a part starts with '.' or "__") are left out, and so
/// are links that lead outside, which are counted (the blobs of a revision in the Hub's cache are
/// inside); links to folders are not followed. Errors: io;
/// too_large above 100,000 files.
Result<FolderListing> list_files(const fs::path& folder);

/// Files that match a pattern with wildcards, sorted; links to files are followed, as a shell does.
/// Only folders that the pattern can reach are read. Errors: io, invalid_argument if no file
/// matches, too_large above 100,000 that do.
Result<std::vector<fs::path>> expand_glob(const std::string& pattern);

}  // namespace vitrine::source
