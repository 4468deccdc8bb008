#include "search/fusion.h"

#include <algorithm>
#include <unordered_map>

namespace vitrine::search {

void append_rest(std::span<const text::TextHit> hits, std::vector<FusedRow>& pool) {
  std::unordered_map<std::uint64_t, std::size_t> places;
  for (std::size_t i = 0; i < pool.size(); ++i) places[pool[i].row] = i;
  for (std::size_t i = kKeywordPool; i < hits.size(); ++i) {
    const text::TextHit& hit = hits[i];
    const LegScore part = LegScore::at(i, hit);
    if (const auto place = places.find(hit.row); place != places.end()) {
      pool[place->second].reason.keyword = part;
    } else {
      pool.push_back({hit.row, 0, Reason::of_keyword(part)});
    }
  }
}

float keyword_unit(const WordHits& words, FusionRule rule) {
  if (words.hits.empty()) return 0;
  return rule.by_full_score ? words.full_score : words.hits[0].score;
}

void fuse(std::vector<FusedRow>& rows, float unit, FusionRule rule) {
  for (FusedRow& row : rows) {
    row.score = 0;
    if (row.reason.keyword && unit > 0) row.score = row.reason.keyword->score / unit;
    if (row.reason.semantic && (rule.ranks_keyword_hits || row.score == 0))
      row.score += rule.weight * std::max(0.0F, row.reason.semantic->score);
    if (row.reason.examples) row.score += rule.weight * *row.reason.examples;
  }
  std::ranges::sort(rows, is_better);
}

}  // namespace vitrine::search
