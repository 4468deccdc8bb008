#pragma once
// Text vectors of a split: beside its row store, the vectors of what its rows say, and for each
// column of given vectors the projection that brings texts among them. Runs after the row store is
// complete, on all cores given.

#include <functional>
#include <stop_token>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "schema/features.h"

namespace vitrine::ingest {

/// Reads the row store in `index_directory` and writes the text vectors beside it; nothing where no
/// column holds text. `threads`: 0 means one per core. If `has_free_core` is given, one of them
/// waits until it answers true: some other work has that core. Errors: io, corrupt, cancelled.
Status index_text_vectors(const fs::path& index_directory, const schema::Features& features,
                          int threads, ProgressSink* progress, std::stop_token stop,
                          std::function<bool()> has_free_core = {});

/// Reads the row store, the text vectors and the vector files, and writes a projection of each
/// vector column that has enough rows (meaning/projection_writer.h). Errors: as above.
Status index_projections(const fs::path& index_directory, const schema::Features& features,
                         int threads, ProgressSink* progress, std::stop_token stop);

}  // namespace vitrine::ingest
