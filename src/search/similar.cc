#include "search/similar.h"

#include <algorithm>
#include <bit>
#include <memory>

#include "search/nearest.h"

namespace vitrine {

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
  const std::vector<float> vector = vector_at(**file, query.row);
  if (vector.empty()) return Hits();
  NearestQuery nearest{query.column, vector};
  const std::uint64_t end =
      query.offset +
      std::min(query.limit, split.num_rows() - std::min(query.offset, split.num_rows()));
  // One more, since the row itself is among its nearest. Rounded up, so that neighbouring pages
  // come from one answer and nothing can stand on both.
  nearest.limit = std::bit_ceil(std::max<std::uint64_t>(std::min(end, split.num_rows()) + 1, 128));
  nearest.accuracy = Accuracy::recall(0.999);
  nearest.wanted = wanted.get();
  Result<Neighbours> found = nearest_rows(split, nearest, stop);
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
