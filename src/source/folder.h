#pragma once
// Folders: a dataset as the Hub lays it out, with or without a card.
//
// What belongs to which config and split is decided by names and the card alone (the plan), so that
// of a folder that is elsewhere only those files need be fetched; then the files are looked into.

#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "source/glob.h"
#include "source/source.h"
#include "source/split_names.h"
#include "source/unpack.h"

namespace vitrine::source {

struct PlannedConfig {
  std::string name;
  std::vector<NamedSplit> splits;  ///< Files relative to the folder; neither is ever empty.
  std::optional<schema::Features> features;  ///< Declared by the card.
  ReadOptions reading = {};
  std::vector<std::string> notices = {};  ///< What a person should know: files left out, ...
};

/// Configs, the default one first. `listing` has the folder's files in order; `folder` is named in
/// errors. A config of several whose files are not there is left out, with a notice. Errors:
/// invalid_argument.
Result<std::vector<PlannedConfig>> plan_folder(const fs::path& folder, const FolderListing& listing,
                                               const std::optional<Card>& card);

/// The same with every file verified. A config of several whose files are no data is left out, with
/// a notice. Errors: as inspect_split.
Result<std::vector<SourceConfig>> inspect_plan(const fs::path& folder,
                                               const std::vector<PlannedConfig>& plan,
                                               const UnpackOptions& options = {});

/// Errors: as parse_card; not_found, io.
Result<Card> read_card(const fs::path& path);

/// Configs and splits of a folder: as its README.md declares them, else by the files' names. Owner
/// and name are left empty. Errors: as resolve_source.
Result<Source> resolve_folder(const fs::path& folder, const UnpackOptions& options = {});

}  // namespace vitrine::source
