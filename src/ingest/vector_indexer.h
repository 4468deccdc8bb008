#pragma once
// Vector indexes of a split: beside each vector file that is large enough, the codes that make
// searching it fast. Runs after the files are complete, on all cores given.

#include <stop_token>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "schema/features.h"
#include "store/vector_file.h"
#include "vector/vector_query.h"

namespace vitrine::ingest {

/// Reads the vector files in `index_directory` and writes `vectors-N.vtq` for those where an index
/// pays; columns that cannot be indexed get none. `threads`: 0 means one per core.
/// Errors: io, corrupt, cancelled.
Status index_vectors(const fs::path& index_directory, const schema::Features& features, int threads,
                     ProgressSink* progress, std::stop_token stop);

/// All vectors of a file that was just written, and is not checked again. It must outlive the
/// matrix.
vector::AnyVectorMatrix matrix_of(const store::VectorFile& file);

}  // namespace vitrine::ingest
