#pragma once
// From a vector to what its codes are made of: its length, its direction less the mean of all
// directions, rotated. Rows and queries take the same way.
//
// With c the mean and r = x / |x| - c: cos(q, x) = <q, c> + <r, c> + <q - c, r> for a unit query q.
// The first term is the query's, the second the row's, and only the third is estimated, between
// vectors that are shorter the more the data has in common.
// Source: Gao and Long, "RaBitQ" (SIGMOD 2024), section 3.1.1, for distances; here for cosines.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "vector/rotation.h"
#include "vector/vector_query.h"

namespace vitrine::vector {

/// What is known of a vector before it is encoded.
enum class VectorKind {
  kNotFinite,  ///< A NaN or infinity somewhere.
  kZero,
  kDirected,
};

/// One thread's: keeps buffers. What it shows stays valid until its next call.
class RowEncoder {
 public:
  /// Both must outlive this object. Requires: mean.size() == the rotation's dimension.
  RowEncoder(const Rotation& rotation, std::span<const float> mean);

  /// Requires: mean.size() values.
  VectorKind encode(std::span<const float> vector);
  VectorKind encode(std::span<const double> vector);

  // Of the vector last encoded, which was kDirected:

  /// Direction less the mean, rotated.
  std::span<const float> rotated() const { return rotated_; }
  /// The sum of the squares of rotated().
  float squares() const { return squares_; }
  /// <direction - mean, mean>.
  float offset() const { return offset_; }
  /// <direction, mean>.
  float common() const { return common_; }
  /// The vector's length, at most the largest float.
  float norm() const { return norm_; }

 private:
  template <typename Float>
  VectorKind encode_any(std::span<const Float> vector);

  const Rotation* rotation_;
  std::span<const float> mean_;
  float mean_squared_;
  std::vector<float> rotated_;
  float squares_ = 0;
  float offset_ = 0;
  float common_ = 0;
  float norm_ = 0;
};

/// Writes the unit vector of the same direction and returns the length; writes nothing unless the
/// kind is kDirected. Requires: direction.size() == vector.size().
template <typename Float>
VectorKind split_length(std::span<const Float> vector, std::span<float> direction, float& norm);

/// The mean of the directions of at most 16,384 rows spread evenly over the matrix; zeros without
/// any. Depends on the matrix alone.
std::vector<float> mean_direction(const AnyVectorMatrix& matrix);

}  // namespace vitrine::vector
