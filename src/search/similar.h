#pragma once
// Similar: the rows of a split that are nearest to one of them, by a vector column.

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "search/query.h"
#include "search/split_reader.h"
#include "search/sql_rows.h"

namespace vitrine {

struct SimilarQuery {
  std::uint64_t row = 0;
  std::size_t column = 0;  ///< Position of a vector column.
  std::string condition;   ///< As Query's.
  std::uint64_t offset = 0;
  std::uint64_t limit = 100;
};

/// The other rows by descending cosine similarity (the hits' scores), ties by ascending row. Of a
/// large column, whose index answers, one row in a thousand may be missing at most; of others none.
/// `total` is how many rows could be compared. A row without a direction (no vector, all zeros, not
/// finite) is near to nothing: no hits.
/// Requires: row < num_rows(), column in layout().vector_columns. Errors: as run_query().
/// Cost: as nearest_rows().
Result<Hits> run_similar(const SplitReader& split, SqlRows& sql, const SimilarQuery& query,
                         std::stop_token stop);

}  // namespace vitrine
