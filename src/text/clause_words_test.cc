#include "text/clause_words.h"

#include <gtest/gtest.h>

#include <utility>

#include "text/segmenter.h"
#include "text/stemmer.h"

namespace vitrine::text {
namespace {

using Kind = QueryClause::Kind;
using Strings = std::vector<std::string>;

ClauseWords words_of(Kind kind, std::string text, bool open = false) {
  QueryClause clause;
  clause.kind = kind;
  clause.text = std::move(text);
  clause.open = open;
  Segmenter segmenter;
  Stemmer stemmer = *Stemmer::create("english");
  return clause_words(clause, segmenter, stemmer);
}

TEST(ClauseWords, AWordIsItsPartsInARowOrTheWhole) {
  const ClauseWords words = words_of(Kind::kWord, "Zero-Shots");
  EXPECT_EQ(words.phrase, (Strings{"zero", "shot"}));
  EXPECT_EQ(words.wholes, (Strings{"zeroshot"}));
  EXPECT_EQ(words.prefix, "");
}

TEST(ClauseWords, APhraseMeansWhatItSays) {
  const ClauseWords words = words_of(Kind::kPhrase, "zero-shot networks");
  EXPECT_EQ(words.phrase, (Strings{"zero", "shot", "network"}));
  EXPECT_TRUE(words.wholes.empty());
  std::string longer;
  for (std::size_t i = 0; i <= kMaxPhraseWords; ++i) longer += " a" + std::to_string(i);
  EXPECT_EQ(words_of(Kind::kPhrase, longer).phrase.size(), kMaxPhraseWords);
}

TEST(ClauseWords, APrefixIsItsLastWordUnstemmed) {
  const ClauseWords words = words_of(Kind::kPrefix, "pre-Learning");
  EXPECT_EQ(words.phrase, (Strings{"learn"}));
  EXPECT_EQ(words.prefix, "learning");
  EXPECT_TRUE(words.wholes.empty());
  EXPECT_TRUE(words_of(Kind::kPrefix, "!").phrase.empty());
}

TEST(ClauseWords, AWordThatIsStillTypedBeginsOthers) {
  const ClauseWords words = words_of(Kind::kWord, "models", true);
  EXPECT_EQ(words.phrase, (Strings{"model"}));
  EXPECT_EQ(words.prefix, "models");
  EXPECT_EQ(words_of(Kind::kWord, "zero-sh", true).prefix, "");
}

}  // namespace
}  // namespace vitrine::text
