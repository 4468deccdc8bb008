#pragma once
// WordPieces: BERT's vocabulary, and how a word is cut into its tokens.
//
// A vocabulary has whole words ("graph") and continuations ("##ing"). A word is cut greedily: the
// longest token that it begins with, then the longest continuation that the rest begins with, and
// so on; a word of which any part has no token is the unknown token as a whole.
//
// Source: Devlin et al., BERT (2019), and its tokenization.py. Immutable and thread safe.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vitrine::encoder {

using TokenId = std::uint32_t;

inline constexpr std::size_t kMaxTokenBytes = 255;
inline constexpr std::size_t kMaxVocabulary = std::size_t{1} << 20U;

class WordPieces {
 public:
  /// `lines`: a token a line, its number that of the line from 0; of equal lines the first counts.
  /// The bytes must outlive the object. Errors: corrupt if there are no tokens, more than
  /// kMaxVocabulary, one that is empty or longer than kMaxTokenBytes, or none of number `unknown`.
  /// Cost: about 1 ms for 30,000 tokens.
  static Result<WordPieces> parse(std::string_view lines, TokenId unknown);

  std::size_t size() const { return tokens_.size(); }
  TokenId unknown() const { return unknown_; }
  /// As the vocabulary spells it, "##" included. Requires: id < size().
  std::string_view token(TokenId id) const { return tokens_[id]; }

  /// Appends the tokens of `word`, normalised UTF-8. Cost: linear for words that are tokens, else
  /// at most the word's bytes times the number of its tokens.
  void append_tokens(std::string_view word, std::vector<TokenId>& out) const;

 private:
  enum Position : std::uint8_t { kBegin, kInside };
  static constexpr TokenId kNone = 0xFFFFFFFF;
  struct Slot {
    TokenId id = kNone;
    std::uint32_t tag = 0;  ///< Of the hash: what tells most strings from the token's.
  };
  struct Match {
    TokenId id = 0;
    std::size_t length = 0;  ///< 0: no token.
  };

  explicit WordPieces(TokenId unknown) : unknown_(unknown) {}
  Status add_lines(std::string_view lines);
  void build_table();
  std::string_view spelling(TokenId id) const;
  Position position_of(TokenId id) const;
  TokenId find(std::string_view text, Position position, std::uint64_t hash) const;
  Match longest_match(std::string_view text, Position position) const;

  TokenId unknown_;
  std::vector<std::string_view> tokens_;
  std::vector<Slot> slots_;  ///< Open addressing.
  unsigned shift_ = 64;
  std::array<std::size_t, 2> longest_ = {};  ///< Bytes of the longest spelling at either position.
};

}  // namespace vitrine::encoder
