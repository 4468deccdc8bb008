#pragma once
// Folders: a dataset as the Hub lays it out, with or without a card.

#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "source/source.h"
#include "source/split_names.h"

namespace vitrine {

/// Configs and splits of a folder: as its README.md declares them, else by the files' names. Owner
/// and name are left empty. Errors: as resolve_source.
Result<Source> resolve_folder(const fs::path& folder);

/// Verifies files and puts them into a split. Errors: corrupt; invalid_argument for files of
/// several formats, or that are no data files by name or content.
Result<SourceSplit> inspect_split(const std::string& name, const std::vector<fs::path>& files);

}  // namespace vitrine
