#include "search/fusion.h"

#include <algorithm>

namespace vitrine {

void fuse(std::vector<FusedRow>& rows, float best_keyword, FusionRule rule) {
  for (FusedRow& row : rows) {
    row.score = 0;
    if (row.reason.keyword && best_keyword > 0)
      row.score = row.reason.keyword->score / best_keyword;
    if (row.reason.semantic && (rule.ranks_keyword_hits || !row.reason.keyword))
      row.score += rule.weight * std::max(0.0F, row.reason.semantic->score);
  }
  std::ranges::sort(rows, is_better);
}

}  // namespace vitrine
