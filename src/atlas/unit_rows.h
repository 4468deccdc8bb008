#pragma once
// UnitRows: the rows of a matrix that have a direction, seen as unit vectors.
//
// Points of a map are numbered 0 to size() - 1 in row order; rows that are null, zero, or hold a
// NaN or infinity have no point. Nothing is copied: a vector is scaled when it is read, so a
// matrix that is mapped from a file stays there. Immutable and thread safe.

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "base/result.h"
#include "vector/vector_query.h"

namespace vitrine::atlas {

class UnitRows {
 public:
  /// The matrix's values must outlive this object.
  /// Errors: too_large from 2^32 rows on; cancelled. Cost: one pass, 12 bytes a row.
  static Result<UnitRows> create(const vector::AnyVectorMatrix& matrix, unsigned threads,
                                 const std::stop_token& stop);

  std::uint32_t size() const { return static_cast<std::uint32_t>(rows_.size()); }
  std::uint32_t dimension() const;
  /// The row of each point, ascending.
  std::span<const std::uint32_t> rows() const { return rows_; }

  /// Writes the `dimension()` values of `point` at `out[0]`, `out[stride]`, ...
  /// Requires: point < size().
  void read(std::uint32_t point, float* out, std::size_t stride = 1) const;

 private:
  explicit UnitRows(const vector::AnyVectorMatrix& matrix) : matrix_(matrix) {}

  vector::AnyVectorMatrix matrix_;
  std::vector<std::uint32_t> rows_;
  std::vector<double> scales_;  // 1 / length, of each point
};

}  // namespace vitrine::atlas
