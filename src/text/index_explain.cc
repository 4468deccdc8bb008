#include <algorithm>
#include <optional>

#include "text/adjacency.h"
#include "text/index.h"
#include "text/indexed_terms.h"
#include "text/position_cursor.h"
#include "text/query_plan.h"

namespace vitrine {
namespace {

/// Explains hits one after the other, by ascending row.
class Explainer {
 public:
  Explainer(const TextIndex& index, const QueryTerms& terms, const IndexedTerms& found)
      : index_(index), terms_(terms), found_(found) {
    units_per_point_ = units_per_point(found.ranked);
    cursors_.reserve(found.ranked.size());
    for (const RankedTerm& term : found.ranked) cursors_.emplace_back(term.postings);
  }

  TextExplanation explain(const TextHit& hit) {
    TextExplanation explanation;
    positions_.assign(cursors_.size(), {});
    for (std::size_t i = 0; i < cursors_.size(); ++i) {
      if (std::optional<TermScore> term = explain_term(hit.row, i))
        explanation.terms.push_back(*std::move(term));
    }
    if (hit.adjacency > 0) add_pairs(hit.row, explanation);
    for (const TermScore& term : explanation.terms) explanation.score += term.score;
    for (const PairScore& pair : explanation.pairs) explanation.score += pair.score;
    return explanation;
  }

 private:
  std::optional<TermScore> explain_term(std::uint32_t row, std::size_t i) {
    const RankedTerm& ranked = found_.ranked[i];
    const std::uint32_t frequency = ranked.postings.frequency_in(row);
    if (frequency == 0) return std::nullopt;
    const std::span<const std::uint32_t> positions = cursors_[i].seek(row);
    positions_[i].assign(positions.begin(), positions.end());
    const QueryTerm& asked = terms_.terms()[found_.source[i]];
    const float norm = index_.norms()[row];
    const std::uint32_t units = contribution(ranked.weight * units_per_point_, frequency, norm);
    return TermScore{asked.term,
                     asked.weight,
                     found_.idf[i],
                     static_cast<double>(frequency) / static_cast<double>(index_.unit()),
                     static_cast<double>(norm) / static_cast<double>(index_.unit()),
                     points(units),
                     fields_of(row, positions_[i])};
  }

  std::vector<FieldFrequency> fields_of(std::uint32_t row,
                                        std::span<const std::uint32_t> positions) const {
    std::vector<FieldFrequency> fields;
    for (std::size_t field = 0; field < index_.fields().size() && !positions.empty(); ++field) {
      const std::uint32_t end = index_.field_positions(row, field).second;
      const auto past = std::ranges::lower_bound(positions, end);
      const auto count = static_cast<std::uint32_t>(past - positions.begin());
      if (count > 0) fields.push_back({field, count});
      positions = positions.subspan(count);
    }
    return fields;
  }

  void add_pairs(std::uint32_t row, TextExplanation& explanation) const {
    for (const AdjacentPair& pair : found_.pairs) {
      const std::uint32_t count = count_adjacent(positions_[pair.first], positions_[pair.second]);
      if (count == 0) continue;
      const std::uint32_t units = pair_contribution(pair.weight() * units_per_point_, count,
                                                    index_.unit(), index_.norms()[row]);
      const auto term = [&](std::size_t i) { return terms_.terms()[found_.source[i]].term; };
      explanation.pairs.push_back(
          {term(pair.first), term(pair.second), count, pair.idf, points(units)});
    }
  }

  double points(std::uint32_t units) const {
    return static_cast<double>(units) / static_cast<double>(units_per_point_);
  }

  const TextIndex& index_;
  const QueryTerms& terms_;
  const IndexedTerms& found_;
  float units_per_point_;
  std::vector<PositionCursor> cursors_;
  std::vector<std::vector<std::uint32_t>> positions_;  ///< Of each term in the current row.
};

}  // namespace

Result<std::vector<TextExplanation>> TextIndex::explain(
    const TextQuery& query, std::span<const TextHit> hits,
    std::span<const TextCorrection> corrections) const {
  Result<QueryPlan> plan = plan_query(*this, query);
  if (!plan) return std::move(plan).error();
  if (!corrections.empty()) {
    Result<QueryTerms> corrected = corrected_terms(*this, corrections);
    if (!corrected) return std::move(corrected).error();
    plan->terms = *std::move(corrected);
  }
  const IndexedTerms found = open_terms(*this, plan->terms, query.adjacency);
  Explainer explainer(*this, plan->terms, found);
  std::vector<std::size_t> by_row;
  for (std::size_t i = 0; i < hits.size(); ++i) by_row.push_back(i);
  std::ranges::sort(by_row, {}, [&](std::size_t i) { return hits[i].row; });
  std::vector<TextExplanation> explanations(hits.size());
  for (const std::size_t i : by_row) {
    // What no word scores lies behind the others, whatever words it has besides.
    if (hits[i].row < num_rows() && hits[i].score > 0) explanations[i] = explainer.explain(hits[i]);
  }
  if (Status whole = status(); !whole) return std::move(whole).error();
  return explanations;
}

}  // namespace vitrine
