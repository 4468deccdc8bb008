#pragma once
// Query plan: what a query asks of an index, before any row is looked at.
//
// The same plan ranks the rows of a search and explains the score of one of them. Not thread safe:
// one per search. Cost: a look-up per word, about 1 us; a prefix visits every term that it begins.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "text/adjacency.h"
#include "text/query_parser.h"
#include "text/query_terms.h"
#include "text/ranking.h"

namespace vitrine {

class TextIndex;
struct TextQuery;

struct QueryPlan {
  QueryTerms terms;
  QueryClause clauses;
  /// Where the last word is open and some row has it as it stands, the clauses of the finished
  /// query: what only longer words add comes behind what these accept.
  std::optional<QueryClause> finished;
  bool plain = true;  ///< The clauses say no more than that these terms are looked for.
};

/// Errors: invalid_argument (the index's language).
Result<QueryPlan> plan_query(const TextIndex& index, const TextQuery& query);

/// The terms of a query that the index has, ready to be ranked. Refers to the index.
struct FoundTerms {
  static constexpr std::size_t kAbsent = ~std::size_t{0};

  std::vector<RankedTerm> ranked;
  std::vector<float> idf;           ///< Of each in `ranked`.
  std::vector<std::size_t> source;  ///< Place of each in the query's terms.
  std::vector<AdjacentPair> pairs;
  float full_score = 0;  ///< TextResults::full_score.
};

/// `adjacency`: whether pairs are wanted.
FoundTerms find_terms(const TextIndex& index, const QueryTerms& terms, bool adjacency);

/// ln(1 + (N - df + 0.5) / (df + 0.5)); `rows` above `num_rows` counts as `num_rows`.
double inverse_document_frequency(std::uint32_t num_rows, double rows);

}  // namespace vitrine
