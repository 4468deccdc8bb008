#pragma once
// Map file: an AtlasMap on disk, laid out as it is sent: first the bytes that a page loads as they
// are, then the clusters as JSON. docs/formats/map-file.md has the layout.
//
// Written atomically, checked whole when it is opened: a map is small (ten bytes a row) and can be
// made again.

#include <cstdint>
#include <string>
#include <string_view>

#include "atlas/atlas_map.h"
#include "base/file_kinds.h"
#include "base/result.h"

namespace vitrine::atlas {

/// Replaces `path`. Errors: io.
Status write_map_file(const fs::path& path, const AtlasMap& map);

/// A mapped map. Immutable and thread safe.
class MapFile {
 public:
  /// Errors: not_found; unsupported for another version; corrupt; io.
  static Result<MapFile> open(const fs::path& path);

  std::uint64_t num_rows() const { return num_rows_; }
  std::uint64_t num_points() const { return num_points_; }
  /// Per row x and y, little-endian float32, NaN where the row has no vector; after those of all
  /// rows a little-endian uint16 per row: its fine cluster, or 65535.
  std::string_view points() const;
  /// {"bounds":{...},"clusters":{"coarse":[...],"fine":[...]}}
  std::string_view description() const;
  /// Names the content: 16 hexadecimal digits.
  const std::string& checksum() const { return checksum_; }
  /// Whether every page read so far was the file's (base/mapped_faults.h).
  bool is_intact() const { return file_.is_intact(); }

 private:
  explicit MapFile(Container file) : file_(std::move(file)) {}

  Container file_;
  std::uint64_t num_rows_ = 0;
  std::uint64_t num_points_ = 0;
  std::string checksum_;
};

}  // namespace vitrine::atlas
