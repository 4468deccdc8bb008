#include "text/segmenter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace vitrine::text {
namespace {

using testing::ElementsAre;

std::vector<std::string> words(std::string_view text, WordKind kind) {
  Segmenter segmenter;
  std::vector<std::string> out;
  for (const Word& word : segmenter.segment(text)) {
    if (word.kind == kind) out.emplace_back(segmenter.text_of(word));
  }
  return out;
}
std::vector<std::string> main_words(std::string_view text) {
  return words(text, WordKind::kMain);
}

TEST(Segmenter, LowersAndSplitsAtWhatIsNoWord) {
  EXPECT_THAT(main_words("Attention Is, all--you (need)!"),
              ElementsAre("attention", "is", "all", "you", "need"));
}

TEST(Segmenter, JoinedWordsGivePartsAndWhole) {
  EXPECT_THAT(main_words("zero-shot GPT-4"), ElementsAre("zero", "shot", "gpt", "4"));
  EXPECT_THAT(words("zero-shot GPT-4 k_NN AT&T", WordKind::kWhole),
              ElementsAre("zeroshot", "gpt4", "knn", "att"));
  EXPECT_THAT(words("zero\xE2\x80\x91shot", WordKind::kWhole), ElementsAre("zeroshot"));
  EXPECT_THAT(words("www.a.b.c.d.org", WordKind::kWhole), ElementsAre());
}

TEST(Segmenter, ReadsFormulasAsTheyAreTypeset) {
  EXPECT_THAT(main_words("an $\\ell_{2}$-norm in $\\mathcal{O}(n^2)$, $x_i$"),
              ElementsAre("an", "ell", "2", "norm", "in", "mathcal", "o", "n", "2", "x", "i"));
  EXPECT_THAT(words("$\\ell_{2}$ L_2 n^2 x^{10} x_", WordKind::kWhole),
              ElementsAre("ell2", "l2", "n2", "x10"));
  EXPECT_THAT(words("{a} _{b} a_{", WordKind::kWhole), ElementsAre());
}

TEST(Segmenter, PossessivesAreDropped) {
  EXPECT_THAT(main_words("the model's weights"), ElementsAre("the", "model", "weights"));
  EXPECT_THAT(main_words("model\xE2\x80\x99s"), ElementsAre("model"));
  EXPECT_THAT(words("don't", WordKind::kWhole), ElementsAre("dont"));
}

TEST(Segmenter, KeepsNumbersAndSymbolsOfNames) {
  EXPECT_THAT(main_words("3D 0.5 v1.2.3 2.5D"), ElementsAre("3d", "0.5", "v1.2.3", "2.5d"));
  EXPECT_THAT(main_words("3.x v2.beta x.5 .5 5."),
              ElementsAre("3", "x", "v2", "beta", "x", "5", "5", "5"));
  EXPECT_THAT(main_words("C++, C# and g++."), ElementsAre("c++", "c#", "and", "g++"));
  EXPECT_THAT(words("C++", WordKind::kBare), ElementsAre("c"));
  EXPECT_THAT(main_words("a+b x+ 3+4"), ElementsAre("a", "b", "x+", "3", "4"));
}

TEST(Segmenter, FoldsAccentsAndKeepsTheSpelling) {
  EXPECT_THAT(main_words("\xC3\x85ngstr\xC3\xB6m Stra\xC3\x9F"
                         "e \xC3\x98rsted"),
              ElementsAre("angstrom", "strasse", "orsted"));
  EXPECT_THAT(words("\xC3\x85ngstr\xC3\xB6m", WordKind::kAccented),
              ElementsAre("\xC3\xA5ngstr\xC3\xB6m"));
  EXPECT_EQ(main_words("e\xCC\x81t\xC3\xA9"), main_words("\xC3\xA9te\xCC\x81"));
  EXPECT_THAT(main_words("\xEF\xBC\xA7\xEF\xBC\xB0\xEF\xBC\xB4 \xEF\xAC\x81n"),
              ElementsAre("gpt", "fin"));
}

TEST(Segmenter, AccentedAndMainShareAPosition) {
  Segmenter segmenter;
  std::vector<std::uint32_t> positions;
  for (const Word& word : segmenter.segment("a \xC3\xA9 b")) positions.push_back(word.position);
  EXPECT_THAT(positions, ElementsAre(0, 1, 1, 2));
  EXPECT_EQ(segmenter.num_positions(), 3U);
}

TEST(Segmenter, ScriptsWithoutSpacesGivePairs) {
  EXPECT_THAT(main_words("\xE6\xB7\xB1\xE5\xBA\xA6\xE5\xAD\xA6"),
              ElementsAre("\xE6\xB7\xB1\xE5\xBA\xA6", "\xE5\xBA\xA6\xE5\xAD\xA6"));
  EXPECT_THAT(main_words("3D\xE6\xB7\xB1"), ElementsAre("3d", "\xE6\xB7\xB1"));
}

TEST(Segmenter, IllFormedBytesSeparate) {
  EXPECT_THAT(main_words(std::string_view("a\xFF"
                                          "b\0c\xED\xA0\x80"
                                          "d\xC3",
                                          9)),
              ElementsAre("a", "b", "c", "d"));
}

TEST(Segmenter, LongWordsAreCutOnACharacter) {
  EXPECT_EQ(main_words(std::string(1000, 'x'))[0].size(), kMaxWordBytes);
  std::string accents;
  for (int i = 0; i < 500; ++i) accents += "\xD0\xB6";
  EXPECT_EQ(main_words(accents)[0].size() % 2, 0U);
}

TEST(Segmenter, OffsetsLieInTheTextForAnyBytes) {
  std::mt19937 random(9);
  const std::vector<std::string> pieces = {"a",
                                           "-",
                                           "\xC3\xA9",
                                           "'",
                                           "s",
                                           " ",
                                           "3",
                                           ".",
                                           "+",
                                           "\xE5\xAD\xA6",
                                           "\xFF",
                                           "#",
                                           "\xCC\x81",
                                           "\xC2\xAD",
                                           "\xEA\xB0\x80",
                                           "\xE2\x80\x99",
                                           "&"};
  Segmenter segmenter;
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (std::size_t i = random() % 12; i > 0; --i) text += pieces[random() % pieces.size()];
    std::uint32_t mains = 0;
    for (const Word& word : segmenter.segment(text)) {
      ASSERT_LT(word.begin, word.end);
      ASSERT_LE(word.end, text.size());
      ASSERT_FALSE(segmenter.text_of(word).empty());
      if (word.kind != WordKind::kMain) continue;
      ASSERT_EQ(word.position, mains) << text;
      ++mains;
    }
    ASSERT_EQ(segmenter.num_positions(), mains);
  }
}

}  // namespace
}  // namespace vitrine::text
