#include "text/coverage.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "text/index.h"
#include "text/matching.h"
#include "text/query_plan.h"
#include "text/segmenter.h"
#include "text/stemmer.h"

namespace vitrine {
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

  /// What the row of `allowed` that has most of the words has of them.
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
    needed -= needed * kRounding;
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

double count(const RowBits& rows) {
  double sum = 0;
  for (const std::uint64_t word : rows) sum += std::popcount(word);
  return sum;
}

/// A word of the text and its place among the covered ones.
struct Placed {
  std::uint32_t begin;
  std::uint32_t end;
  std::size_t place;
};

}  // namespace

CoveredWords::CoveredWords(const TextIndex& index, Segmenter& segmenter, Stemmer& stemmer)
    : index_(index),
      segmenter_(segmenter),
      stemmer_(stemmer),
      num_sets_((index.num_rows() + std::size_t{63}) / 64) {}

/// Where a term is kept, with its rows if it is new.
std::size_t CoveredWords::place_of(std::string_view term) {
  const auto known = std::ranges::find(terms_, term);
  if (known != terms_.end()) return static_cast<std::size_t>(known - terms_.begin());
  terms_.emplace_back(term);
  words_.push_back({RowBits(num_sets_, 0)});
  if (const std::optional<Postings> found = index_.postings(term)) {
    add_rows(*found, words_.back().rows);
    words_.back().idf = inverse_document_frequency(index_.num_rows(), found->size());
  }
  return words_.size() - 1;
}

void CoveredWords::add(std::string_view text, const RowBits* longer) {
  std::vector<Placed> parts;
  for (const Word& word : segmenter_.segment(text)) {
    if (is_full()) return;
    const std::string_view term = stemmer_.stem(segmenter_.text_of(word));
    if (word.kind == WordKind::kMain) parts.push_back({word.begin, word.end, place_of(term)});
    if (word.kind != WordKind::kWhole) continue;
    const std::optional<Postings> whole = index_.postings(term);
    if (!whole) continue;
    RowBits rows(num_sets_, 0);
    add_rows(*whole, rows);
    for (const auto& [begin, end, place] : parts) {
      if (begin >= word.begin && end <= word.end) add_to(place, rows);
    }
  }
  if (longer != nullptr && !parts.empty()) add_to(parts.back().place, *longer);
}

/// Rows that count as having a word. What no row has as it stands is as rare as they are.
void CoveredWords::add_to(std::size_t place, const RowBits& rows) {
  WordRows& word = words_[place];
  for (std::size_t w = 0; w < rows.size(); ++w) word.rows[w] |= rows[w];
  if (word.idf == 0) word.idf = inverse_document_frequency(index_.num_rows(), count(word.rows));
}

RowBits rows_with_most(std::span<const WordRows> words, const RowBits& allowed) {
  const Cover cover(words);
  const double best = cover.best(allowed);
  return cover.at_least(best * (words.size() == 2 ? kShareOfTwo : kShare), allowed);
}

}  // namespace vitrine
