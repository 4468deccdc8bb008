#pragma once
// The layout of a vector index file (`vectors-{column}.vtq`), a container (base/container.h): where
// each section starts, and the check of a file before anything in it is used.
// docs/formats/vector-codes.md draws it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/file_kinds.h"
#include "base/result.h"

namespace vitrine::vector {

/// The largest dimension whose sums the sign codes' 16 bits hold.
inline constexpr std::uint32_t kLargestIndexedDimension = 8192;

/// Offsets of the sections in bytes, each a multiple of 64.
struct VectorIndexLayout {
  /// For `rows` rows of `values` values each.
  VectorIndexLayout(std::uint32_t values, std::uint64_t rows);

  std::uint32_t dimension;
  std::uint32_t padded;   ///< The dimension of rotated vectors.
  std::uint32_t scanned;  ///< How many of its coordinates have sign codes.
  std::uint64_t num_rows;
  std::uint64_t num_blocks;
  std::uint64_t block_bytes;
  std::uint64_t record_bytes;

  std::uint64_t blocks = 0;  ///< Sign codes of 64 rows each.
  std::uint64_t records;     ///< Nibble codes, one record a row.
  std::uint64_t norms;       ///< One float a row.
  std::uint64_t finite;      ///< A bitmap: rows without a NaN or infinity that are not null.
  std::uint64_t directed;    ///< A bitmap: those of them that are not all zeros.
  std::uint64_t mean;        ///< `dimension` floats.
  std::uint64_t shape;       ///< A VectorIndexShape.
  std::uint64_t content;     ///< Where the sections end.
  std::uint64_t size_bytes;  ///< Of the file.
};

/// Makes a container of a file whose sections are written. Requires: file.size() is the layout's.
void seal_vector_index(std::span<std::byte> file, const VectorIndexLayout& layout);

/// The layout of a file, of which everything but the records was checked: those are checked as they
/// are read. Errors: corrupt. Cost: reads a fourth of the file or less.
Result<VectorIndexLayout> check_vector_index(const Container& file);

}  // namespace vitrine::vector
