#include <algorithm>
#include <unordered_map>
#include <utility>

#include "search/examples.h"
#include "search/query_run.h"

namespace vitrine::search {

/// For each row, how much of the examples' words it has: 1 for the example that has the most.
Result<std::vector<float>> QueryRun::likeness(std::span<const FusedRow> rows,
                                              std::span<const std::uint64_t> examples) const {
  std::vector<float> all(rows.size());
  Result<std::string> words = words_of_rows(split_, examples);
  if (!words) return std::move(words).error();
  text::TextQuery asked{*std::move(words)};
  asked.operators = asked.adjacency = asked.correct = false;
  std::vector<std::uint64_t> set(examples.begin(), examples.end());
  for (const FusedRow& row : rows) set.push_back(row.row);
  const std::size_t most = set.size();
  const Result<WordHits> found = split_.words(asked, most, Selection::of(std::move(set)), stop_);
  if (!found) return found.error();
  std::unordered_map<std::uint64_t, float> scores;
  for (const text::TextHit& hit : found->hits) scores.emplace(hit.row, hit.score);
  float best = 0;
  for (const std::uint64_t row : examples) best = std::max(best, scores[row]);
  if (best <= 0) return all;
  for (std::size_t i = 0; i < rows.size(); ++i) all[i] = std::min(scores[rows[i].row] / best, 1.0F);
  return all;
}

/// Says of each row how like the examples it is by its words.
Status QueryRun::add_example_parts(std::vector<FusedRow>& rows) const {
  for (FusedRow& row : rows) row.reason.examples = 0.0F;
  if (!query_.like.empty() && operators_) {
    const Result<std::vector<float>> like = likeness(rows, query_.like);
    if (!like) return like.error();
    for (std::size_t i = 0; i < rows.size(); ++i) *rows[i].reason.examples += (*like)[i];
  }
  if (!query_.dislike.empty()) {
    const Result<std::vector<float>> dislike = likeness(rows, query_.dislike);
    if (!dislike) return dislike.error();
    for (std::size_t i = 0; i < rows.size(); ++i) *rows[i].reason.examples += 1 - (*dislike)[i];
  }
  return {};
}

/// The best keyword hits in the order of their words and of the examples' words, the others behind.
Result<Hits> QueryRun::by_words_and_examples() {
  Result<WordHits> words =
      search_text(std::max<std::uint64_t>(kKeywordPool, depth()), query_.want_matched);
  if (!words) return std::move(words).error();
  std::vector<FusedRow> pool;
  for (std::size_t i = 0; i < std::min(kKeywordPool, words->hits.size()); ++i) {
    const text::TextHit& hit = words->hits[i];
    pool.push_back({hit.row, 0, Reason::of_keyword(LegScore::at(i, hit))});
  }
  if (Status status = add_example_parts(pool); !status) return std::move(status).error();
  append_rest(words->hits, pool);
  fuse(pool, keyword_unit(*words, kExampleWordsRule), kExampleWordsRule);
  Result<Hits> hits = page_of(std::move(pool), words->total, SearchMode::kKeyword);
  if (!hits) return hits;
  hits->corrections = std::move(words->corrections);
  if (query_.want_matched) hits->matched = std::move(words->matched);
  return hits;
}

}  // namespace vitrine::search
