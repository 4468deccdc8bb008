#pragma once
// Ranking: the best k rows for a weighted set of terms, and how many rows match at all.
//
// Rows are taken in windows of up to 4,096. In each, the terms that together cannot lift a row into
// the current top k ("non-essential") come after the others: as soon as no row of the window can
// still reach the top, what is left is counted, not scored. What a term can add is bounded by the
// block maxima in that window. The commonest terms, those with a table of frequencies, are looked
// up for the few rows that are left; all others are added to an accumulator per row, a block at a
// time (text/block_kernels.h), which is cheaper than looking them up row by row. The first windows
// are small, so that a threshold is there before much is scored. Source: H. Turtle, J. Flood,
// "Query evaluation: strategies and optimizations", 1995 (MaxScore); S. Ding, T. Suel, SIGIR 2011
// (block maxima); windows as in Lucene 9's MaxScoreBulkScorer.
//
// Contributions are integers: each is truncated to 1/65536 (coarser only when the weights add up to
// more than 16,384), at least one unit, so the sum does not depend on the order in which terms are
// taken.

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "base/result.h"
#include "text/postings.h"

namespace vitrine::text {

struct RankedTerm {
  Postings postings;
  float weight = 0;  ///< Above 0; what an impact of 1 is worth.
};

struct RankedRow {
  std::uint32_t row = 0;
  std::uint32_t units = 0;       ///< Score in units of 1 / units_per_point.
  std::uint32_t pair_units = 0;  ///< The part of it that text/adjacency.h added.

  bool operator==(const RankedRow&) const = default;
};

/// Whether `a` comes before `b` in the answer.
inline bool better(const RankedRow& a, const RankedRow& b) {
  return a.units != b.units ? a.units > b.units : a.row < b.row;
}

struct Ranking {
  std::uint64_t total = 0;
  std::vector<RankedRow> rows;  ///< Best first; ties by ascending row.
  float units_per_point = 1;
  std::vector<std::uint64_t> matched;  ///< One bit per row, if asked for.
};

struct RankRequest {
  std::size_t limit = 10;
  bool filtered = false;
  /// The rows that pass, if `filtered`: one bit per row, rows beyond its end are out.
  std::span<const std::uint64_t> filter = {};
  bool want_matched = false;
};

/// Units in one point of score for terms of these weights: a power of two such that no sum
/// overflows.
float units_per_point(std::span<const float> weights);

/// What a posting adds. Requires: weight_units = weight * units_per_point.
inline std::uint32_t contribution(float weight_units, std::uint32_t frequency, float norm) {
  const auto f = static_cast<float>(frequency);
  return static_cast<std::uint32_t>(weight_units * (f / (f + norm))) + 1;
}

/// `norms` has one entry for each of the split's rows. Errors: cancelled.
Result<Ranking> rank(std::span<const RankedTerm> terms, std::span<const float> norms,
                     const RankRequest& request, const std::stop_token& stop);

}  // namespace vitrine::text
