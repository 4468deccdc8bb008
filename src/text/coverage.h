#pragma once
// Coverage: the rows that have most of a query's words.
//
// A word counts by its rarity (inverse document frequency), so that "for" is next to nothing of
// "graph neural networks for molecules". A row has most of the words if what it has of them is at
// least half of what the best row has; of two words two fifths, so that either of two that are
// about as rare is enough.
//
// Not thread safe: one per query. Cost: the words' postings; then the rows that have one of the
// rarer words, times the words.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/column_condition.h"

namespace vitrine {

class Postings;
class Segmenter;
class Stemmer;
class TextIndex;

/// Of more words than these any counts: a page of text that was pasted in says what to rank by, not
/// what a row must have.
inline constexpr std::size_t kMostCoveredWords = 32;

struct WordRows {
  RowBits rows;    ///< Those that have the word.
  double idf = 0;  ///< At least 0.
};

/// The words of a query, each once. Holds a set of rows for each of them, so it stops at one more
/// than kMostCoveredWords, however long a text without spaces is.
class CoveredWords {
 public:
  /// What is given must outlive it.
  CoveredWords(const TextIndex& index, Segmenter& segmenter, Stemmer& stemmer);

  /// Adds the words of `text`. A row that has "zeroshot" has both words of "zero-shot". `longer`:
  /// the rows of the words that begin with the last one, which count as having it; null: none.
  void add(std::string_view text, const RowBits* longer = nullptr);

  bool is_full() const { return words_.size() > kMostCoveredWords; }
  std::span<const WordRows> words() const { return words_; }

 private:
  std::size_t place_of(std::string_view term);
  void add_to(std::size_t place, const RowBits& rows);

  const TextIndex& index_;
  Segmenter& segmenter_;
  Stemmer& stemmer_;
  std::size_t num_sets_;  ///< Elements of a set of rows.
  std::vector<WordRows> words_;
  std::vector<std::string> terms_;  ///< Of each in `words_`.
};

/// The rows of `allowed` that have most of the words. Requires: all sets are of one size.
RowBits rows_with_most(std::span<const WordRows> words, const RowBits& allowed);

}  // namespace vitrine
