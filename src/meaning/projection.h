#pragma once
// Projection: where a text lies among the vectors of an unknown model.
//
// Learned from a split's own rows (projection_fit.h), judged on rows held out
// (projection_quality.h), mapped from its file. Format: docs/formats/projection.md. Immutable and
// thread safe.

#include <span>
#include <string_view>
#include <vector>

#include "base/container.h"
#include "base/result.h"
#include "meaning/projection_quality.h"
#include "meaning/term_space.h"

namespace vitrine::meaning {

class Projection {
 public:
  /// Errors: not_found, corrupt, io; unsupported for one of another version of the encoder.
  static Result<Projection> open(const fs::path& path);

  const ProjectionQuality& quality() const { return quality_; }
  /// Of the given vectors.
  std::uint32_t dimension() const { return dimension_; }
  bool is_intact() const { return file_.is_intact(); }

  /// Where `text`, any bytes, lies: to be compared by the cosine. Empty if nothing in it is known.
  /// Requires: quality().is_related(). Errors: corrupt. Cost: about 0.2 ms for 768 dimensions.
  Result<std::vector<float>> place_of(std::string_view text) const;

 private:
  explicit Projection(Container file) : file_(std::move(file)) {}
  Status read();
  Status read_weights(std::uint32_t num_terms);
  Status add_terms(const TermVector& terms, std::span<float> out) const;

  Container file_;
  ProjectionQuality quality_;
  std::uint32_t dimension_ = 0;
  std::uint32_t text_dimension_ = 0;
  std::span<const float> mean_;
  std::span<const float> text_;
  TermSpace terms_;
  std::span<const float> scales_;
  std::span<const std::int8_t> codes_;
};

}  // namespace vitrine::meaning
