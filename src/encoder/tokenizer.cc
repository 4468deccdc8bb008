#include "encoder/tokenizer.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/utf8.h"
#include "encoder/bert_characters.h"

namespace vitrine::encoder {
namespace {

/// Its lower-case form is two characters: an i and a dot above.
constexpr char32_t kCapitalDottedI = 0x130;
constexpr char32_t kDotAbove = 0x307;
/// Set in a lower-case letter of ASCII and in each digit, not in a capital.
constexpr unsigned char kLowerCase = 0x20;

/// The classes of ASCII, where nearly all text is.
const std::array<BertCharacter, 128>& ascii_classes() {
  static const std::array<BertCharacter, 128> classes = [] {
    std::array<BertCharacter, 128> made = {};
    for (std::size_t c = 0; c < made.size(); ++c)
      made[c] = bert_character(static_cast<char32_t>(c));
    return made;
  }();
  return classes;
}

/// The bytes of ASCII that words are made of.
constexpr std::array<bool, 256> kIsLetter = [] {
  std::array<bool, 256> letters = {};
  for (unsigned c = '0'; c <= '9'; ++c) letters[c] = true;
  for (unsigned c = 'a'; c <= 'z'; ++c) letters[c] = letters[c - kLowerCase] = true;
  return letters;
}();

/// The character of a well-formed sequence.
char32_t decoded(std::string_view sequence) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
  char32_t c = byte(0) & (0xFFU >> (sequence.size() + 1));
  for (std::size_t i = 1; i < sequence.size(); ++i) c = c << 6U | (byte(i) & 0x3FU);
  return c;
}

void append_utf8(char32_t c, std::string& out) {
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0U | c >> 6U);
  } else {
    if (c < 0x10000) {
      put(0xE0U | c >> 12U);
    } else {
      put(0xF0U | c >> 18U);
      put(0x80U | (c >> 12U & 0x3FU));
    }
    put(0x80U | (c >> 6U & 0x3FU));
  }
  put(0x80U | (c & 0x3FU));
}

}  // namespace

Tokenizer::Tokenizer(const WordPieces& pieces, TokenizerRules rules)
    : pieces_(&pieces), rules_(rules), ascii_(&ascii_classes()) {}

std::span<const TokenId> Tokenizer::tokens(std::string_view text) {
  tokens_.clear();
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    if (const std::size_t letters = add_letters(text); letters > 0) {
      text.remove_prefix(letters);
      continue;
    }
    if (first < 0x80) {
      add_ascii(text.front());
      text.remove_prefix(1);
      continue;
    }
    const std::size_t length = utf8_sequence_length(text);
    if (length > 0) add_wide(decoded(text.substr(0, length)));
    text.remove_prefix(length > 0 ? length : 1);
  }
  end_word();
  return tokens_;
}

/// Adds the run of ASCII letters and the like at the beginning, and returns its length.
std::size_t Tokenizer::add_letters(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && kIsLetter[static_cast<unsigned char>(text[length])]) ++length;
  if (length == 0 || add_short_word(text.substr(0, length), text)) return length;
  const std::size_t most = rules_.max_word_characters;
  const std::size_t room = most - std::min(most, word_characters_);
  const bool lower = rules_.lower_case;
  for (const char c : text.substr(0, std::min(length, room)))
    word_.push_back(lower ? static_cast<char>(c | kLowerCase) : c);
  word_characters_ += length;
  return length;
}

/// The tokens of `letters`, which `text` begins with, if they are all of a word that is remembered:
/// nearly all words of English are, and so are not spelled out.
bool Tokenizer::add_short_word(std::string_view letters, std::string_view text) {
  if (!known_.is_open() || word_characters_ > 0 || letters.size() > rules_.max_word_characters)
    return false;
  if (letters.size() < text.size()) {
    const auto next = static_cast<unsigned char>(text[letters.size()]);
    if (next >= 0x80 || (*ascii_)[next] == BertCharacter::kDropped) return false;
  }
  const std::optional<ShortWord> word =
      ShortWord::of_beginning(text, letters.size(), rules_.lower_case ? kLowerCase : 0);
  return word && known_.append_tokens(*word, tokens_);
}

void Tokenizer::add_ascii(char c) {
  switch ((*ascii_)[static_cast<unsigned char>(c)]) {
    case BertCharacter::kPart:
      return;  // add_letters()
    case BertCharacter::kSpace:
      return end_word();
    case BertCharacter::kDropped:
      return;
    case BertCharacter::kPunctuation:
    case BertCharacter::kIdeograph:
      return add_alone(static_cast<char32_t>(c));
  }
}

void Tokenizer::add_wide(char32_t c) {
  switch (bert_character(c)) {
    case BertCharacter::kDropped:
      return;
    case BertCharacter::kSpace:
      return end_word();
    case BertCharacter::kIdeograph:
      if (!rules_.split_ideographs) return add_decomposed(c);
      end_word();
      add_decomposed(c);
      return end_word();
    case BertCharacter::kPunctuation:
    case BertCharacter::kPart:
      return add_decomposed(c);
  }
}

void Tokenizer::add_decomposed(char32_t c) {
  std::array<char32_t, kMaxDecomposition> parts = {c};
  const int length = rules_.strip_accents ? bert_decompose(c, parts.data()) : 0;
  for (int i = 0; i < std::max(length, 1); ++i) {
    const char32_t part = parts[static_cast<std::size_t>(i)];
    if (rules_.strip_accents && is_bert_accent(part)) continue;
    if (bert_character(part) == BertCharacter::kPunctuation)
      add_alone(part);
    else
      add_lower(part);
  }
}

void Tokenizer::add_lower(char32_t c) {
  if (!rules_.lower_case) return add_part(c);
  add_part(bert_lower(c));
  if (c == kCapitalDottedI) add_part(kDotAbove);  // where accents stay
}

void Tokenizer::add_part(char32_t c) {
  if (++word_characters_ <= rules_.max_word_characters) append_utf8(c, word_);
}

void Tokenizer::add_alone(char32_t c) {
  end_word();
  add_part(c);
  end_word();
}

void Tokenizer::end_word() {
  if (word_characters_ > rules_.max_word_characters) {
    tokens_.push_back(pieces_->unknown());
  } else if (!word_.empty()) {
    add_word();
  }
  word_.clear();
  word_characters_ = 0;
}

void Tokenizer::add_word() {
  if (!known_.is_open()) {
    pieces_->append_tokens(word_, tokens_);
    if (++num_words_ == kWordsBefore) known_.open();
    return;
  }
  const std::optional<ShortWord> word = ShortWord::of_beginning(word_, word_.size());
  if (word && known_.append_tokens(*word, tokens_)) return;
  const std::size_t before = tokens_.size();
  pieces_->append_tokens(word_, tokens_);
  if (word) known_.remember(*word, std::span(tokens_).subspan(before));
}

}  // namespace vitrine::encoder
