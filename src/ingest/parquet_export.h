#pragma once
// Parquet export: a split's rows as `0000.parquet`, `0001.parquet`, ... of at most about 500 MB, in
// order, zstd-compressed, with the features in the footer under the key `huggingface`. A source
// that is suitable Parquet already is taken over unchanged.

#include <stop_token>
#include <vector>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "duck/database.h"
#include "ingest/relation.h"
#include "source/source.h"
#include "store/manifest.h"

namespace vitrine::ingest {

struct ExportedSplit {
  std::vector<store::ParquetFile> files;
  std::uint64_t num_rows = 0;
  std::uint64_t num_bytes_memory = 0;
};

inline constexpr std::uint64_t kShardBytes = 500'000'000;

/// Fills the existing empty folder `directory` with the relation's rows in their order. A file of
/// more than `shard_bytes` is cut, which costs one more pass for each shard. Errors: those of
/// reading the source; io (a full disk).
Result<ExportedSplit> export_parquet(duck::Connection& connection,
                                     const source::SourceSplit& source,
                                     const SplitRelation& relation,
                                     const schema::Features& features, const fs::path& directory,
                                     ProgressSink* progress, std::stop_token stop,
                                     std::uint64_t shard_bytes = kShardBytes);

}  // namespace vitrine::ingest
