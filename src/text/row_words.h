#pragma once
// Row words: how the words of a row's texts are read, wherever they go.
//
// Building an index (text/row_collector.h), filling a search engine (text/row_tokens.h) and scoring
// texts that were found elsewhere (text/rescoring.h) share this reading: long values in pieces,
// positions left free between values and fields, each word stemmed once, the length of the row. Not
// thread safe. Cost: about 8 ns a word, and what is done with it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/vocabulary.h"
#include "text/segmenter.h"
#include "text/stemmer.h"

namespace vitrine::text {

/// BM25's length norm of a row, in units of weighted frequency. `unit` and `mean_length` as
/// TextVocabulary has them, `length` as RowExtent.
float row_norm(float unit, float length, double mean_length);

/// What is known of a row beside its words.
struct RowExtent {
  float length = 0;                       ///< Words, each times the units of its field.
  std::vector<std::uint32_t> field_ends;  ///< As in docs/formats/text-index.md.
};

/// The words of one row after the other.
class RowWords {
 public:
  explicit RowWords(std::size_t num_fields) : fields_(num_fields) {}

  /// Adds one value. `term_of(word)` numbers a case-folded, unstemmed word; `on_pair(first,
  /// second)` is told of terms side by side. Ill-formed bytes are separators; any length.
  template <typename TermOf, typename OnPair>
  void add(std::size_t field, std::string_view text, TermOf&& term_of, OnPair&& on_pair);

  /// Ends the row: `on_token(field, term, position)` for each of its words, one field after the
  /// other, within a field as they were read; positions count over the row. `units` per field.
  /// Lasts until the next call.
  template <typename OnToken>
  const RowExtent& finish(std::span<const std::uint32_t> units, OnToken&& on_token);

 private:
  struct Token {
    std::uint32_t term;
    std::uint32_t position;  ///< In the field.
  };
  struct Field {
    std::vector<Token> tokens;
    std::uint32_t positions = 0;
    std::uint32_t words = 0;
  };
  static constexpr std::uint32_t kNoTerm = ~0U;

  /// Makes room between this value and the one before.
  static void begin_value(Field& field);
  /// Takes the first piece off `text`.
  static std::string_view take_piece(std::string_view& text);
  static std::uint32_t position_in_row(std::uint32_t base, std::uint32_t position);
  /// Where the next field begins.
  static std::uint32_t end_of(std::uint32_t base, const Field& field);

  Segmenter segmenter_;
  std::vector<Field> fields_;
  RowExtent extent_;
};

/// Numbers words by their stems; each distinct word is stemmed once.
class StemNumbers {
 public:
  explicit StemNumbers(Stemmer stemmer) : stemmer_(std::move(stemmer)) {}

  /// `number_of(stem)` is asked once for each word, until clear().
  template <typename NumberOf>
  std::uint32_t of(std::string_view word, NumberOf&& number_of) {
    const std::uint32_t id = words_.intern(word);
    if (id == numbers_.size()) numbers_.push_back(number_of(stemmer_.stem(word)));
    return numbers_[id];
  }
  std::size_t memory_bytes() const { return words_.memory_bytes(); }
  void clear() {
    words_.clear();
    numbers_.clear();
  }

 private:
  Stemmer stemmer_;
  Vocabulary words_;
  std::vector<std::uint32_t> numbers_;
};

template <typename TermOf, typename OnPair>
void RowWords::add(std::size_t field, std::string_view text, TermOf&& term_of, OnPair&& on_pair) {
  Field& to = fields_[field];
  begin_value(to);
  while (!text.empty()) {
    std::uint32_t previous = kNoTerm;
    for (const Word& word : segmenter_.segment(take_piece(text))) {
      const std::uint32_t term = term_of(segmenter_.text_of(word));
      to.tokens.push_back({term, to.positions + word.position});
      if (word.kind != WordKind::kMain) continue;
      if (previous != kNoTerm) on_pair(previous, term);
      previous = term;
    }
    to.positions += segmenter_.num_positions();
    to.words += segmenter_.num_positions();
  }
}

template <typename OnToken>
const RowExtent& RowWords::finish(std::span<const std::uint32_t> units, OnToken&& on_token) {
  extent_.length = 0;
  extent_.field_ends.clear();
  std::uint32_t base = 0;
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    Field& field = fields_[f];
    if (field.positions > 0) {
      for (const Token& token : field.tokens)
        on_token(f, token.term, position_in_row(base, token.position));
      extent_.length += static_cast<float>(field.words) * static_cast<float>(units[f]);
      base = end_of(base, field);
      field.tokens.clear();
      field.positions = field.words = 0;
    }
    extent_.field_ends.push_back(base);
  }
  return extent_;
}

}  // namespace vitrine::text
