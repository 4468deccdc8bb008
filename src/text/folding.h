#pragma once
// Folding: what the segmenter needs to know of characters beyond ASCII, by ICU.
//
// Thread safe: pure functions over ICU's immutable tables.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vitrine::text {

enum class CharacterClass : std::uint8_t {
  kSeparator,
  kLetter,     ///< Letters, digits, marks and invisible joiners: what a word is made of.
  kIdeograph,  ///< A character of a script that writes no spaces (Han, kana, Hangul, Thai, ...).
  kHyphen,     ///< Typographic hyphens and apostrophes that join the parts of a word.
};

struct Character {
  std::size_t length;  ///< Bytes, at least 1; an ill-formed byte is a separator of length 1.
  CharacterClass kind;
};

/// The character at the front of `text`. Requires: !text.empty().
Character classify(std::string_view text);

/// NFKC_Casefold of a word: compatibility forms unified, case removed, accents kept. At most
/// `word` itself when ICU refuses it.
std::string fold_case(std::string_view word);

/// `folded`, a result of fold_case, without accents: "é" is "e", "ø" is "o", "ß" is already "ss".
/// Only diacritics of alphabets where readers leave them out (Latin, Greek, Cyrillic, Arabic,
/// Hebrew) go; the vowel signs of Indic scripts stay.
std::string strip_accents(std::string_view folded);

}  // namespace vitrine::text
