#pragma once
// Adjacency: rows in which words of the query stand side by side, as they do in the query, rank
// higher.
//
// The rows that words alone rank best get, for each adjacent pair of the query, what BM25 would
// give the pair as a word of its own, at a fifth of its weight. How rare a pair is comes from
// text/pair_counts.h. Source: D. Metzler, W. B. Croft, "A Markov random field model for term
// dependencies", SIGIR 2005 (sequential dependence), the ordered part, as a second stage over the
// best rows. Measured on three query sets, see bench/RESULTS.md, "Keyword quality".

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>

#include "text/ranking.h"

namespace vitrine::text {

/// How many of the best rows are looked at, whatever the limit of the search, so that a row's score
/// does not depend on the page that it is asked for on.
inline constexpr std::size_t kAdjacencyDepth = 32;
inline constexpr float kAdjacencyShare = 0.2F;

struct AdjacentPair {
  std::size_t first;  ///< Place among the ranked terms.
  std::size_t second;
  float idf;

  /// What an impact of 1 is worth.
  float weight() const { return kAdjacencyShare * idf; }
};

/// How often a position of `second` directly follows one of `first`; both ascend.
std::uint32_t count_adjacent(std::span<const std::uint32_t> first,
                             std::span<const std::uint32_t> second);

/// What a pair that stands `count` times in a row adds. Requires: weight_units = weight() *
/// units_per_point; `unit` and `norm` as TextIndex has them.
std::uint32_t pair_contribution(float weight_units, std::uint32_t count, float unit, float norm);

/// Adds the pairs' evidence to one row. `positions.has(i)`: whether the row has the term at place
/// i; `positions.of(i)`: where, ascending, asked if it has.
template <typename Positions>
void add_pairs(std::span<const AdjacentPair> pairs, float unit, float norm, float units_per_point,
               Positions& positions, RankedRow& row) {
  for (const AdjacentPair& pair : pairs) {
    if (!positions.has(pair.first) || !positions.has(pair.second)) continue;
    const std::uint32_t count = count_adjacent(positions.of(pair.first), positions.of(pair.second));
    if (count == 0) continue;
    const std::uint32_t room = std::numeric_limits<std::uint32_t>::max() - row.units;
    const std::uint32_t gain =
        std::min(pair_contribution(pair.weight() * units_per_point, count, unit, norm), room);
    row.units += gain;
    row.pair_units += gain;
  }
}

/// Adds the pairs' evidence to the first kAdjacencyDepth of `rows` and puts them in their new
/// order. `unit` is the frequency of one occurrence in a field of weight 1.
void add_adjacency(std::span<const RankedTerm> terms, std::span<const AdjacentPair> pairs,
                   std::span<const float> norms, float unit, float units_per_point,
                   std::span<RankedRow> rows);

}  // namespace vitrine::text
