#include <algorithm>
#include <span>
#include <vector>

#include "text/index.h"
#include "text/indexed_terms.h"
#include "text/position_cursor.h"
#include "text/query_plan.h"
#include "text/row_score.h"

namespace vitrine::text {
namespace {

/// What rows have of the terms, one after the other by ascending row.
class IndexEvidence {
 public:
  IndexEvidence(const TextIndex& index, const IndexedTerms& found) : index_(index), found_(found) {
    cursors_.reserve(found.ranked.size());
    for (const RankedTerm& term : found.ranked) cursors_.emplace_back(term.postings);
    evidence_.frequencies.resize(cursors_.size());
    evidence_.positions.resize(cursors_.size());
    evidence_.field_ends.resize(index.fields().size());
  }

  /// Lasts until the next call.
  const RowEvidence& of(std::uint32_t row) {
    evidence_.norm = index_.norms()[row];
    for (std::size_t i = 0; i < cursors_.size(); ++i) {
      evidence_.frequencies[i] = found_.ranked[i].postings.frequency_in(row);
      evidence_.positions[i].clear();
      if (evidence_.frequencies[i] == 0) continue;
      const std::span<const std::uint32_t> positions = cursors_[i].seek(row);
      evidence_.positions[i].assign(positions.begin(), positions.end());
    }
    for (std::size_t field = 0; field < evidence_.field_ends.size(); ++field)
      evidence_.field_ends[field] = index_.field_positions(row, field).second;
    return evidence_;
  }

 private:
  const TextIndex& index_;
  const IndexedTerms& found_;
  std::vector<PositionCursor> cursors_;
  RowEvidence evidence_;
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
  const RowScore score(*this, plan->terms, found);
  IndexEvidence evidence(*this, found);
  std::vector<std::size_t> by_row;
  for (std::size_t i = 0; i < hits.size(); ++i) by_row.push_back(i);
  std::ranges::sort(by_row, {}, [&](std::size_t i) { return hits[i].row; });
  std::vector<TextExplanation> explanations(hits.size());
  for (const std::size_t i : by_row) {
    // What no word scores lies behind the others, whatever words it has besides.
    if (hits[i].row >= num_rows() || !(hits[i].score > 0)) continue;
    explanations[i] = score.explain(evidence.of(hits[i].row), hits[i].adjacency > 0);
  }
  if (Status whole = status(); !whole) return std::move(whole).error();
  return explanations;
}

}  // namespace vitrine::text
