#pragma once
// Reading bitmaps of rows 64 at a time.

#include <cstdint>
#include <span>

namespace vitrine::vector {

/// Word `word` of a bitmap over `num_rows` rows, without bits beyond the last row. An empty bitmap
/// means all rows; words beyond the end of any other are zero. Requires: word * 64 < num_rows.
inline std::uint64_t row_bits(std::span<const std::uint64_t> bitmap, std::uint64_t word,
                              std::uint64_t num_rows) {
  const std::uint64_t left = num_rows - word * 64;
  const std::uint64_t inside = left < 64 ? (1ULL << left) - 1 : ~0ULL;
  if (bitmap.empty()) return inside;
  return word < bitmap.size() ? bitmap[word] & inside : 0;
}

}  // namespace vitrine::vector
