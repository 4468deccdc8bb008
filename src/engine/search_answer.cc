#include "engine/search_answer.h"

namespace vitrine::engine {

Status visit_hits(const SearchAnswer& answer, std::size_t first,
                  const std::function<bool(const HitView&)>& visit) {
  const search::Hits& hits = answer.hits;
  return answer.split().visit_cells(
      std::span(hits.rows).subspan(first), answer.request.columns,
      [&](std::size_t from_first, std::span<const std::string_view> cells) {
        const std::size_t position = first + from_first;
        HitView hit{position, hits.rows[position], std::nullopt, cells};
        if (!hits.scores.empty()) hit.score = static_cast<double>(hits.scores[position]);
        return visit(hit);
      });
}

}  // namespace vitrine::engine
