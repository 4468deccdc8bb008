#pragma once
// The true similarity of a query and one row, from the row's own values: what exact search orders
// by and what an index re-ranks with, so that both give the same numbers.
//
// Sums are float32 where their squares stay well inside its range, else double. Immutable after
// construction; the buffer for float64 rows makes one object one thread's.

#include <optional>
#include <span>
#include <vector>

#include "vector/vector_query.h"

namespace vitrine::vector {

class SimilarityTo {
 public:
  /// The query's values must outlive this object.
  SimilarityTo(std::span<const float> query, Metric metric);

  /// Whether the query can be near to anything: finite, and of some length for the cosine.
  bool is_comparable() const { return is_comparable_; }

  /// Nothing if there is no similarity: a NaN or infinity among the row's values, or, for the
  /// cosine, only zeros. Requires: is_comparable(), as many values as the query.
  std::optional<float> of(std::span<const float> row);
  std::optional<float> of(std::span<const double> row);

 private:
  std::optional<float> plain(std::span<const float> row) const;

  std::span<const float> query_;
  Metric metric_;
  float norm_ = 0;
  bool is_plain_ = false;  // the square of the query's norm lies well inside float32
  bool is_comparable_ = false;
  std::vector<float> narrowed_;
};

}  // namespace vitrine::vector
