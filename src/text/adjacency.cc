#include "text/adjacency.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "text/position_cursor.h"

namespace vitrine::text {
namespace {

/// Where the terms stand in one row after the other, each looked up when it is first asked for.
class RowPositions {
 public:
  explicit RowPositions(std::span<const RankedTerm> terms) : terms_(terms.size()) {
    for (std::size_t i = 0; i < terms.size(); ++i) terms_[i].postings = &terms[i].postings;
  }

  /// Requires: rows in ascending order.
  void enter(std::uint32_t row) {
    row_ = row;
    ++round_;
  }
  bool has(std::size_t i) {
    Term& term = terms_[i];
    if (term.found_in == round_) return term.found;
    if (!term.cursor) term.cursor.emplace(*term.postings);
    term.found_in = round_;
    term.found = term.cursor->find(row_);
    return term.found;
  }
  /// Requires: has(i). Lasts until enter().
  std::span<const std::uint32_t> of(std::size_t i) {
    Term& term = terms_[i];
    if (term.read_in != round_) term.positions = term.cursor->positions();
    term.read_in = round_;
    return term.positions;
  }

 private:
  struct Term {
    const Postings* postings = nullptr;
    std::optional<PositionCursor> cursor;
    std::uint32_t found_in = 0;
    std::uint32_t read_in = 0;
    bool found = false;
    std::span<const std::uint32_t> positions;
  };
  std::vector<Term> terms_;
  std::uint32_t row_ = 0;
  std::uint32_t round_ = 0;
};

}  // namespace

std::uint32_t count_adjacent(std::span<const std::uint32_t> first,
                             std::span<const std::uint32_t> second) {
  std::uint32_t count = 0;
  auto at = second.begin();
  for (const std::uint32_t position : first) {
    while (at != second.end() && *at <= position) ++at;
    if (at == second.end()) break;
    if (*at == position + 1) ++count;
  }
  return count;
}

std::uint32_t pair_contribution(float weight_units, std::uint32_t count, float unit, float norm) {
  const float frequency = static_cast<float>(count) * unit;
  return static_cast<std::uint32_t>(weight_units * (frequency / (frequency + norm)));
}

void add_adjacency(std::span<const RankedTerm> terms, std::span<const AdjacentPair> pairs,
                   std::span<const float> norms, float unit, float units_per_point,
                   std::span<RankedRow> rows) {
  rows = rows.first(std::min(rows.size(), kAdjacencyDepth));
  if (pairs.empty() || rows.empty()) return;
  std::ranges::sort(rows, {}, &RankedRow::row);
  RowPositions positions(terms);
  for (RankedRow& row : rows) {
    positions.enter(row.row);
    add_pairs(pairs, unit, norms[row.row], units_per_point, positions, row);
  }
  std::ranges::sort(rows, better);
}

}  // namespace vitrine::text
