#include "text/stemmer.h"

#include <gtest/gtest.h>

namespace vitrine::text {
namespace {

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
