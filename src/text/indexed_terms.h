#pragma once
// Indexed terms: the terms of a query with their postings, ready to be ranked.

#include <vector>

#include "text/query_plan.h"
#include "text/ranking.h"

namespace vitrine::text {

class TextIndex;

/// Refers to the index.
struct IndexedTerms : FoundTerms {
  std::vector<RankedTerm> ranked;  ///< In the order of the others.
};

/// Cost: one look-up for each term.
IndexedTerms open_terms(const TextIndex& index, const QueryTerms& terms, bool adjacency);

}  // namespace vitrine::text
