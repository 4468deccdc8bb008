#pragma once
// What leaves the library beside a table: the files that its rows and its card show.

#include <stop_token>
#include <string_view>

#include "base/file.h"
#include "base/result.h"
#include "store/library.h"

namespace vitrine::exporting {

/// Copies the snapshot's files below `part` (store/media_files.h) below `folder`, each by its key.
/// Errors: cancelled, io.
Status copy_snapshot_files(const store::Snapshot& snapshot, std::string_view part,
                           const fs::path& folder, const std::stop_token& stop);

}  // namespace vitrine::exporting
