#include "encoder/word_pieces.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace vitrine::encoder {
namespace {

std::vector<TokenId> cut(const WordPieces& pieces, std::string_view word) {
  std::vector<TokenId> out;
  pieces.append_tokens(word, out);
  return out;
}

/// The slow twin: tries every token at every place.
std::vector<TokenId> cut_slowly(const WordPieces& pieces, std::string_view word) {
  std::vector<TokenId> out;
  std::size_t at = 0;
  while (at < word.size()) {
    std::size_t longest = 0;
    TokenId best = 0;
    for (TokenId id = 0; id < pieces.size(); ++id) {
      std::string_view token = pieces.token(id);
      const bool inside = token.size() > 2 && token.starts_with("##");
      if (inside != (at > 0)) continue;
      if (inside) token.remove_prefix(2);
      if (token.size() > longest && word.substr(at).starts_with(token))
        longest = token.size(), best = id;
    }
    if (longest == 0) return {pieces.unknown()};
    out.push_back(best);
    at += longest;
  }
  return out;
}

TEST(WordPieces, TakesTheLongestTokenAtEachPlace) {
  const WordPieces pieces = *WordPieces::parse("?\na\nab\n##b\n##bc\n##c\nabcd", 0);
  EXPECT_EQ(cut(pieces, "abc"), (std::vector<TokenId>{2, 5}));
  EXPECT_EQ(cut(pieces, "abcd"), (std::vector<TokenId>{6}));
  EXPECT_EQ(cut(pieces, "abcb"), (std::vector<TokenId>{2, 5, 3}));
}

TEST(WordPieces, AWordOfWhichAPartHasNoTokenIsUnknownAsAWhole) {
  const WordPieces pieces = *WordPieces::parse("?\na\n##b", 0);
  EXPECT_EQ(cut(pieces, "abz"), (std::vector<TokenId>{0}));
  EXPECT_EQ(cut(pieces, "ba"), (std::vector<TokenId>{0}));
}

TEST(WordPieces, NothingIsAppendedForNoWord) {
  EXPECT_TRUE(cut(*WordPieces::parse("?\na", 0), "").empty());
}

TEST(WordPieces, TwoNumberSignsAloneAreAWordAndNoContinuation) {
  const WordPieces pieces = *WordPieces::parse("?\n##\n##a", 0);
  EXPECT_EQ(cut(pieces, "##"), (std::vector<TokenId>{1}));
  EXPECT_EQ(cut(pieces, "##a"), (std::vector<TokenId>{1, 2}));
}

TEST(WordPieces, OfEqualLinesTheFirstCounts) {
  EXPECT_EQ(cut(*WordPieces::parse("?\na\na", 0), "a"), (std::vector<TokenId>{1}));
}

TEST(WordPieces, AgreesWithTheSlowTwinOnRandomVocabularies) {
  std::mt19937 random(1);
  const auto letters = [&](std::size_t most) {
    std::string text(1 + random() % most, ' ');
    for (char& c : text) c = static_cast<char>('a' + random() % 3);
    return text;
  };
  for (int round = 0; round < 50; ++round) {
    std::string lines = "?";
    for (int i = 0; i < 60; ++i)
      lines += "\n" + std::string(random() % 2 == 0 ? "##" : "") + letters(5);
    const WordPieces pieces = *WordPieces::parse(lines, 0);
    for (int i = 0; i < 100; ++i) {
      const std::string word = letters(12);
      EXPECT_EQ(cut(pieces, word), cut_slowly(pieces, word)) << word << " of " << lines;
    }
  }
}

TEST(WordPieces, RefusesVocabulariesThatAreNone) {
  EXPECT_EQ(WordPieces::parse("", 0).error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(WordPieces::parse("a\n\nb", 0).error().message(),
            "token 1 of the vocabulary has 0 bytes instead of 1 to 255");
  EXPECT_EQ(WordPieces::parse("a\n" + std::string(256, 'a'), 0).error().code(),
            ErrorCode::kCorrupt);
  EXPECT_TRUE(WordPieces::parse("a\n" + std::string(255, 'a'), 0));
  EXPECT_EQ(WordPieces::parse("a\nb", 2).error().message(),
            "the vocabulary has no token 2 for unknown words");
}

}  // namespace
}  // namespace vitrine::encoder
