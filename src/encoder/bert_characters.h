#pragma once
// What BERT's tokenizer does with a character, by ICU's tables.
//
// Source: BertNormalizer and BertPreTokenizer of Hugging Face's tokenizers, for uncased models.
// Thread safe.

#include <cstdint>

namespace vitrine::encoder {

enum class BertCharacter : std::uint8_t {
  kPart,         ///< A part of a word.
  kSpace,        ///< Ends a word.
  kDropped,      ///< As if it were not there: controls, formats, private use, U+FFFD.
  kPunctuation,  ///< A word by itself.
  kIdeograph,    ///< A word by itself, decomposed like a part.
};

/// The class of a character of the text, before it is decomposed.
BertCharacter bert_character(char32_t c);

/// Whether a decomposed character is left out: accents and other marks that take no space.
bool is_bert_accent(char32_t c);

/// The lower-case form of one character.
char32_t bert_lower(char32_t c);

inline constexpr int kMaxDecomposition = 18;
/// Writes the canonical decomposition of `c` and returns its length; 0 if `c` has none.
/// Requires: room for kMaxDecomposition characters.
int bert_decompose(char32_t c, char32_t* out);

}  // namespace vitrine::encoder
