#include <algorithm>
#include <bit>
#include <cmath>

#include "text/adjacency.h"
#include "text/index.h"
#include "text/matching.h"
#include "text/query_parser.h"
#include "text/query_terms.h"
#include "text/ranking.h"
#include "text/spelling.h"

namespace vitrine {
namespace {

/// A prefix is ranked by its most frequent words; it matches by all of them.
constexpr std::size_t kMaxPrefixTerms = 64;

/// The terms of a query that the index has.
struct FoundTerms {
  static constexpr std::size_t kAbsent = ~std::size_t{0};

  std::vector<RankedTerm> ranked;
  std::vector<std::size_t> place;  ///< Of each term of the query in `ranked`, or kAbsent.
  std::vector<float> idf;          ///< Of each in `ranked`.

  std::vector<AdjacentPair> pairs_of(std::span<const QueryPair> pairs) const;
};

std::vector<AdjacentPair> FoundTerms::pairs_of(std::span<const QueryPair> pairs) const {
  std::vector<AdjacentPair> found;
  for (const QueryPair& pair : pairs) {
    const std::size_t first = place[pair.first];
    const std::size_t second = place[pair.second];
    if (first == kAbsent || second == kAbsent) continue;
    found.push_back(
        {&ranked[first].postings, &ranked[second].postings, pair_weight(idf[first], idf[second])});
  }
  return found;
}

double inverse_document_frequency(std::uint32_t num_rows, std::uint32_t size) {
  const double df = size;
  return std::log(1 + (num_rows - df + 0.5) / (df + 0.5));
}

FoundTerms find_terms(const TextIndex& index, std::span<const QueryTerm> terms) {
  FoundTerms found;
  for (const QueryTerm& term : terms) {
    const std::optional<Postings> postings = index.postings(term.term);
    found.place.push_back(postings ? found.ranked.size() : FoundTerms::kAbsent);
    if (!postings) continue;
    const double idf = inverse_document_frequency(index.num_rows(), postings->size());
    found.idf.push_back(static_cast<float>(idf));
    found.ranked.push_back({*postings, static_cast<float>(idf * static_cast<double>(term.weight))});
  }
  return found;
}

/// Collects what the positive clauses of a query say, neighbouring words together.
class ClauseTerms {
 public:
  ClauseTerms(const TextIndex& index, QueryTerms& terms) : index_(index), terms_(terms) {}

  void add_group(const QueryClause& group) {
    for (const std::vector<QueryClause>& sequence : group.alternatives) {
      std::string words;
      for (const QueryClause& clause : sequence) {
        if (clause.role == QueryClause::Role::kMustNot) continue;
        if (clause.kind == QueryClause::Kind::kWord) {
          words += clause.text + " ";
          continue;
        }
        terms_.add(words);
        words.clear();
        add_clause(clause);
      }
      terms_.add(words);
    }
  }

 private:
  void add_clause(const QueryClause& clause) {
    if (clause.kind == QueryClause::Kind::kGroup) return add_group(clause);
    terms_.add(clause.text);
    if (clause.kind == QueryClause::Kind::kPrefix) add_prefix(clause.text);
  }

  void add_prefix(std::string_view text) {
    Segmenter segmenter;
    std::string start;
    for (const Word& word : segmenter.segment(text)) {
      if (word.kind == WordKind::kMain) start = segmenter.text_of(word);
    }
    if (start.empty()) return;
    std::vector<std::pair<std::uint32_t, std::string>> frequent;
    const auto more = [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    };
    index_.visit_terms(start, [&](std::string_view term, const Postings& postings) {
      if (!term.starts_with(start)) return false;
      frequent.emplace_back(postings.size(), term);
      std::ranges::push_heap(frequent, more);
      if (frequent.size() > kMaxPrefixTerms) {
        std::ranges::pop_heap(frequent, more);
        frequent.pop_back();
      }
      return true;
    });
    std::ranges::sort(frequent, more);
    for (const auto& [size, term] : frequent) terms_.add_indexed(term);
  }

