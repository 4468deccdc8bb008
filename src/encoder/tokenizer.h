#pragma once
// Tokenizer: text to the tokens that BERT's uncased models have for it, without [CLS] and [SEP].
//
// A text is cleaned (control characters and ill-formed bytes go), decomposed, freed of accents, put
// in lower case and cut at white space; punctuation and ideographs stand alone; what is left are
// words, which WordPieces cuts. Words of more than 100 characters are the unknown token. Special
// tokens are not recognised: "[CLS]" in a text is a bracket, a word and a bracket.
//
// Source: as bert_characters.h, whose output the tests have. Not thread safe: one per thread.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "encoder/word_pieces.h"

namespace vitrine {

class Tokenizer {
 public:
  /// `pieces` must outlive the object.
  explicit Tokenizer(const WordPieces& pieces) : pieces_(&pieces) {}

  /// The tokens of any bytes, in order. Valid until the next call. Cost: linear in the text; memory
  /// grows to the largest text seen and is used again.
  std::span<const TokenId> tokens(std::string_view text);

 private:
  void add_ascii(char c);
  void add_wide(char32_t c);
  void add_decomposed(char32_t c);
  void add_part(char32_t c);
  void add_alone(char32_t c);
  void end_word();

  const WordPieces* pieces_;
  std::string word_;  ///< Normalised, as far as it has been read.
  std::size_t word_characters_ = 0;
  std::vector<TokenId> tokens_;
};

}  // namespace vitrine
