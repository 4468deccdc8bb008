#include "text/indexed_terms.h"

#include "text/index.h"

namespace vitrine::text {

IndexedTerms open_terms(const TextIndex& index, const QueryTerms& terms, bool adjacency) {
  std::vector<RankedTerm> ranked;
  const auto open = [&](std::string_view term) -> std::optional<std::uint32_t> {
    const std::optional<Postings> postings = index.postings(term);
    if (!postings) return std::nullopt;
    ranked.push_back({*postings});
    return postings->size();
  };
  IndexedTerms found = {find_terms(index, terms, adjacency, open), std::move(ranked)};
  for (std::size_t i = 0; i < found.ranked.size(); ++i) found.ranked[i].weight = found.weights[i];
  return found;
}

}  // namespace vitrine::text
