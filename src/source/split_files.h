#pragma once
// The files of one split: unpacked where need be, looked into, and held to one format.

#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "source/source.h"
#include "source/unpack.h"

namespace vitrine::source {

/// Verifies files, unpacked where need be, and puts them into a split. Errors: corrupt;
/// invalid_argument for files of several formats, or that are no data files by name or content.
Result<SourceSplit> inspect_split(const std::string& name, const std::vector<fs::path>& files,
                                  const UnpackOptions& options = {});

}  // namespace vitrine::source