  const TextIndex& index_;
  QueryTerms& terms_;
};

/// Rows of `matched` that no word scores, by ascending row, as long as there is room.
void append_unscored(RowBits matched, std::size_t limit, std::vector<TextHit>& hits) {
  for (const TextHit& hit : hits) matched[hit.row / 64] &= ~(1ULL << (hit.row % 64));
  for (std::size_t w = 0; w < matched.size(); ++w) {
    for (std::uint64_t bits = matched[w]; bits != 0 && hits.size() < limit; bits &= bits - 1) {
      hits.push_back(
          {static_cast<std::uint32_t>(w * 64) + static_cast<std::uint32_t>(std::countr_zero(bits)),
           0});
    }
  }
}

/// What a ranking is asked for, beside the terms.
struct RankRequest {
  bool adjacency;
  bool want_matched;
  std::size_t limit;
  const RowFilter* filter;
};

RowBits rows_with_any(const TextIndex& index, const FoundTerms& found, const RowFilter* filter) {
  RowBits rows((index.num_rows() + std::size_t{63}) / 64);
  for (const RankedTerm& term : found.ranked) add_rows(term.postings, rows);
  if (filter == nullptr) return rows;
  for (std::size_t w = 0; w < rows.size(); ++w)
    rows[w] &= w < filter->words.size() ? filter->words[w] : 0;
  return rows;
}

/// Ranks the rows that have any of the terms and pass.
Result<TextResults> rank_rows(const TextIndex& index, const QueryTerms& terms,
                              const RankRequest& request, const std::stop_token& stop) {
  const auto [wants_adjacency, want_matched, limit, filter] = request;
  const FoundTerms found = find_terms(index, terms.terms());
  const bool adjacency = wants_adjacency && limit > 0 && !terms.pairs().empty();
  Result<Ranking> ranking =
      rank(found.ranked, index.norms(), adjacency ? std::max(limit, kAdjacencyDepth) : limit,
           filter != nullptr, filter == nullptr ? std::span<const std::uint64_t>() : filter->words,
           stop);
  if (!ranking) return std::move(ranking).error();
  if (adjacency) {
    add_adjacency(found.pairs_of(terms.pairs()), index.norms(), index.unit(),
                  ranking->units_per_point, ranking->rows);
  }
  TextResults results;
  results.total = ranking->total;
  if (want_matched) results.matched = rows_with_any(index, found, filter);
  const std::size_t count = std::min(limit, ranking->rows.size());
  results.hits.reserve(count);
  for (const RankedRow& row : std::span(ranking->rows).first(count)) {
    results.hits.push_back({row.row, static_cast<float>(row.units) / ranking->units_per_point});
  }
  return results;
}

/// Searches for the terms nearest to those that the index does not have.
Result<TextResults> search_corrected(const TextIndex& index, const QueryTerms& terms,
                                     RankRequest request, const std::stop_token& stop) {
  std::vector<std::string> unknown;
  for (const QueryTerm& term : terms.terms()) {
    if (!index.postings(term.term)) unknown.push_back(term.term);
  }
  Result<QueryTerms> corrected = QueryTerms::create(index.language());
  if (!corrected) return std::move(corrected).error();
  TextResults results;
  const std::vector<std::string> nearest = nearest_terms(index, unknown, stop);
  for (std::size_t i = 0; i < nearest.size(); ++i) {
    if (nearest[i].empty()) continue;
    corrected->add_indexed(nearest[i]);
    results.corrections.push_back({unknown[i], nearest[i]});
  }
  if (request.want_matched) results.matched.resize((index.num_rows() + std::size_t{63}) / 64);
  if (results.corrections.empty()) return results;
  request.adjacency = false;
  Result<TextResults> found = rank_rows(index, *corrected, request, stop);
  if (found && found->total > 0) found->corrections = std::move(results.corrections);
  return found;
}

}  // namespace

Result<TextResults> TextIndex::search(std::string_view query, std::size_t limit,
                                      const RowFilter* filter, const std::stop_token& stop) const {
  return search(TextQuery{std::string(query)}, limit, filter, stop);
}

Result<TextResults> TextIndex::search(const TextQuery& query, std::size_t limit,
                                      const RowFilter* filter, const std::stop_token& stop) const {
  Result<QueryTerms> terms = QueryTerms::create(language());
  if (!terms) return std::move(terms).error();
  RankRequest request = {query.adjacency, query.want_matched, limit, filter};
  QueryClause parsed;
  if (query.operators) {
    std::vector<std::string> names;
    for (const TextField& field : fields()) names.push_back(field.name);
    parsed = parse_query(std::string_view(query.text).substr(0, kMaxQueryBytes), names);
  }
  if (!query.operators || is_plain(parsed)) {
    terms->add(query.text);
    Result<TextResults> results = rank_rows(*this, *terms, request, stop);
    if (!query.correct || !results || results->total > 0) return results;
    return search_corrected(*this, *terms, request, stop);
  }
  ClauseTerms(*this, *terms).add_group(parsed);
  Result<RowBits> matched = matching_rows(*this, parsed, stop);
  if (!matched) return std::move(matched).error();
  std::uint64_t total = 0;
  for (std::size_t w = 0; w < matched->size(); ++w) {
    if (filter != nullptr) (*matched)[w] &= w < filter->words.size() ? filter->words[w] : 0;
    total += static_cast<std::uint64_t>(std::popcount((*matched)[w]));
  }
  const RowFilter passing = {*matched};
  request.filter = &passing;
  request.want_matched = false;
  Result<TextResults> results = rank_rows(*this, *terms, request, stop);
  if (!results) return results;
  results->total = total;
  if (query.want_matched) results->matched = *matched;
  append_unscored(*std::move(matched), limit, results->hits);
  return results;
}

}  // namespace vitrine
