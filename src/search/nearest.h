#pragma once
// Nearest rows of a split by one of its vector columns: the one place in search that knows how
// vectors are stored and which engine answers.

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "base/result.h"
#include "search/row_set.h"
#include "search/split_reader.h"
#include "vector/vector_query.h"

namespace vitrine {

struct NearestQuery {
  std::size_t column = 0;         ///< Position of a vector column.
  std::span<const float> vector;  ///< As many values as the column's vectors have.
  std::uint64_t limit = 10;
  const RowSet* wanted = nullptr;  ///< Rows that may be returned; null: all.
  Accuracy accuracy = {};          ///< Where there is an index; without one, answers are exact.
};

/// By descending cosine similarity, ties by ascending row. Rows without a direction (no vector, all
/// zeros, not finite) are near to nothing. Requires: column in layout().vector_columns.
/// Errors: invalid_argument for a vector of another length; corrupt, io, cancelled.
/// Cost: of a column with an index, 0.3 ms for 92,299 rows of 768 values; without, one pass over
/// it.
Result<Neighbours> nearest_rows(const SplitReader& split, const NearestQuery& query,
                                const std::stop_token& stop);

/// The same for pages of any depth: the first `query.limit` rows of one order that does not depend
/// on the limit. Its first 128 rows are those that an index finds for that many, with a recall of
/// 0.999; what follows is exact, so that no row comes twice or never. `query.accuracy` is not used.
Result<Neighbours> nearest_in_order(const SplitReader& split, NearestQuery query,
                                    const std::stop_token& stop);

/// The cosine of each row with `vector`, in the order given; nothing where there is none.
/// Requires: rows < num_rows(). Errors: as nearest_rows(). Cost: about 0.4 us a row of 768 floats.
Result<std::vector<std::optional<float>>> similarities(const SplitReader& split, std::size_t column,
                                                       std::span<const float> vector,
                                                       std::span<const std::uint64_t> rows);

/// Errors: invalid_argument if `vector` has another length than those of the column.
Status check_vector(const SplitReader& split, std::size_t column, std::span<const float> vector);

/// The row's vector as float32; empty for a null. Requires: row < file.num_rows().
std::vector<float> vector_at(const VectorFile& file, std::uint64_t row);

}  // namespace vitrine
