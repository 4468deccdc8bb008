#include "search/similar.h"

#include <algorithm>
#include <limits>
#include <memory>

#include "vector/exact_search.h"

namespace vitrine {
namespace {

std::vector<float> vector_of(const VectorFile& file, std::uint64_t row) {
  std::vector<float> vector;
  if (file.element() == VectorElement::kFloat32) {
    const std::span<const float> values = file.floats(row);
    vector.assign(values.begin(), values.end());
  } else {
    for (const double value : file.doubles(row)) vector.push_back(static_cast<float>(value));
  }
  return vector;
}

Result<Neighbours> nearest(const VectorFile& file, const CosineQuery& query,
                           const std::stop_token& stop) {
  if (file.element() == VectorElement::kFloat32) {
    return nearest_by_cosine(
        VectorMatrix<float>{file.all_floats(), file.dimension(), file.num_rows(), file.present()},
        query, stop);
  }
  return nearest_by_cosine(
      VectorMatrix<double>{file.all_doubles(), file.dimension(), file.num_rows(), file.present()},
      query, stop);
}

}  // namespace

Result<Hits> run_similar(const SplitReader& split, SqlRows& sql, const SimilarQuery& query,
                         std::stop_token stop) {
  const Result<const VectorFile*> file = split.vectors(query.column);
  if (!file) return file.error();
  std::shared_ptr<const RowSet> wanted;
  if (!query.condition.empty()) {
    Result<std::shared_ptr<const RowSet>> rows = sql.matching(split, query.condition, stop);
    if (!rows) return std::move(rows).error();
    wanted = *std::move(rows);
  }
  const std::vector<float> vector = vector_of(**file, query.row);
  CosineQuery cosine{vector};
  const std::uint64_t end =
      query.offset +
      std::min(query.limit, split.num_rows() - std::min(query.offset, split.num_rows()));
  // One more, since the row itself is among its nearest.
  cosine.limit = std::min(end, split.num_rows()) + 1;
  if (wanted) cosine.allowed = wanted->words();
  Result<Neighbours> found = nearest(**file, cosine, stop);
  if (!found) return std::move(found).error();

  const bool includes_itself =
      found->num_comparable > 0 && (!wanted || wanted->contains(query.row));
  std::erase_if(found->nearest, [&](const Neighbour& n) { return n.row == query.row; });
  Hits hits;
  hits.total = found->num_comparable - (includes_itself ? 1 : 0);
  for (std::uint64_t i = query.offset; i < found->nearest.size() && hits.rows.size() < query.limit;
       ++i) {
    hits.rows.push_back(found->nearest[i].row);
    hits.scores.push_back(found->nearest[i].similarity);
  }
  return hits;
}

}  // namespace vitrine
