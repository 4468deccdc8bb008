#include "text/coverage.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>
#include <utility>

#include "text/query_plan.h"
#include "text/segmenter.h"
#include "text/stemmer.h"
#include "text/text_vocabulary.h"

namespace vitrine::text {
namespace {

/// What a row needs of what the best one has.
constexpr double kShare = 0.5;
/// Either of two words of about one rarity is enough.
constexpr double kShareOfTwo = 0.4;
/// Sums of the same numbers in another order differ by less than this part of them.
constexpr double kRounding = 1e-9;

/// The words by descending rarity, read 64 rows at a time.
class Cover {
 public:
  explicit Cover(std::span<const WordRows> words) {
    for (const WordRows& word : words) words_.push_back(&word);
    std::ranges::stable_sort(words_, std::ranges::greater(), &WordRows::idf);
  }

  /// What the row of `allowed` that has most of the words has of them; 0 without any.
  double best(const RowBits& allowed) const {
    double best = 0;
    for (std::size_t w = 0; w < allowed.size(); ++w) {
      for (std::uint64_t left = deciding_rows(w, deciding(best)) & allowed[w]; left != 0;
           left &= left - 1) {
        best = std::max(best, sum_at(w, static_cast<unsigned>(std::countr_zero(left))));
      }
    }
    return best;
  }

  /// The rows of `allowed` whose words add up to `needed`.
  RowBits at_least(double needed, const RowBits& allowed) const {
    const std::size_t num_deciding = deciding(needed);
    RowBits rows(allowed.size(), 0);
    for (std::size_t w = 0; w < rows.size(); ++w) {
      for (std::uint64_t left = deciding_rows(w, num_deciding) & allowed[w]; left != 0;
           left &= left - 1) {
        const auto bit = static_cast<unsigned>(std::countr_zero(left));
        if (sum_at(w, bit) >= needed) rows[w] |= 1ULL << bit;
      }
    }
    return rows;
  }

 private:
  /// How many words there are of which a row needs one: those behind them are not enough together.
  std::size_t deciding(double needed) const {
    double rest = 0;
    std::size_t count = words_.size();
    while (count > 0 && rest + words_[count - 1]->idf < needed) rest += words_[--count]->idf;
    return count;
  }

  std::uint64_t deciding_rows(std::size_t w, std::size_t num_deciding) const {
    std::uint64_t rows = 0;
    for (std::size_t i = 0; i < num_deciding; ++i) rows |= words_[i]->rows[w];
    return rows;
  }

  double sum_at(std::size_t w, unsigned bit) const {
    double sum = 0;
    for (const WordRows* word : words_) {
      if ((word->rows[w] >> bit & 1U) != 0) sum += word->idf;
    }
    return sum;
  }

  std::vector<const WordRows*> words_;
};

/// The words of a query, each once. It stops at one more than kMostCoveredWords, however long a
/// text without spaces is.
class WordList {
 public:
  explicit WordList(const TextVocabulary& vocabulary) : vocabulary_(vocabulary) {}

  bool is_full() const { return words_.size() > kMostCoveredWords; }
  std::vector<CoveredWord> take() && { return std::move(words_); }

  void add(const QueryClause& clause, Segmenter& segmenter, Stemmer& stemmer) {
    std::vector<Placed> parts;
    for (const Word& word : segmenter.segment(clause.text)) {
      if (is_full()) return;
      const std::string_view term = stemmer.stem(segmenter.text_of(word));
      if (word.kind == WordKind::kMain) parts.push_back({word.begin, word.end, place_of(term)});
      if (word.kind != WordKind::kWhole) continue;
      const std::optional<std::uint32_t> rows = vocabulary_.rows_of(term);
      if (!rows) continue;
      for (const auto& [begin, end, place] : parts) {
        if (begin >= word.begin && end <= word.end) add_whole(words_[place], term, *rows);
      }
    }
    if (clause.open && !parts.empty()) words_[parts.back().place].open = &clause;
  }

 private:
  /// A word of the clause and its place among all.
  struct Placed {
    std::uint32_t begin;
    std::uint32_t end;
    std::size_t place;
  };

  std::size_t place_of(std::string_view term) {
    const auto known = std::ranges::find_if(
        words_, [&](const CoveredWord& word) { return word.terms.front() == term; });
    if (known != words_.end()) return static_cast<std::size_t>(known - words_.begin());
    CoveredWord& word = words_.emplace_back();
    word.terms.emplace_back(term);
    if (const std::optional<std::uint32_t> rows = vocabulary_.rows_of(term))
      word.idf = inverse_document_frequency(vocabulary_.num_rows(), *rows);
    return words_.size() - 1;
  }

  /// What no row has as it stands is as rare as what stands for it.
  void add_whole(CoveredWord& word, std::string_view whole, std::uint32_t rows) {
    if (std::ranges::find(word.terms, whole) == word.terms.end()) word.terms.emplace_back(whole);
    if (word.idf == 0) word.idf = inverse_document_frequency(vocabulary_.num_rows(), rows);
  }

  const TextVocabulary& vocabulary_;
  std::vector<CoveredWord> words_;
};

}  // namespace

std::optional<std::vector<CoveredWord>> covered_words(const TextVocabulary& vocabulary,
                                                      std::span<const QueryClause* const> clauses,
                                                      Segmenter& segmenter, Stemmer& stemmer) {
  WordList words(vocabulary);
  for (const QueryClause* clause : clauses) {
    words.add(*clause, segmenter, stemmer);
    if (words.is_full()) return std::nullopt;
  }
  return std::move(words).take();
}

double least_cover(double best, double best_left, std::size_t num_words) {
  double needed = best * (num_words == 2 ? kShareOfTwo : kShare) * (1 - kRounding);
  while (needed > best_left) needed /= 2;
  return needed;
}

RowBits rows_with_most(std::span<const WordRows> words, const RowBits& all, const RowBits& left) {
  const Cover cover(words);
  const double best_left = cover.best(left);
  if (best_left <= 0) return RowBits(left.size(), 0);
  return cover.at_least(least_cover(cover.best(all), best_left, words.size()), left);
}

}  // namespace vitrine::text
