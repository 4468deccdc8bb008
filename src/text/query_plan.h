#pragma once
// Query plan: what a query asks of an index, before any row is looked at.
//
// The same plan ranks the rows of a search, explains the score of one of them, and says what is to
// be asked where the rows are somewhere else: all it needs is a vocabulary. Not thread safe: one
// per search. Cost: a look-up per word, about 1 us; a prefix visits every term that it begins.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/adjacency.h"
#include "text/query_parser.h"
#include "text/query_terms.h"

namespace vitrine::text {

class TextVocabulary;
struct TextCorrection;
struct TextQuery;

struct QueryPlan {
  QueryTerms terms;
  QueryClause clauses;
  /// Where the last word is open and some row has it as it stands, the clauses of the finished
  /// query: what only longer words add comes behind what these accept.
  std::optional<QueryClause> finished;
  bool plain = true;  ///< The clauses say no more than that these terms are looked for.
};

/// Errors: invalid_argument (the vocabulary's language).
Result<QueryPlan> plan_query(const TextVocabulary& vocabulary, const TextQuery& query);

/// Whether the clauses are words alone: where no row matches such a query, its words may be
/// corrected (text/spelling.h).
bool has_only_words(const QueryPlan& plan);

/// What is ranked in place of QueryPlan::terms where an answer has `corrections`. Errors: as above.
Result<QueryTerms> corrected_terms(const TextVocabulary& vocabulary,
                                   std::span<const TextCorrection> corrections);

/// The terms of a query that some row has, weighed, in the order of the query's terms.
struct FoundTerms {
  static constexpr std::size_t kAbsent = ~std::size_t{0};

  std::vector<std::size_t> source;  ///< Place of each in the query's terms.
  std::vector<float> weights;       ///< Of each, above 0: what an impact of 1 is worth.
  std::vector<float> idf;           ///< Of each.
  std::vector<AdjacentPair> pairs;  ///< Of places in these lists.
  float full_score = 0;             ///< TextResults::full_score.
};

/// How many rows have a term; nothing where none has it.
using RowsOfTerm = std::function<std::optional<std::uint32_t>(std::string_view term)>;

/// `adjacency`: whether pairs are wanted. `rows_of` is asked for each term once, in order.
FoundTerms find_terms(const TextVocabulary& vocabulary, const QueryTerms& terms, bool adjacency,
                      const RowsOfTerm& rows_of);
FoundTerms find_terms(const TextVocabulary& vocabulary, const QueryTerms& terms, bool adjacency);

/// ln(1 + (N - df + 0.5) / (df + 0.5)); `rows` above `num_rows` counts as `num_rows`.
double inverse_document_frequency(std::uint32_t num_rows, double rows);

}  // namespace vitrine::text
