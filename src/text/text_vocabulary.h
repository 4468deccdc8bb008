#pragma once
// TextVocabulary: what a text index knows of its terms and of all its rows together, without any
// one row.
//
// It is what a query plan, the weights of words, spelling, and the score of a text that somebody
// else has found (text/rescoring.h) need. A TextIndex has it beside its rows, a TextLexicon
// (text/lexicon.h) is nothing else. Thread safe. Cost of a look-up: about 1 us.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/index_writer.h"
#include "text/pair_counts.h"

namespace vitrine::text {

class TextVocabulary {
 public:
  virtual ~TextVocabulary() = default;

  virtual std::uint32_t num_rows() const = 0;
  virtual const std::vector<TextField>& fields() const = 0;
  virtual const std::string& language() const = 0;
  virtual std::uint64_t num_terms() const = 0;
  /// How many rows have an indexed (folded, stemmed) term; nothing where none has it.
  virtual std::optional<std::uint32_t> rows_of(std::string_view term) const = 0;
  /// Visits the indexed terms >= `from` by ascending bytes, each with the number of its rows, until
  /// `visit` returns false.
  virtual void visit_terms(
      std::string_view from,
      const std::function<bool(std::string_view term, std::uint32_t rows)>& visit) const = 0;
  virtual const PairCounts& pair_counts() const = 0;
  /// Words of a row on average, each times the units of its field (text/field_weights.h).
  virtual double mean_length() const = 0;

  /// Frequency of one occurrence in a field of weight 1. Cost: a pass over the fields.
  float unit() const;

 protected:
  TextVocabulary() = default;
  TextVocabulary(const TextVocabulary&) = default;
  TextVocabulary(TextVocabulary&&) = default;
  TextVocabulary& operator=(const TextVocabulary&) = default;
  TextVocabulary& operator=(TextVocabulary&&) = default;
};

}  // namespace vitrine::text
