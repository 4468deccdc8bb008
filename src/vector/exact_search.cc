#include "vector/exact_search.h"

#include <bit>
#include <optional>
#include <string>
#include <vector>

#include "vector/nearest_heap.h"
#include "vector/prefetch.h"
#include "vector/row_bits.h"
#include "vector/similarity.h"

namespace vitrine::vector {
namespace {

// Rows between two looks at the stop token: some 10 ms of work at most.
constexpr std::size_t kBatchRows = 4096;
// How far ahead rows are asked for that do not follow each other. Where they do, the hardware's own
// prefetching is better alone: a scan of all rows took a third longer with ours.
constexpr std::size_t kPrefetchRows = 2;

/// One matrix scanned for one query.
template <typename Float>
class Scan {
 public:
  Scan(const VectorMatrix<Float>& matrix, const VectorQuery& query)
      : matrix_(matrix),
        similarity_(query.vector, query.metric),
        heap_(std::min(query.limit, matrix.num_rows)) {}

  bool is_comparable() const { return similarity_.is_comparable(); }

  void compare(std::span<const std::uint64_t> rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::size_t ahead = i + kPrefetchRows;
      if (ahead < rows.size() && rows[ahead] != rows[i] + kPrefetchRows)
        prefetch_bytes(std::as_bytes(row(rows[ahead])));
      const std::optional<float> similarity = similarity_.of(row(rows[i]));
      if (!similarity) continue;
      ++num_comparable_;
      heap_.offer({rows[i], *similarity});
    }
  }

  Neighbours found() && { return {num_comparable_, std::move(heap_).sorted()}; }

 private:
  std::span<const Float> row(std::uint64_t index) const {
    return matrix_.values.subspan(index * matrix_.dimension, matrix_.dimension);
  }

  const VectorMatrix<Float>& matrix_;
  SimilarityTo similarity_;
  NearestHeap heap_;
  std::uint64_t num_comparable_ = 0;
};

template <typename Float>
Result<Neighbours> scan(const VectorMatrix<Float>& matrix, const VectorQuery& query,
                        const std::stop_token& stop) {
  if (query.vector.size() != matrix.dimension) {
    return invalid_argument("the query has " + std::to_string(query.vector.size()) +
                            " values, the column's vectors have " +
                            std::to_string(matrix.dimension));
  }
  Scan<Float> scan(matrix, query);
  if (!scan.is_comparable()) return Neighbours();
  std::vector<std::uint64_t> batch;
  const std::uint64_t num_words = (matrix.num_rows + 63) / 64;
  for (std::uint64_t word = 0; word < num_words; ++word) {
    std::uint64_t rows = row_bits(matrix.present, word, matrix.num_rows) &
                         row_bits(query.allowed, word, matrix.num_rows);
    if (rows != 0 && matrix.check) {
      const std::uint64_t first = word * 64;
      const std::uint64_t count = std::min<std::uint64_t>(64, matrix.num_rows - first);
      if (Status whole = matrix.check(first, count); !whole) return std::move(whole).error();
    }
    for (; rows != 0; rows &= rows - 1)
      batch.push_back(word * 64 + static_cast<unsigned>(std::countr_zero(rows)));
    if (batch.size() < kBatchRows && word + 1 < num_words) continue;
    if (stop.stop_requested()) return cancelled("stopped");
    scan.compare(batch);
    batch.clear();
  }
  return std::move(scan).found();
}

}  // namespace

Result<Neighbours> exact_search(const AnyVectorMatrix& matrix, const VectorQuery& query,
                                const std::stop_token& stop) {
  return std::visit([&](const auto& typed) { return scan(typed, query, stop); }, matrix);
}

}  // namespace vitrine::vector
