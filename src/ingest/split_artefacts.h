#pragma once
// Split artefacts: everything that a snapshot keeps of a split beside its Parquet and media, made
// from these alone. An import runs it on what it has just converted, a repair on what it found
// whole.

#include <stop_token>
#include <string>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "duck/database.h"
#include "schema/features.h"
#include "store/manifest.h"

namespace vitrine::ingest {

struct ArtefactOptions {
  int threads = 0;  ///< 0: one per core.
  ProgressSink* progress = nullptr;
  std::stop_token stop;
};

/// Fills `snapshot`/index/{config}/{split}, which is created, from `snapshot`/parquet/{config}/
/// {split} and `snapshot`/media/{config}/{split}, if there is one. Errors: those of index_split(),
/// index_vectors(), index_text_vectors(), index_projections() and profile_split().
Status make_artefacts(duck::Connection& connection, const fs::path& snapshot,
                      const std::string& config, const store::SplitManifest& split,
                      const schema::Features& features, const ArtefactOptions& options);

}  // namespace vitrine::ingest
