#pragma once
// Adjacency: rows in which words of the query stand side by side, as they do in the query, rank
// higher.
//
// The rows that words alone rank best get, for each adjacent pair of the query, what BM25 would
// give the pair as a word of its own, at a fifth of its weight. A pair's idf is the sum of its
// words' (as Lucene weighs a phrase): its own document frequency would cost an intersection per
// pair. Source: D. Metzler, W. B. Croft, "A Markov random field model for term dependencies", SIGIR
// 2005 (sequential dependence), the ordered part, as a second stage over the best rows. Measured by
// index_bench.cc (Quality): 0.851 without, 0.862 with; max or min of the idfs 0.861, 0.856; a share
// of 0.1 gives 0.859, 0.3 gives 0.860; a depth of 16 to 128 the same to 0.0001.

#include <cstdint>
#include <span>

#include "text/postings.h"
#include "text/ranking.h"

namespace vitrine {

/// How many of the best rows are looked at, whatever the limit of the search, so that a row's score
/// does not depend on the page that it is asked for on.
inline constexpr std::size_t kAdjacencyDepth = 32;
inline constexpr float kAdjacencyShare = 0.2F;

struct AdjacentPair {
  const Postings* first;
  const Postings* second;
  float weight;
};

/// The weight of a pair of words with these inverse document frequencies.
float pair_weight(float idf, float other_idf);

/// Adds the pairs' evidence to the first kAdjacencyDepth of `rows` and puts them in their new
/// order. `unit` is the frequency of one occurrence in a field of weight 1.
void add_adjacency(std::span<const AdjacentPair> pairs, std::span<const float> norms, float unit,
                   float units_per_point, std::span<RankedRow> rows);

}  // namespace vitrine
