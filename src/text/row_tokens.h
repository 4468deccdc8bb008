#pragma once
// Row tokens: the terms of a row's texts with their positions, as an index of the row has them, for
// a search engine that is to find rows by the same words.
//
// Not thread safe: one per thread. Cost: about 110 ns a word. Memory: up to 64 MiB of words that
// were seen before.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/index_writer.h"
#include "text/row_words.h"

namespace vitrine::text {

struct RowToken {
  std::string_view term;  ///< Folded and stemmed.
  std::uint32_t field;
  /// In the row. The words of a value follow each other; between two values and between two fields
  /// 8 positions are left free, or more. Terms may share a position ("zero", "zeroshot").
  std::uint32_t position;

  bool operator==(const RowToken&) const = default;
};

class RowTokens {
 public:
  /// Errors: invalid_argument for an unknown language.
  static Result<RowTokens> create(std::size_t num_fields, const std::string& language);

  /// The tokens of a row by ascending position, `values[f]` being the values of field f in order.
  /// Lasts until the next call.
  std::span<const RowToken> read(std::span<const std::vector<std::string>> values);

 private:
  RowTokens(std::size_t num_fields, Stemmer stemmer)
      : words_(num_fields), stems_(std::move(stemmer)), units_(num_fields, 1) {}

  struct Numbered {
    std::uint32_t term;
    std::uint32_t field;
    std::uint32_t position;
  };
  RowWords words_;
  StemNumbers stems_;
  Vocabulary terms_;
  std::vector<std::uint32_t> units_;
  std::vector<Numbered> numbered_;
  std::vector<RowToken> tokens_;
};

}  // namespace vitrine::text
