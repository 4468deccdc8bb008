#pragma once
// Tokenizer: text to the tokens that BERT's models have for it, without [CLS] and [SEP].
//
// A text is cleaned (control characters and ill-formed bytes go), decomposed, freed of accents, put
// in lower case and cut at white space; punctuation and ideographs stand alone; what is left are
// words, which WordPieces cuts. Cased models leave out some of this (TokenizerRules). Very long
// words are the unknown token. Special tokens are not recognised: "[CLS]" in a text is a bracket, a
// word and a bracket.
//
// Source: as bert_characters.h, whose output the tests have. Not thread safe: one per thread.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "encoder/bert_characters.h"
#include "encoder/known_words.h"
#include "encoder/word_pieces.h"

namespace vitrine::encoder {

/// Those of uncased models, unless a model says otherwise.
struct TokenizerRules {
  bool lower_case = true;
  bool strip_accents = true;     ///< Decompose, and leave out accents.
  bool split_ideographs = true;  ///< Each is a word.
  std::size_t max_word_characters = 100;
};

class Tokenizer {
 public:
  /// `pieces` must outlive the object.
  explicit Tokenizer(const WordPieces& pieces, TokenizerRules rules = {});

  /// The tokens of any bytes, in order. Valid until the next call. Cost: linear in the text; memory
  /// grows to the largest text seen and is used again.
  std::span<const TokenId> tokens(std::string_view text);

 private:
  std::size_t add_letters(std::string_view text);
  bool add_short_word(std::string_view letters, std::string_view text);
  void add_ascii(char c);
  void add_wide(char32_t c);
  void add_decomposed(char32_t c);
  void add_part(char32_t c);
  void add_lower(char32_t c);
  void add_alone(char32_t c);
  void end_word();
  void add_word();

  /// Remembering words is not worth its memory before so many.
  static constexpr std::size_t kWordsBefore = 2000;

  const WordPieces* pieces_;
  TokenizerRules rules_;
  const std::array<BertCharacter, 128>* ascii_;  ///< Their classes.
  KnownWords known_;
  std::size_t num_words_ = 0;  ///< While known_ is closed.
  std::string word_;           ///< Normalised, as far as it has been read.
  std::size_t word_characters_ = 0;
  std::vector<TokenId> tokens_;
};

}  // namespace vitrine::encoder
