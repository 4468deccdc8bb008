#pragma once
// Byte layout of a column value file: what its writer and its reader share. See
// docs/formats/column-values.md.

#include <cstdint>

namespace vitrine::store::column_values {

enum Section : std::uint32_t { kValues = 1, kTracks, kBlocks, kShape };

/// Opens every block; everything in a block starts at a multiple of 8 bytes.
struct BlockHeader {
  std::int64_t base;    ///< Integers: added to every stored value.
  std::uint32_t count;  ///< Values that follow: rows, or members of all rows.
  std::uint16_t width;  ///< Bytes of a value: 0 (all equal `base`), 1, 2, 4 or 8.
  std::uint16_t has_nulls;
};
static_assert(sizeof(BlockHeader) == 16);

struct TrackEntry {
  std::uint32_t column;
  std::uint32_t kind;
  std::uint64_t dictionary_offset;  ///< In kValues: num_values uint64 ends, the bytes, padding.
  std::uint64_t num_values;
};
static_assert(sizeof(TrackEntry) == 24);

/// Where a block starts in kValues. One for each block of each track, track after track.
using BlockOffset = std::uint64_t;

struct Shape {
  std::uint64_t num_rows;
  std::uint32_t block_rows;
  std::uint32_t num_tracks;
};
static_assert(sizeof(Shape) == 16);

}  // namespace vitrine::store::column_values
