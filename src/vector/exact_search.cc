#include "vector/exact_search.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "vector/kernels.h"

namespace vitrine {
namespace {

// How many rows pass between two looks at the stop token: some 10 ms of work at most.
constexpr std::uint64_t kRowsPerCheck = 4096;

bool is_set(std::span<const std::uint64_t> bitmap, std::uint64_t row) {
  return bitmap.empty() || (row / 64 < bitmap.size() && (bitmap[row / 64] >> (row % 64) & 1U) != 0);
}

bool is_nearer(const Neighbour& a, const Neighbour& b) {
  return a.similarity != b.similarity ? a.similarity > b.similarity : a.row < b.row;
}

/// The best `limit` neighbours seen so far, the worst of them on top of a heap.
class NearestHeap {
 public:
  explicit NearestHeap(std::uint64_t limit) : limit_(limit) {}

  void offer(const Neighbour& candidate) {
    if (heap_.size() < limit_) {
      heap_.push_back(candidate);
      std::ranges::push_heap(heap_, is_nearer);
    } else if (limit_ > 0 && is_nearer(candidate, heap_.front())) {
      std::ranges::pop_heap(heap_, is_nearer);
      heap_.back() = candidate;
      std::ranges::push_heap(heap_, is_nearer);
    }
  }

  std::vector<Neighbour> sorted() && {
    std::ranges::sort_heap(heap_, is_nearer);
    return std::move(heap_);
  }

 private:
  std::uint64_t limit_;
  std::vector<Neighbour> heap_;
};

/// The cosine in double precision, for vectors whose squares leave the range of float32.
template <typename Float>
std::optional<float> careful_cosine(std::span<const float> query, std::span<const Float> row) {
  double dot = 0;
  double query_squared = 0;
  double row_squared = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto q = static_cast<double>(query[i]);
    const auto r = static_cast<double>(row[i]);
    dot += q * r;
    query_squared += q * q;
    row_squared += r * r;
  }
  const double cosine = dot / (std::sqrt(query_squared) * std::sqrt(row_squared));
  if (!std::isfinite(cosine)) return std::nullopt;
  return static_cast<float>(std::clamp(cosine, -1.0, 1.0));
}

/// The query's vector with what is computed of it once.
struct Direction {
  std::span<const float> vector;
  float norm = 0;
  bool is_plain = false;  ///< Its norm squared lies well inside float32.
};

template <typename Float>
std::optional<float> cosine(const Direction& query, std::span<const float> row,
                            std::span<const Float> original) {
  const DotAndNorm sums = dot_and_norm(query.vector, row);
  const float cosine = sums.dot / (query.norm * std::sqrt(sums.norm_squared));
  const bool is_plain = query.is_plain && std::isnormal(sums.norm_squared);
  if (!is_plain || !std::isfinite(cosine)) return careful_cosine(query.vector, original);
  return std::clamp(cosine, -1.0F, 1.0F);
}

std::span<const float> as_floats(std::span<const float> row, std::vector<float>&) {
  return row;
}

std::span<const float> as_floats(std::span<const double> row, std::vector<float>& buffer) {
  buffer.resize(row.size());
  std::ranges::transform(row, buffer.begin(),
                         [](double value) { return static_cast<float>(value); });
  return buffer;
}

template <typename Float>
Result<Neighbours> scan(const VectorMatrix<Float>& matrix, const CosineQuery& query,
                        const std::stop_token& stop) {
  if (query.vector.size() != matrix.dimension) {
    return invalid_argument("the query has " + std::to_string(query.vector.size()) +
                            " values, the column's vectors have " +
                            std::to_string(matrix.dimension));
  }
  const float squared = dot_and_norm(query.vector, query.vector).norm_squared;
  const Direction direction{query.vector, std::sqrt(squared), std::isnormal(squared)};
  NearestHeap heap(std::min(query.limit, matrix.num_rows));
  Neighbours found;
  std::vector<float> buffer;
  for (std::uint64_t row = 0; row < matrix.num_rows; ++row) {
    if (row % kRowsPerCheck == 0 && stop.stop_requested()) return cancelled("stopped");
    if (!is_set(matrix.present, row) || !is_set(query.allowed, row)) continue;
    const std::span<const Float> values =
        matrix.values.subspan(row * matrix.dimension, matrix.dimension);
    const std::optional<float> similarity = cosine(direction, as_floats(values, buffer), values);
    if (!similarity) continue;
    ++found.num_comparable;
    heap.offer({row, *similarity});
  }
  found.nearest = std::move(heap).sorted();
  return found;
}

}  // namespace

Result<Neighbours> nearest_by_cosine(const VectorMatrix<float>& matrix, const CosineQuery& query,
                                     const std::stop_token& stop) {
  return scan(matrix, query, stop);
}

Result<Neighbours> nearest_by_cosine(const VectorMatrix<double>& matrix, const CosineQuery& query,
                                     const std::stop_token& stop) {
  return scan(matrix, query, stop);
}

}  // namespace vitrine
