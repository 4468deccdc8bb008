#pragma once
// What a search among vectors is asked and what it answers: the words that the exact scan
// (exact_search.h) and the index (vector_index.h) share.
//
// A similarity is a float, higher is nearer, ties to the lower row, so equal input gives equal
// answers on any number of cores of one machine.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "base/result.h"

namespace vitrine::vector {

/// n x dimension values, row-major. Views: what they show must outlive the search, unless `owner`
/// keeps it.
template <typename Float>
struct VectorMatrix {
  std::span<const Float> values;  ///< num_rows * dimension of them.
  std::uint32_t dimension = 0;
  std::uint64_t num_rows = 0;
  /// Bit r % 64 of word r / 64: whether row r has a vector. Empty: all do.
  std::span<const std::uint64_t> present;
  /// Asked before the values of rows are read: whether they are what was written. Empty: they are.
  /// Safe to call concurrently; next to free for rows it was asked about before.
  std::function<Status(std::uint64_t first, std::uint64_t count)> check = {};
  /// What the views show, where it was made for this matrix; null where it is somebody else's.
  std::shared_ptr<const void> owner = {};
};

/// Float64 values are compared as float32.
using AnyVectorMatrix = std::variant<VectorMatrix<float>, VectorMatrix<double>>;

struct Neighbour {
  std::uint64_t row = 0;
  float similarity = 0;

  bool operator==(const Neighbour&) const = default;
};

/// The order of answers.
inline bool is_nearer(const Neighbour& a, const Neighbour& b) {
  return a.similarity != b.similarity ? a.similarity > b.similarity : a.row < b.row;
}

struct Neighbours {
  std::uint64_t num_comparable = 0;  ///< Allowed rows that have a similarity with the query.
  std::vector<Neighbour> nearest;    ///< By descending similarity, ties by ascending row.
};

enum class Metric {
  kCosine,  ///< -1 to 1. Rows without a direction (all zeros) have none and are left out.
  kDot,     ///< The inner product, cut off at the range of float32.
  kL2,      ///< Minus the square of the Euclidean distance: 0 is equality.
};

/// How sure an answer must be. An index looks at as few rows as this allows; a scan is always
/// exact.
class Accuracy {
 public:
  /// A recall of 0.995 or more of the nearest rows, on average over queries.
  Accuracy() = default;
  /// Compare every allowed row's own vector.
  static Accuracy exact() { return Accuracy(1.0); }
  /// Find this share of the nearest rows on average; from 0.5, and 1 is exact().
  static Accuracy recall(double share) { return Accuracy(share); }

  bool is_exact() const { return recall_ >= 1.0; }
  double target() const { return recall_; }

 private:
  explicit Accuracy(double recall) : recall_(recall) {}
  double recall_ = 0.995;
};

struct VectorQuery {
  std::span<const float> vector;  ///< `dimension` values of any length.
  std::uint64_t limit = 10;
  /// Rows that may be returned, as a bitmap like `present`; bits beyond its end are unset. Empty:
  /// all.
  std::span<const std::uint64_t> allowed = {};
  Metric metric = Metric::kCosine;
  Accuracy accuracy = {};
};

}  // namespace vitrine::vector
