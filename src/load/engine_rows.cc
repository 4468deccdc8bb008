#include "load/engine_rows.h"

#include <algorithm>
#include <ctime>
#include <set>
#include <vector>

#include "base/file_error.h"
#include "cluster/facet_query.h"
#include "cluster/index_name.h"
#include "cluster/not_finite.h"
#include "duck/types.h"
#include "load/bulk_load.h"
#include "load/row_documents.h"
#include "store/artefacts.h"
#include "store/column_values.h"
#include "store/dataset_folder.h"
#include "store/publication.h"
#include "text/index.h"
#include "text/lexicon.h"

namespace vitrine::load {
namespace {

constexpr std::uint64_t kMaxManifestBytes = std::uint64_t{1} << 31U;
constexpr std::string_view kRowColumn = "vitrine row";

/// The split's Parquet as a relation with the number of each row.
std::string relation_of(const ingest::PlacedSplit& split) {
  std::string sql;
  std::uint64_t first_row = 0;
  for (const store::ParquetFile& file : split.split->parquet_files) {
    const fs::path path = split.parquet / file.filename;
    if (!sql.empty()) sql += " UNION ALL ";
    sql += "SELECT * EXCLUDE (file_row_number), file_row_number + " + std::to_string(first_row) +
           " AS " + quote_identifier(kRowColumn) + " FROM " +
           duck::read_parquet_sql(std::span(&path, 1), ", file_row_number=true");
    first_row += file.num_rows;
  }
  return "(" + sql + ")";
}

/// The names of the indexes that the snapshots in a dataset's folder have their rows in.
Status add_named(const fs::path& folder, std::set<std::string>& names) {
  std::error_code ec;
  for (fs::directory_iterator it(folder / "snapshots", ec), end; !ec && it != end;
       it.increment(ec)) {
    const Result<std::string> text =
        posix_storage().read(it->path() / store::kManifestFile, kMaxManifestBytes);
    if (!text && text.error().code() == ErrorCode::kNotFound) continue;
    if (!text) return text.error();
    const Result<store::Manifest> manifest = store::parse_manifest(*text);
    if (!manifest) return manifest.error();
    for (const store::ConfigManifest& config : manifest->configs) {
      for (const store::SplitManifest& split : config.splits) names.insert(split.engine_index);
    }
  }
  return {};
}

/// Removes the artefacts that the engine stands for.
Status remove_placed(const ingest::PlacedSplit& split) {
  for (const std::string& file : store::artefacts_of_rows(*split.features)) {
    std::error_code ec;
    fs::remove(split.index / file, ec);
    if (ec) return file_error("remove", split.index / file, ec.value());
  }
  return {};
}

}  // namespace

Result<ingest::RowsTaken> EngineRows::take(duck::Connection& connection,
                                           const ingest::PlacedSplit& split, ProgressSink* progress,
                                           const std::stop_token& stop) const {
  const std::string attempt = split.is_repair ? std::to_string(std::time(nullptr)) : "";
  const Result<std::string> index = cluster::index_name(name_, split.dataset, split.snapshot_id,
                                                        split.config, split.split->name, attempt);
  if (!index) return index.error();
  Result<std::vector<cluster::NotFinite>> not_finite =
      cluster::find_not_finite(connection, relation_of(split), kRowColumn, *split.features, stop);
  if (!not_finite) return std::move(not_finite).error();
  {
    const Result<RowDocuments> rows =
        RowDocuments::open(split.index, *split.features, *std::move(not_finite));
    if (!rows) return rows.error();
    LoadOptions options{.progress = progress, .stop = stop};
    Status loaded = load_index(*engine_, *index, *rows, *split.features, options);
    if (!loaded) return std::move(loaded).error();
  }
  if (!store::SplitLayout(*split.features).text_columns.empty()) {
    const Result<text::TextIndex> text =
        text::TextIndex::open(split.index / store::artefact_filename(store::Artefact::kText));
    if (!text) return text.error();
    Status written = text::write_lexicon(
        *text, split.index / store::artefact_filename(store::Artefact::kLexicon));
    if (!written) return std::move(written).error();
  }
  ingest::RowsTaken taken{*index, {}};
  {
    const Result<store::ColumnValues> values =
        store::ColumnValues::open(split.index / store::artefact_filename(store::Artefact::kValues));
    if (!values) return values.error();
    const Result<std::vector<cluster::ColumnTracks>> tracks =
        cluster::column_tracks(*values, split.features->size());
    if (!tracks) return tracks.error();
    taken.columns = cluster::format_tracks(*tracks);
  }
  if (Status removed = remove_placed(split); !removed) return std::move(removed).error();
  return taken;
}

void EngineRows::committed(const store::DatasetName& dataset) const {
  const fs::path folder = store::dataset_folder(library_.home(), dataset);
  const Result<FileLock> lock = FileLock::acquire(folder / store::kLockFile);
  std::set<std::string> named;
  if (!lock || !add_named(folder, named)) return;
  const Result<std::vector<std::string>> there =
      list_indexes(*engine_, cluster::index_prefix(name_, dataset), {});
  if (!there) return;
  for (const std::string& index : *there) {
    if (!named.contains(index)) static_cast<void>(remove_index(*engine_, index, {}));
  }
}

Result<std::vector<std::string>> EngineRows::damage(const store::Manifest& manifest,
                                                    const std::stop_token& stop) const {
  std::vector<std::string> found;
  for (const store::ConfigManifest& config : manifest.configs) {
    for (const store::SplitManifest& split : config.splits) {
      if (split.engine_index.empty()) continue;
      const Result<bool> whole =
          cluster::is_loaded(*engine_, split.engine_index, split.num_rows, stop);
      if (!whole) return whole.error();
      if (!*whole) {
        found.push_back("the engine's index of " + config.name + "/" + split.name +
                        " is gone or was changed");
      }
    }
  }
  return found;
}

Result<std::size_t> EngineRows::collect(const std::stop_token& stop) const {
  const Result<std::vector<std::string>> there =
      list_indexes(*engine_, cluster::index_prefix(name_), stop);
  if (!there) return there.error();
  // Locks are held until the end: nobody begins to load meanwhile.
  std::vector<FileLock> locks;
  std::vector<std::string> spared;  // beginnings of names
  std::set<std::string> named;
  const Result<std::vector<store::DatasetName>> datasets =
      store::datasets_with(library_.home(), store::kLockFile);
  if (!datasets) return datasets.error();
  for (const store::DatasetName& dataset : *datasets) {
    const fs::path folder = store::dataset_folder(library_.home(), dataset);
    Result<FileLock> lock = FileLock::acquire(folder / store::kLockFile);
    if (!lock && lock.error().code() != ErrorCode::kUnavailable) return std::move(lock).error();
    if (lock) {
      locks.push_back(*std::move(lock));
    } else {
      spared.push_back(cluster::index_prefix(name_, dataset));
    }
    if (Status read = add_named(folder, named); !read) return std::move(read).error();
  }
  const Result<std::vector<store::RemovedDataset>> removed = library_.removed();
  if (!removed) return removed.error();
  for (const store::RemovedDataset& entry : *removed) {
    if (Status read = add_named(entry.folder, named); !read) return std::move(read).error();
  }
  std::size_t count = 0;
  for (const std::string& index : *there) {
    const bool is_spared = std::ranges::any_of(
        spared, [&](const std::string& prefix) { return index.starts_with(prefix); });
    if (is_spared || named.contains(index)) continue;
    if (Status gone = remove_index(*engine_, index, stop); !gone) return std::move(gone).error();
    ++count;
  }
  return count;
}

}  // namespace vitrine::load
