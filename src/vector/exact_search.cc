#include "vector/exact_search.h"

#include <bit>
#include <string>

#include "vector/nearest_heap.h"
#include "vector/row_bits.h"
#include "vector/similarity.h"

namespace vitrine {
namespace {

// How many words of 64 rows pass between two looks at the stop token: some 10 ms of work at most.
constexpr std::uint64_t kWordsPerCheck = 64;

template <typename Float>
Result<Neighbours> scan(const VectorMatrix<Float>& matrix, const VectorQuery& query,
                        const std::stop_token& stop) {
  if (query.vector.size() != matrix.dimension) {
    return invalid_argument("the query has " + std::to_string(query.vector.size()) +
                            " values, the column's vectors have " +
                            std::to_string(matrix.dimension));
  }
  SimilarityTo similarity(query.vector, query.metric);
  NearestHeap heap(std::min(query.limit, matrix.num_rows));
  Neighbours found;
  if (!similarity.is_comparable()) return found;
  for (std::uint64_t word = 0; word * 64 < matrix.num_rows; ++word) {
    if (word % kWordsPerCheck == 0 && stop.stop_requested()) return cancelled("stopped");
    std::uint64_t rows = row_bits(matrix.present, word, matrix.num_rows) &
                         row_bits(query.allowed, word, matrix.num_rows);
    for (; rows != 0; rows &= rows - 1) {
      const std::uint64_t row = word * 64 + static_cast<unsigned>(std::countr_zero(rows));
      const std::optional<float> score =
          similarity.of(matrix.values.subspan(row * matrix.dimension, matrix.dimension));
      if (!score) continue;
      ++found.num_comparable;
      heap.offer({row, *score});
    }
  }
  found.nearest = std::move(heap).sorted();
  return found;
}

}  // namespace

Result<Neighbours> exact_search(const AnyVectorMatrix& matrix, const VectorQuery& query,
                                const std::stop_token& stop) {
  return std::visit([&](const auto& typed) { return scan(typed, query, stop); }, matrix);
}

}  // namespace vitrine
