#pragma once
// Manifest: what a snapshot holds. One JSON file, `manifest.json`, written last; a snapshot without
// it does not exist. docs/formats/library.md draws the folder.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "schema/features.h"
#include "store/dataset_name.h"

namespace vitrine {

/// Bumped when a snapshot of an older build must be made again from its source.
inline constexpr int kSnapshotFormatVersion = 1;

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

  std::uint64_t num_bytes_parquet() const;
};

struct ConfigManifest {
  std::string name;
  std::uint64_t num_bytes_original = 0;
  Features features;
  std::vector<SplitManifest> splits;  ///< In the source's order; never empty.
};

/// A file of the snapshot, by its path relative to the snapshot's folder.
struct SnapshotFile {
  std::string path;
  std::uint64_t size_bytes = 0;
  std::string hash;  ///< XXH3-128, 32 hexadecimal digits.
};

struct Manifest {
  DatasetName dataset;
  std::string snapshot_id;
  std::string origin;  ///< What was imported, as a path of this machine: never sent to clients.
  std::int64_t imported_at = 0;         ///< Seconds since 1970, UTC.
  std::optional<std::string> card;      ///< README.md, whole.
  std::vector<ConfigManifest> configs;  ///< Default config first; never empty.
  std::vector<SnapshotFile> files;

  const ConfigManifest* find_config(std::string_view name) const;
  const SplitManifest* find_split(std::string_view config, std::string_view split) const;
  const SnapshotFile* find_file(std::string_view path) const;
  std::uint64_t num_rows() const;
  std::uint64_t num_bytes_parquet() const;
  std::uint64_t num_bytes_original() const;
};

std::string manifest_json(const Manifest& manifest);
/// Errors: corrupt; unsupported for another format version.
Result<Manifest> parse_manifest(std::string_view json);

}  // namespace vitrine
