#pragma once
// Byte layout of a column value file: what its writer and its reader share. See
// docs/formats/column-values.md.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/hash.h"

namespace vitrine::column_values {

inline constexpr std::string_view kMagic = "VITRCOLV";
inline constexpr std::uint32_t kVersion = 1;

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
  std::uint64_t dictionary_offset;  ///< Of num_values uint64 ends, then the bytes, padded.
  std::uint64_t num_values;
  std::uint64_t dictionary_checksum;
};
static_assert(sizeof(TrackEntry) == 32);

struct BlockEntry {
  std::uint64_t offset;
  std::uint64_t checksum;
};

/// At the end of the file. Before it: the tracks' entries, then each track's block entries.
struct Footer {
  char magic[8];
  std::uint32_t version;
  std::uint32_t block_rows;
  std::uint64_t num_rows;
  std::uint64_t directory_offset;
  std::uint64_t directory_checksum;
  std::uint32_t num_tracks;
  std::uint32_t reserved;
  std::uint64_t footer_checksum;  ///< Of the bytes before it.
};
static_assert(sizeof(Footer) == 56);

inline std::uint64_t footer_checksum(const Footer& footer) {
  return checksum64(std::as_bytes(std::span(&footer, 1)).first(offsetof(Footer, footer_checksum)));
}

}  // namespace vitrine::column_values
