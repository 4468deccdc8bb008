#pragma once
// Imports of what was pushed: each commit on "main" that brings data becomes one, in the
// background.
//
// Which commit is still to be imported is kept with the repository, so that a server which ends
// before it came to that goes on when it starts again.

#include <string>

#include "base/file.h"
#include "jobs/import_queue.h"
#include "pushed/pushed_repository.h"

namespace vitrine::jobs {

/// Has the commit imported, in the place of an earlier one that still waits. `checkouts`: the
/// folder below which its files are laid out meanwhile. Errors: unavailable with too many waiting;
/// io.
Status import_commit(ImportQueue& imports, const fs::path& checkouts,
                     const pushed::PushedRepository& repository, const pushed::Commit& commit,
                     const std::string& asked_by);

/// Has every commit imported that is still to be. What cannot be is passed over.
void resume_pushes(ImportQueue& imports, const fs::path& checkouts, const store::Library& library);

}  // namespace vitrine::jobs
