#pragma once
// Check-out: the files of a commit as a folder, for the importer.

#include "base/file.h"
#include "base/result.h"
#include "pushed/commit.h"
#include "pushed/object_store.h"

namespace vitrine::pushed {

/// Makes `folder`, which is not there yet, with every file of the commit: names of the objects
/// where the file system can give a file two, else copies. They are not to be written to. Errors:
/// not_found for a content that is gone; io.
Status check_out(const ObjectStore& objects, const Commit& commit, const fs::path& folder);

/// Whether there is anything in the commit but cards and what is hidden: whether it is worth an
/// import.
bool has_data(const Commit& commit);

}  // namespace vitrine::pushed
