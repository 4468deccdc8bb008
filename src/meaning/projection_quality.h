#pragma once
// How well texts find rows among vectors of an unknown model, by a projection (projection.h): found
// out on rows that it was not learned from.

#include <cstdint>
#include <string_view>

namespace vitrine::meaning {

/// From so many rows on with a text and a vector, a projection is learned.
inline constexpr std::uint64_t kMinProjectionRows = 300;

/// Less of what vectors differ in than this explained by the text: they have nothing to do with it.
inline constexpr float kRelatedShare = 0.05F;

struct ProjectionQuality {
  std::uint64_t num_rows = 0;  ///< With a text and a vector that has a direction.
  std::uint32_t held_out = 0;  ///< Of those, judged on; a fit without them was judged.
  std::uint32_t compared = 0;  ///< Rows among which each of them was looked for.
  /// Of what the vectors of the rows held out differ from the mean in, the share that their texts
  /// tell; below 0 where the mean is the better guess.
  float explained = 0;
  /// MRR@10 of the rows held out, each looked for by a part of its text: its first line where it
  /// has more, else the first half.
  float found = 0;
  float found_by_text = 0;  ///< The same by the vectors that the program makes of the text.
  float gain_error = 0;     ///< Standard error of found - found_by_text.

  /// Whether it may be used.
  bool is_related() const { return explained >= kRelatedShare; }
  /// Whether it is used where nobody names a column.
  bool beats_text() const { return is_related() && found - found_by_text > 2 * gain_error; }

  bool operator==(const ProjectionQuality&) const = default;
};
static_assert(sizeof(ProjectionQuality) == 32);

/// When words are looked for among the vectors: "default", "when_named" (the column), "never".
inline std::string_view projection_use(const ProjectionQuality& quality) {
  if (!quality.is_related()) return "never";
  return quality.beats_text() ? "default" : "when_named";
}

}  // namespace vitrine::meaning
