#pragma once
// Fusion: one ranking out of a keyword leg and a semantic leg.
//
// A row's score is  keyword / unit  +  weight * max(0, cosine)  +  weight * examples, where the
// last is there only where rows liked and disliked steer by their words (Reason::examples). The
// best rows of each leg form the pool, in which every row gets all parts; rows behind it keep their
// keyword part. No part is below zero, so that a row of the pool never falls behind those. The
// order is one total order that does not depend on the page asked for.
//
// Beside the vector of a text the unit is what the query's words would score in full
// (WordHits::full_score), else the best keyword score. The full score leaves room to meaning
// where even the best row has few of the words, and little where a row has all of them, so that one
// weight serves titles and abstracts alike: bench/RESULTS.md, "Meaning of any text".
//
// A query vector that was made of the best keyword hits (feedback) only ranks rows that the words
// do not match: as a second opinion on rows that they do match it is worth nothing, since it is the
// first opinion once more. Measured on three known-item sets over 92,299 papers: 3 to 20 hits with
// weights of 0.05 to 0.4 moved MRR@10 by -0.015 to +0.004, no setting by more than 0.002 upwards on
// all three (bench/RESULTS.md).
//
// Why not reciprocal ranks (G. Cormack et al., SIGIR 2009), the usual choice: ranks forget by how
// much one row is better, and a weak leg then pulls down a strong one. Measured on known-item
// search over 92,299 papers RRF lost 0.06 of MRR@10 where added scores lost nothing and gained
// (bench/RESULTS.md). Source of normalising and adding: J. Lee, "Analyses of multiple evidence
// combination", SIGIR 1997.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "search/query.h"

namespace vitrine::search {

/// How the semantic leg and examples count.
struct FusionRule {
  float weight;             ///< What a cosine of 1 counts beside a keyword score of one unit.
  bool ranks_keyword_hits;  ///< Whether it counts for rows whose words score.
  bool by_full_score;       ///< The unit: the full score, or the best row's.
};
inline constexpr FusionRule kFeedbackRule = {0.25F, false, false};
inline constexpr FusionRule kExampleRule = {1.0F, true, false};
/// Given vectors of rows liked, beside words: kin rise, and what has all the words stays where it
/// is (bench/RESULTS.md, "Steering").
inline constexpr FusionRule kExampleBesideWordsRule = {0.25F, true, true};
/// The examples' words beside words.
inline constexpr FusionRule kExampleWordsRule = {0.5F, true, false};
inline constexpr FusionRule kTextRule = {0.5F, true, true};
/// Words among vectors of an unknown model.
inline constexpr FusionRule kProjectionRule = {0.5F, true, true};
/// Words by the model of the vectors. Its cosines lie closer together than those of the text.
inline constexpr FusionRule kModelRule = {1.0F, true, true};

/// The unit of keyword scores; 0 where no row has any.
float keyword_unit(const WordHits& words, FusionRule rule);

/// The best keyword hits whose vectors stand for the words.
inline constexpr std::size_t kFeedbackRows = 5;

/// The rows of the keyword leg that get all parts of the score. Fixed, so that the order does not
/// depend on the page.
inline constexpr std::size_t kKeywordPool = 200;

struct FusedRow {
  std::uint64_t row = 0;
  float score = 0;
  Reason reason;

  bool operator==(const FusedRow&) const = default;
};

/// Whether `a` comes before `b` in the answer.
inline bool is_better(const FusedRow& a, const FusedRow& b) {
  return a.score != b.score ? a.score > b.score : a.row < b.row;
}

/// Appends the keyword hits behind kKeywordPool; where they are in the pool already, only their
/// rank is new.
void append_rest(std::span<const text::TextHit> hits, std::vector<FusedRow>& pool);

/// Sets the scores from the reasons and sorts. `unit` is keyword_unit()'s.
void fuse(std::vector<FusedRow>& rows, float unit, FusionRule rule);

}  // namespace vitrine::search
