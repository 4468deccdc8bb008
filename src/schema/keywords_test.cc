#include "schema/keywords.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace vitrine::schema {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> keywords_of(std::string_view text) {
  std::vector<std::string> out;
  for_each_keyword(text, [&](std::string_view keyword) { out.emplace_back(keyword); });
  return out;
}

TEST(Keywords, StandBetweenCommasAndSemicolonsWithoutBlanks) {
  EXPECT_THAT(keywords_of("a, b; c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(keywords_of(" graph theory ;\tdeep nets "), ElementsAre("graph theory", "deep nets"));
  EXPECT_THAT(keywords_of("a"), ElementsAre("a"));
  EXPECT_THAT(keywords_of("a,b,a"), ElementsAre("a", "b", "a"));
}

TEST(Keywords, EmptyOnesAreLeftOut) {
  EXPECT_THAT(keywords_of(",a,;b;"), ElementsAre("a", "b"));
  for (const char* none : {"", " ", ",", " ; , "}) EXPECT_THAT(keywords_of(none), IsEmpty());
}

}  // namespace
}  // namespace vitrine::schema
