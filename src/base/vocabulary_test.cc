#include "text/vocabulary.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "text/stemmer.h"

namespace vitrine::text {
namespace {

TEST(Vocabulary, NumbersWordsByFirstAppearance) {
  std::mt19937 random(81);
  Vocabulary vocabulary;
  std::map<std::string, std::uint32_t> want;
  for (int i = 0; i < 50000; ++i) {
    std::string word(random() % 20, 'x');
    for (char& c : word) c = static_cast<char>(random() % 3);
    const auto next = static_cast<std::uint32_t>(want.size());
    ASSERT_EQ(vocabulary.intern(word), want.try_emplace(word, next).first->second);
  }
  ASSERT_EQ(vocabulary.size(), want.size());
  for (const auto& [word, id] : want) EXPECT_EQ(vocabulary.word(id), word);
  vocabulary.clear();
  EXPECT_EQ(vocabulary.size(), 0U);
  EXPECT_EQ(vocabulary.intern("again"), 0U);
}

TEST(Stemmer, InflectionsShareAStem) {
  Result<Stemmer> stemmer = Stemmer::create("english");
  ASSERT_TRUE(stemmer);
  const std::string stem(stemmer->stem("networks"));
  EXPECT_EQ(stem, stemmer->stem("network"));
  EXPECT_EQ(stemmer->stem(""), "");
}

TEST(Stemmer, OnlyLettersAreStemmed) {
  Result<Stemmer> stemmer = Stemmer::create("english");
  for (const char* word : {"3ds", "x_ies", "0.5s", "c++"}) EXPECT_EQ(stemmer->stem(word), word);
}

TEST(Stemmer, KnowsItsLanguages) {
  EXPECT_TRUE(Stemmer::create("german"));
  EXPECT_TRUE(Stemmer::create("none"));
  EXPECT_FALSE(Stemmer::create(""));
  EXPECT_FALSE(Stemmer::create("../english"));
}

}  // namespace
}  // namespace vitrine::text
