#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

#include "text/adjacency.h"
#include "text/index.h"
#include "text/indexed_terms.h"
#include "text/matching.h"
#include "text/query_plan.h"
#include "text/ranking.h"
#include "text/spelling.h"

namespace vitrine::text {
namespace {

/// Rows of `matched` that no word scores, by ascending row, as long as there is room.
void append_unscored(RowBits matched, std::size_t limit, std::vector<TextHit>& hits) {
  for (const TextHit& hit : hits) matched[hit.row / 64] &= ~(1ULL << (hit.row % 64));
  for (std::size_t w = 0; w < matched.size(); ++w) {
    for (std::uint64_t bits = matched[w]; bits != 0 && hits.size() < limit; bits &= bits - 1) {
      hits.push_back(
          {static_cast<std::uint32_t>(w * 64) + static_cast<std::uint32_t>(std::countr_zero(bits)),
           0, 0});
    }
  }
}

/// What a ranking is asked for, beside the terms.
struct SearchRequest {
  bool adjacency;
  bool want_matched;
  std::size_t limit;
  const RowFilter* filter;
};

/// Ranks the rows that have any of the terms and pass.
Result<TextResults> rank_rows(const TextIndex& index, const QueryTerms& terms,
                              const SearchRequest& request, const std::stop_token& stop) {
  const auto [wants_adjacency, want_matched, limit, filter] = request;
  const IndexedTerms found = open_terms(index, terms, wants_adjacency && limit > 0);
  const bool adjacency = !found.pairs.empty();
  const RankRequest wanted = {
      adjacency ? std::max(limit, kAdjacencyDepth) : limit, filter != nullptr,
      filter == nullptr ? std::span<const std::uint64_t>() : filter->words, want_matched};
  Result<Ranking> ranking = rank(found.ranked, index.norms(), wanted, stop);
  if (!ranking) return std::move(ranking).error();
  if (adjacency) {
    add_adjacency(found.ranked, found.pairs, index.norms(), index.unit(), ranking->units_per_point,
                  ranking->rows);
  }
  TextResults results;
  results.total = ranking->total;
  results.full_score = found.full_score;
  results.matched = std::move(ranking->matched);
  const std::size_t count = std::min(limit, ranking->rows.size());
  results.hits.reserve(count);
  for (const RankedRow& row : std::span(ranking->rows).first(count)) {
    results.hits.push_back({row.row, static_cast<float>(row.units) / ranking->units_per_point,
                            static_cast<float>(row.pair_units) / ranking->units_per_point});
  }
  return results;
}

/// Searches for the terms nearest to those that the index does not have.
Result<TextResults> search_corrected(const TextIndex& index, const QueryTerms& terms,
                                     SearchRequest request, const std::stop_token& stop) {
  TextResults results;
  results.corrections = correct_terms(index, terms, stop);
  if (request.want_matched) results.matched.resize((index.num_rows() + std::size_t{63}) / 64);
  if (results.corrections.empty()) return results;
  Result<QueryTerms> corrected = corrected_terms(index, results.corrections);
  if (!corrected) return std::move(corrected).error();
  request.adjacency = false;
  Result<TextResults> found = rank_rows(index, *corrected, request, stop);
  if (found && found->total > 0) found->corrections = std::move(results.corrections);
  return found;
}

/// Ranks the rows that the clauses of a query accept.
Result<TextResults> search_clauses(const TextIndex& index, const QueryPlan& plan,
                                   const TextQuery& query, SearchRequest request,
                                   const std::stop_token& stop) {
  const MatchRequest match = {query.coverage, request.filter};
  Result<RowBits> matched = matching_rows(index, plan.clauses, match, query.match_column, stop);
  if (!matched) return matched.error();
  std::optional<RowBits> ranked;
  if (plan.finished) {
    Result<RowBits> rows = matching_rows(index, *plan.finished, match, query.match_column, stop);
    if (!rows) return rows.error();
    for (std::size_t w = 0; w < rows->size(); ++w) (*matched)[w] |= (*rows)[w];
    ranked = *std::move(rows);
  }
  std::uint64_t total = 0;
  for (const std::uint64_t word : *matched)
    total += static_cast<std::uint64_t>(std::popcount(word));
  const RowFilter passing = {ranked ? *ranked : *matched};
  const bool want_matched = std::exchange(request.want_matched, false);
  request.filter = &passing;
  Result<TextResults> results = rank_rows(index, plan.terms, request, stop);
  if (!results) return results;
  results->total = total;
  if (want_matched) results->matched = *matched;
  append_unscored(*std::move(matched), request.limit, results->hits);
  return results;
}

Result<TextResults> search_or_correct(const TextIndex& index, const TextQuery& query,
                                      std::size_t limit, const RowFilter* filter,
                                      const std::stop_token& stop) {
  const Result<QueryPlan> plan = plan_query(index, query);
  if (!plan) return plan.error();
  const SearchRequest request = {query.adjacency, query.want_matched, limit, filter};
  Result<TextResults> results = plan->plain && query.coverage == WordCoverage::kAny
                                    ? rank_rows(index, plan->terms, request, stop)
                                    : search_clauses(index, *plan, query, request, stop);
  if (!query.correct || !has_only_words(*plan) || !results || results->total > 0) return results;
  return search_corrected(index, plan->terms, request, stop);
}

}  // namespace

Result<TextResults> TextIndex::search(std::string_view query, std::size_t limit,
                                      const RowFilter* filter, const std::stop_token& stop) const {
  return search(TextQuery{std::string(query)}, limit, filter, stop);
}

Result<TextResults> TextIndex::search(const TextQuery& query, std::size_t limit,
                                      const RowFilter* filter, const std::stop_token& stop) const {
  Result<TextResults> results = search_or_correct(*this, query, limit, filter, stop);
  // A term whose record is damaged looks as if no row had it.
  if (Status whole = status(); !whole) return std::move(whole).error();
  return results;
}

}  // namespace vitrine::text
