#pragma once
// The bytes of a projection: docs/formats/projection.md.

#include <cstdint>

#include "base/file_kinds.h"
#include "meaning/projection_quality.h"

namespace vitrine::meaning {

inline constexpr std::uint32_t kProjectionShapeSection = 1;
inline constexpr std::uint32_t kProjectionQualitySection = 2;  ///< A ProjectionQuality.
// Empty where the vectors have nothing to do with the text.
inline constexpr std::uint32_t kProjectionMeanSection = 3;   ///< float32 a dimension.
inline constexpr std::uint32_t kProjectionTextSection = 4;   ///< float32, a row a text dimension.
inline constexpr std::uint32_t kProjectionTokenSection = 5;  ///< uint32 a term, ascending.
inline constexpr std::uint32_t kProjectionIdfSection = 6;    ///< float32 a term.
inline constexpr std::uint32_t kProjectionScaleSection = 7;  ///< float32 a term.
inline constexpr std::uint32_t kProjectionCodeSection = 8;   ///< int8, a row a term.

inline constexpr std::uint32_t kMaxProjectionDimension = 1U << 20U;

struct ProjectionShape {
  std::uint64_t encoder_checksum;  ///< TextSpace::checksum().
  std::uint32_t dimension;         ///< Of the given vectors.
  std::uint32_t text_dimension;    ///< TextSpace::dimension().
  std::uint32_t num_terms;
  std::uint32_t has_weights;  ///< 1, or 0: only the quality is there.
};
static_assert(sizeof(ProjectionShape) == 24);

}  // namespace vitrine::meaning
