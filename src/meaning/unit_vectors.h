#pragma once
// UnitVectors: given vectors at length 1, a few dimensions of them at a time.
//
// Views: the matrix must outlive the object. Immutable and thread safe.

#include <cstdint>
#include <span>
#include <vector>

#include "vector/vector_query.h"

namespace vitrine::meaning {

class UnitVectors {
 public:
  /// Vector i is that of row rows[i] of `matrix`. Cost: one pass over these rows. Requires: the
  /// matrix is known to be whole (its check is not asked).
  UnitVectors(const vector::AnyVectorMatrix& matrix, std::span<const std::uint64_t> rows);

  std::uint32_t dimension() const { return dimension_; }
  std::size_t size() const { return factors_.size(); }
  /// Whether vector i is there and has a direction: not null, not zero, all values finite.
  bool has(std::size_t i) const { return factors_[i] > 0; }
  /// Writes values first, first + 1, ... of vector i; zeros behind its last. Requires: has(i).
  void copy(std::size_t i, std::size_t first, std::span<float> out) const;

 private:
  const vector::AnyVectorMatrix& matrix_;
  std::span<const std::uint64_t> rows_;
  std::uint32_t dimension_ = 0;
  std::vector<float> factors_;  ///< One by the length; 0: no direction.
};

}  // namespace vitrine::meaning
