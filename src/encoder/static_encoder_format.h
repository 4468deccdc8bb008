#pragma once
// The bytes of a static encoder's file, a container (base/container.h).
// docs/formats/static-encoder.md draws them.

#include <array>
#include <cstdint>

#include "base/container.h"

namespace vitrine::encoder {

inline constexpr FileKind kStaticEncoderKind = {"VITRSTAT", 1, "static encoder"};

inline constexpr std::uint32_t kEncoderShapeSection = 1;       ///< One StaticEncoderShape.
inline constexpr std::uint32_t kEncoderVocabularySection = 2;  ///< Tokens, joined by line feeds.
inline constexpr std::uint32_t kEncoderRowBitsSection =
    3;                                                    ///< A bit a token: whether it has a row.
inline constexpr std::uint32_t kEncoderScaleSection = 4;  ///< bfloat16 per row and part.
inline constexpr std::uint32_t kEncoderCodeSection = 5;   ///< Rows of nibbles.

inline constexpr std::uint32_t kMaxEncoderParts = 4;
/// Dimensions of a part are a multiple of it.
inline constexpr std::uint32_t kEncoderPartStep = 32;
inline constexpr std::uint32_t kMaxEncoderPartDimension = 1024;

struct StaticEncoderShape {
  std::uint32_t num_tokens;
  std::uint32_t num_rows;
  std::uint32_t num_parts;
  std::uint32_t part_dimension;
  std::uint32_t unknown_token;
  std::array<float, kMaxEncoderParts> part_weights;  ///< 0 behind the last part.
};
static_assert(sizeof(StaticEncoderShape) == 36);

}  // namespace vitrine::encoder
