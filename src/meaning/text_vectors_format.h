#pragma once
// The bytes of a file of text vectors: docs/formats/text-vectors.md.

#include <cstddef>
#include <cstdint>

#include "base/file_kinds.h"
#include "vector/nibble_codes.h"

namespace vitrine::meaning {

inline constexpr std::uint32_t kTextRecordSection = 1;   ///< nibble_record_bytes() a row.
inline constexpr std::uint32_t kTextPresentSection = 2;  ///< A bit a row: whether it has a vector.
inline constexpr std::uint32_t kTextShapeSection = 3;

struct TextVectorsShape {
  std::uint64_t num_rows;
  std::uint64_t encoder_checksum;  ///< TextSpace::checksum().
  std::uint32_t dimension;         ///< TextSpace::dimension().
  std::uint32_t zero;
};
static_assert(sizeof(TextVectorsShape) == 24);

/// The two levels of a byte of a record, around zero.
inline float first_level(std::byte both) {
  return static_cast<float>(std::to_integer<int>(both & std::byte{15})) - 7.5F;
}
inline float second_level(std::byte both) {
  return static_cast<float>(std::to_integer<int>(both >> 4)) - 7.5F;
}

}  // namespace vitrine::meaning
