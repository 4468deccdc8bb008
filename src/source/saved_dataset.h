#pragma once
// Folders that save_to_disk of Hugging Face's datasets library wrote.
//
// A Dataset is a folder with state.json, which names its Arrow files in order; a DatasetDict has
// one such folder for each split that dataset_dict.json names. Files that the library left beside
// them (cache-*.arrow) are no part of it.

#include <optional>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "source/split_names.h"

namespace vitrine::source {

/// The splits as saved, their files relative to the folder; nothing if it is no such folder.
/// Errors: corrupt if its JSON is not what the library writes, or names files outside.
Result<std::optional<std::vector<NamedSplit>>> saved_splits(const fs::path& folder);

}  // namespace vitrine::source
