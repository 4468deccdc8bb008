#pragma once
// Older lists: a dataset's data is about to be replaced, and its reading list may be of a version
// that knows rows by their number alone.

#include <stop_token>

#include "base/progress.h"
#include "base/result.h"
#include "engine/engine.h"
#include "ingest/import.h"

namespace vitrine::jobs {

/// Writes down what names the rows that the dataset's reading list keeps, where it does not say so
/// yet, from the snapshot that is there; whose indexes are made again first where they are of the
/// same age. Nothing to do for a dataset that is not there. Errors: corrupt, io, cancelled: some of
/// the rows cannot be found again after the data is replaced. Cost: one small read; of an older
/// list, that of Engine::identify_kept_rows(), and perhaps of rebuild_indexes().
Status keep_older_lists(engine::Engine& engine, const store::DatasetName& dataset,
                        const ingest::ImportOptions& options, ProgressSink* progress,
                        const std::stop_token& stop);

}  // namespace vitrine::jobs
