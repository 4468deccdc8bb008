#pragma once
// A split whose rows are written down first, as JSON Lines in a folder that goes with it: for files
// whose names, or members, are the table.

#include <functional>
#include <string>

#include "base/file.h"
#include "source/source.h"
#include "source/unpack.h"

namespace vitrine::source {

/// `write` writes one JSON object a line, at least one. Errors: its own; io.
Result<SourceSplit> written_split(const std::string& name,
                                  const std::function<Status(FileWriter&)>& write,
                                  const UnpackOptions& options);

}  // namespace vitrine::source
