#include "engine/search_answer.h"

namespace vitrine {

Status visit_hits(const SearchAnswer& answer, const std::function<bool(const HitView&)>& visit) {
  const Hits& hits = answer.hits;
  return answer.split().visit_cells(
      hits.rows, answer.request.columns,
      [&](std::size_t position, std::span<const std::string_view> cells) {
        HitView hit{position, hits.rows[position], std::nullopt, cells};
        if (!hits.scores.empty()) hit.score = static_cast<double>(hits.scores[position]);
        return visit(hit);
      });
}

}  // namespace vitrine
