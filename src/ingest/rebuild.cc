#include "ingest/rebuild.h"

#include "base/file_error.h"
#include "duck/database.h"
#include "ingest/row_place.h"
#include "ingest/split_artefacts.h"

namespace vitrine::ingest {
namespace {

/// The same bytes under the new folder, without copying them where the file system has hard links:
/// files of a snapshot are never written again.
Status take_over(const fs::path& from, const fs::path& to) {
  std::error_code ec;
  fs::create_directories(to.parent_path(), ec);
  if (ec) return file_error("create", to.parent_path(), ec.value());
  fs::create_hard_link(from, to, ec);
  return ec ? clone_file(from, to) : Status();
}

}  // namespace

Status take_over_parquet(const store::Snapshot& snapshot, const store::ConfigManifest& config,
                         const store::SplitManifest& split, const fs::path& staging) {
  if (Status whole = snapshot.check_parquet(config.name, split); !whole) {
    if (whole.error().code() != ErrorCode::kCorrupt) return whole;
    return corrupt(whole.error().message() + " (it was imported from " +
                   snapshot.manifest().origin + ")");
  }
  for (const store::ParquetFile& file : split.parquet_files) {
    Status taken =
        take_over(snapshot.parquet_file(config.name, split.name, file.filename),
                  staging / store::parquet_path(config.name, split.name) / file.filename);
    if (!taken) return taken;
  }
  return {};
}

Status take_over_rest(const store::Snapshot& snapshot, const fs::path& staging) {
  for (const store::SnapshotFile& file : snapshot.manifest().files) {
    if (file.path.starts_with("parquet/") || file.path.starts_with("index/")) continue;
    if (Status whole = snapshot.check_file(file); !whole) return whole;
    Status taken = take_over(snapshot.directory() / file.path, staging / file.path);
    if (!taken) return taken;
  }
  return {};
}

Status rebuild_indexes(const store::Library& library, const store::DatasetName& dataset,
                       const ImportOptions& options, ProgressSink* progress,
                       const std::stop_token& stop) {
  Result<store::StagedSnapshot> staged = library.stage(dataset);
  if (!staged) return std::move(staged).error();
  // Looked at under the lock: nobody replaces it from here on.
  const Result<std::shared_ptr<const store::Snapshot>> snapshot = library.open_unchecked(dataset);
  if (!snapshot) return snapshot.error();
  const fs::path& staging = staged->directory();
  const fs::path spill = staging / "spill";
  Result<duck::Database> database =
      duck::Database::open({options.threads, options.memory_bytes, spill});
  if (!database) return std::move(database).error();
  Result<duck::Connection> connection = duck::Connection::open(*database);
  if (!connection) return std::move(connection).error();
  if (Status status = take_over_rest(**snapshot, staging); !status) return status;
  store::Manifest manifest = (*snapshot)->manifest();
  for (store::ConfigManifest& config : manifest.configs) {
    for (store::SplitManifest& split : config.splits) {
      if (Status status = take_over_parquet(**snapshot, config, split, staging); !status)
        return status;
      Status made = make_artefacts(*connection, staging, config.name, split, config.features,
                                   {options.threads, progress, stop});
      if (!made) return made;
      split.engine_index.clear();
      if (options.rows == nullptr) continue;
      const PlacedSplit placed{dataset,
                               manifest.snapshot_id,
                               config.name,
                               &split,
                               &config.features,
                               staging / store::parquet_path(config.name, split.name),
                               staging / store::index_path(config.name, split.name),
                               true};
      Result<RowsTaken> taken = options.rows->take(*connection, placed, progress, stop);
      if (!taken) return std::move(taken).error();
      split.engine_index = std::move(taken->index);
      split.engine_columns = std::move(taken->columns);
    }
  }
  if (stop.stop_requested()) return cancelled("stopped");
  std::error_code ignored;
  fs::remove_all(spill, ignored);
  if (Status done = std::move(*staged).commit(std::move(manifest)); !done) return done;
  if (options.rows != nullptr) options.rows->committed(dataset);
  return {};
}

}  // namespace vitrine::ingest
