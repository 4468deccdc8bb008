#pragma once
// Coverage: the rows that have most of a query's words.
//
// A word counts by its rarity (inverse document frequency), so that "for" is next to nothing of
// "graph neural networks for molecules". A row has most of the words if what it has of them is at
// least half of what the best of all rows has; of two words two fifths, so that either of two that
// are about as rare is enough. Where none of the rows to choose from has as much, half of that is
// asked for, or half of it again: by halves, and not by what the best of these has, so that a
// narrower choice takes away rows and never adds one. The rows of a value then are as many as its
// facet said.
//
// Thread safe: pure functions; segmenter and stemmer are one thread's. Cost: a look-up or two for
// each word; with rows, those that have one of the rarer words, times the words.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "text/column_condition.h"
#include "text/query_parser.h"

namespace vitrine::text {

class Segmenter;
class Stemmer;
class TextVocabulary;

/// Of more words than these any counts: a page of text that was pasted in says what to rank by, not
/// what a row must have.
inline constexpr std::size_t kMostCoveredWords = 32;

/// A word of a query. A row has it if it has any of `terms`, or if `open` accepts the row.
struct CoveredWord {
  /// The word's own, folded and stemmed; then the joined words of the query that contain it and
  /// that some row has: a row that has "zeroshot" has both words of "zero-shot".
  std::vector<std::string> terms;
  /// The clause whose last word this is, if it may be unfinished.
  const QueryClause* open = nullptr;
  /// 0 where no row has any of `terms`: the word then is as rare as the rows that `open` accepts.
  double idf = 0;
};

/// The words of `clauses`, plain ones of one sequence, each once; nothing if they are more than
/// kMostCoveredWords. Refers to the clauses.
std::optional<std::vector<CoveredWord>> covered_words(const TextVocabulary& vocabulary,
                                                      std::span<const QueryClause* const> clauses,
                                                      Segmenter& segmenter, Stemmer& stemmer);

/// The least sum of idf that is most of `num_words` words where the best of all rows has `best` and
/// the best of those to choose from `best_left`: a little less than the share, since sums of the
/// same numbers in another order differ. Requires: 0 < best_left <= best.
double least_cover(double best, double best_left, std::size_t num_words);

struct WordRows {
  RowBits rows;    ///< Those that have the word.
  double idf = 0;  ///< At least 0.
};

/// The rows of `left` that have most of the words. Requires: all sets are of one size, and `all`
/// has the rows of `left`.
RowBits rows_with_most(std::span<const WordRows> words, const RowBits& all, const RowBits& left);

}  // namespace vitrine::text
