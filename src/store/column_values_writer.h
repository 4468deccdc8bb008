#pragma once
// Writes a column value file (column_values.h) in one pass, row after row.
//
// Memory: one block of rows per track and the dictionaries, each at most `dictionary_bytes`; a
// track whose dictionary outgrows that, or in whose first block nearly every value is another, is
// given up: its column is no use for facets. Not thread safe.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "base/vocabulary.h"
#include "store/column_values.h"
#include "store/column_values_format.h"

namespace vitrine::store {

class ColumnValuesWriter {
 public:
  struct Track {
    std::uint32_t column = 0;
    TrackKind kind = TrackKind::kIntegers;
  };
  struct Options {
    std::size_t dictionary_bytes = std::size_t{16} << 20U;
    std::uint32_t block_rows = 16'384;  ///< A multiple of 64.
  };

  static Result<ColumnValuesWriter> create(const fs::path& path, std::span<const Track> tracks,
                                           const Options& options);

  /// Every track that was not given up gets one of these per row; `track` is its place in the list
  /// given.
  void add_null(std::size_t track);
  void add_integer(std::size_t track, std::int64_t value);  ///< kIntegers, kLengths.
  void add_float(std::size_t track, double value);          ///< kFloats; not finite counts as null.
  void add_code(std::size_t track, std::string_view json);  ///< kCodes.
  /// kMembers: then end_members() ends the row. A member that comes again in a row counts once.
  void add_member(std::size_t track, std::string_view json);
  void end_members(std::size_t track);

  /// Whether the track is to get no more values.
  bool gave_up(std::size_t track) const { return tracks_[track].given_up; }

  /// Ends a row of all tracks; writes their blocks when they are full.
  Status end_row();
  /// Writes what is left, fsyncs and closes.
  Status finish();

 private:
  struct Open {
    Track track;
    bool given_up = false;
    std::vector<std::int64_t> integers;  ///< Of this block: values, codes or members' codes.
    std::vector<double> floats;
    std::vector<std::uint32_t> ends;
    std::vector<std::uint64_t> present;
    bool has_nulls = false;
    Vocabulary dictionary;  ///< The values as JSON, by their codes.
    std::vector<column_values::BlockOffset> blocks;
  };

  ColumnValuesWriter(ContainerWriter file, std::span<const Track> tracks, const Options& options);
  void mark_present(Open& track);
  void give_up_if_useless(Open& track, bool first_block) const;
  Status flush_blocks();
  Status write_block(Open& track);
  Status write_piece(std::string_view bytes);

  ContainerWriter file_;
  Options options_;
  std::vector<Open> tracks_;
  std::uint64_t num_rows_ = 0;
  std::uint32_t rows_in_block_ = 0;
};

}  // namespace vitrine::store
