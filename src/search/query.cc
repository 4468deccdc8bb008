#include "search/query.h"

#include <algorithm>

namespace vitrine {
namespace {

std::uint64_t clipped_end(const Query& query, std::uint64_t total) {
  return query.limit > total || query.offset > total - query.limit ? total
                                                                   : query.offset + query.limit;
}

/// One page of `order`, of the rows in `wanted` only, if given.
void page_of_order(const std::vector<std::uint32_t>& order, const RowSet* wanted,
                   const Query& query, Hits& hits) {
  std::uint64_t skip = query.offset;
  for (const std::uint32_t row : order) {
    if (hits.rows.size() >= query.limit) return;
    if (wanted != nullptr && !wanted->contains(row)) continue;
    if (skip > 0) {
      --skip;
      continue;
    }
    hits.rows.push_back(row);
  }
}

Result<Hits> by_score(const TextIndex& index, const Query& query, const RowSet* wanted,
                      const std::stop_token& stop) {
  const std::uint64_t depth = clipped_end(query, index.num_rows());
  const RowFilter filter{wanted == nullptr ? std::span<const std::uint64_t>() : wanted->words()};
  const Result<TextResults> found =
      index.search(query.text, depth, wanted == nullptr ? nullptr : &filter, stop);
  if (!found) return found.error();
  Hits hits;
  hits.total = found->total;
  for (std::uint64_t i = query.offset; i < std::min<std::uint64_t>(depth, found->hits.size());
       ++i) {
    hits.rows.push_back(found->hits[i].row);
    hits.scores.push_back(found->hits[i].score);
  }
  return hits;
}

/// All rows that match the words, for another order than theirs, with their scores.
Result<Hits> words_by_order(const TextIndex& index, const Query& query, const RowSet* wanted,
                            const std::vector<std::uint32_t>& order, const std::stop_token& stop) {
  Query all = query;
  all.offset = 0;
  all.limit = index.num_rows();
  const Result<Hits> matches = by_score(index, all, wanted, stop);
  if (!matches) return matches;
  RowSet set(index.num_rows());
  std::vector<float> scores(index.num_rows());
  for (std::size_t i = 0; i < matches->rows.size(); ++i) {
    set.insert(matches->rows[i]);
    scores[matches->rows[i]] = matches->scores[i];
  }
  Hits hits;
  hits.total = matches->total;
  page_of_order(order, &set, query, hits);
  for (const std::uint64_t row : hits.rows) hits.scores.push_back(scores[row]);
  return hits;
}

}  // namespace

Result<Hits> run_query(const SplitReader& split, SqlRows& sql, const Query& query,
                       std::stop_token stop) {
  std::shared_ptr<const RowSet> wanted;
  if (!query.condition.empty()) {
    Result<std::shared_ptr<const RowSet>> rows = sql.matching(split, query.condition, stop);
    if (!rows) return std::move(rows).error();
    wanted = *std::move(rows);
  }
  std::shared_ptr<const std::vector<std::uint32_t>> order;
  if (!query.sort.empty()) {
    Result<std::shared_ptr<const std::vector<std::uint32_t>>> sorted =
        sql.sorted(split, query.sort, stop);
    if (!sorted) return std::move(sorted).error();
    order = *std::move(sorted);
  }
  if (!query.text.empty()) {
    const Result<const TextIndex*> index = split.text();
    if (!index) return index.error();
    return order ? words_by_order(**index, query, wanted.get(), *order, stop)
                 : by_score(**index, query, wanted.get(), stop);
  }
  Hits hits;
  hits.total = wanted ? wanted->count() : split.num_rows();
  if (order) {
    page_of_order(*order, wanted.get(), query, hits);
  } else if (wanted) {
    hits.rows = wanted->page(query.offset, query.limit);
  } else {
    for (std::uint64_t row = query.offset; row < clipped_end(query, hits.total); ++row)
      hits.rows.push_back(row);
  }
  return hits;
}

}  // namespace vitrine
