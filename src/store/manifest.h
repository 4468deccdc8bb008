#pragma once
// Manifest: what a snapshot holds. One JSON file, `manifest.json`, written last, with a checksum of
// its own and that of every other file; a snapshot without it does not exist.
// docs/formats/library.md draws the folder.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "schema/features.h"
#include "store/dataset_name.h"

namespace vitrine::store {

/// Bumped when snapshots of older builds can no longer be read as they are. What stands in the
/// manifest of every version can be read for ever, so that `vitrine doctor --repair` can make the
/// indexes of an old snapshot anew from its Parquet: tests/compat keeps one of each.
/// 1: bare JSON, each artefact with an envelope of its own. 2: sealed, one container for all.
inline constexpr int kSnapshotFormatVersion = 2;
/// Of snapshots whose rows are in an engine: builds that know none cannot read them.
inline constexpr int kEngineSnapshotFormatVersion = 3;

struct ParquetFile {
  std::string filename;  ///< "0000.parquet", in shard order.
  std::uint64_t num_rows = 0;
  std::uint64_t size_bytes = 0;
};

struct SplitManifest {
  std::string name;
  std::uint64_t num_rows = 0;
  std::uint64_t num_bytes_memory = 0;  ///< Uncompressed bytes of all row groups.
  std::vector<ParquetFile> parquet_files;
  /// The index of the engine that has the rows (cluster/index_name.h); empty: they are here.
  std::string engine_index = {};
  /// What that engine counts of the columns (cluster/facet_query.h).
  std::string engine_columns = {};

  std::uint64_t num_bytes_parquet() const;
};

/// A column of vectors that a model made of the rows' text: queries to it are encoded by the same.
struct ColumnModel {
  std::string column;
  std::string model;         ///< TextModel::name().
  std::string version = {};  ///< TextModel::version().
};

struct ConfigManifest {
  std::string name;
  std::uint64_t num_bytes_original = 0;
  schema::Features features;
  std::vector<SplitManifest> splits;     ///< In the source's order; never empty.
  std::vector<ColumnModel> models = {};  ///< Of columns whose model is known.

  /// Null where nobody said which model made the column.
  const ColumnModel* find_model(std::string_view column) const;
};

/// A file of the snapshot, by its path relative to the snapshot's folder.
struct SnapshotFile {
  std::string path;
  std::uint64_t size_bytes = 0;
  std::string hash;  ///< XXH3-128, 32 hexadecimal digits.
};

struct Manifest {
  int format_version = kSnapshotFormatVersion;  ///< As read; what is written is always today's.
  DatasetName dataset;
  std::string snapshot_id;
  /// What an import of the source would be called, where columns were added to it since; else
  /// empty.
  std::string source_id;
  std::string origin;  ///< What was imported, as a path of this machine: never sent to clients.
  /// The commit of the dataset's own repository that was imported; empty for all else.
  std::string pushed_commit = {};
  std::int64_t imported_at = 0;         ///< Seconds since 1970, UTC.
  std::optional<std::string> card;      ///< README.md, whole.
  std::vector<ConfigManifest> configs;  ///< Default config first; never empty.
  std::vector<SnapshotFile> files;      ///< By path.

  const ConfigManifest* find_config(std::string_view name) const;
  const SplitManifest* find_split(std::string_view config, std::string_view split) const;
  const SnapshotFile* find_file(std::string_view path) const;
  /// Whether the rows of some split are in an engine.
  bool has_engine_rows() const;
  /// Whether rows show files of the snapshot's own (media_files.h), which are not in its Parquet.
  bool has_media_files() const;
  std::uint64_t num_rows() const;
  std::uint64_t num_bytes_parquet() const;
  std::uint64_t num_bytes_original() const;
};

/// What is said of a manifest's origin to clients: its last part.
std::string_view public_origin(std::string_view origin);

/// Sealed (base/sealed_json.h).
std::string manifest_json(const Manifest& manifest);
/// Reads every version up to today's. Errors: corrupt; unsupported for a newer format version.
Result<Manifest> parse_manifest(std::string_view json);

}  // namespace vitrine::store
