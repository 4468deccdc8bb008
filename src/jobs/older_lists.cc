#include "jobs/older_lists.h"

#include "ingest/rebuild.h"

namespace vitrine::jobs {

Status keep_older_lists(engine::Engine& engine, const store::DatasetName& dataset,
                        const ingest::ImportOptions& options, ProgressSink* progress,
                        const std::stop_token& stop) {
  Status named = engine.identify_kept_rows(engine::Caller::owner(), dataset);
  if (named) return named;
  const ErrorCode code = named.error().code();
  if (code != ErrorCode::kUnsupported && code != ErrorCode::kCorrupt) return named;
  if (Status mended = ingest::rebuild_indexes(engine.library(), dataset, options, progress, stop);
      !mended)
    return mended;
  return engine.identify_kept_rows(engine::Caller::owner(), dataset);
}

}  // namespace vitrine::jobs
