#include "ask/parameters.h"

#include <gmock/gmock.h>

#include <set>

namespace vitrine::ask {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Values checked(Question question, const Pairs& pairs) {
  Result<Values> values = Values::check(question, pairs);
  EXPECT_TRUE(values) << values.error().message();
  return *std::move(values);
}

std::string refused(Question question, const Pairs& pairs) {
  const Result<Values> values = Values::check(question, pairs);
  EXPECT_FALSE(values);
  if (values) return "";
  EXPECT_EQ(values.error().code(), ErrorCode::kInvalidArgument);
  return values.error().message();
}

TEST(Parameters, AQuestionHasEachNameOnce) {
  for (unsigned bit = 0; bit < 8; ++bit) {
    std::set<std::string_view> names;
    for (const Parameter& row : parameters_of(static_cast<Question>(1U << bit)))
      EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(names.empty());
  }
}

TEST(Parameters, ChoicesAreThereWhereAChoiceIs) {
  for (const Parameter& row : parameters()) {
    EXPECT_EQ(row.type == Parameter::Type::kChoice, !row.choices.empty()) << row.name;
    EXPECT_LE(row.fallback, row.most) << row.name;
    EXPECT_FALSE(row.meaning.empty()) << row.name;
  }
}

TEST(Parameters, DefaultsAreTheQuestionsOwn) {
  EXPECT_EQ(checked(Question::kSearch, {}).number("limit"), 100U);
  EXPECT_EQ(checked(Question::kSimilar, {}).number("limit"), 10U);
  EXPECT_EQ(checked(Question::kSql, {}).number("limit"), 1000U);
  EXPECT_EQ(checked(Question::kSearch, {}).choice("mode"), "hybrid");
  EXPECT_TRUE(checked(Question::kSearch, {}).flag("highlights"));
}

TEST(Parameters, TheLastOfANameCountsAndBlankIsAbsent) {
  const Values values =
      checked(Question::kSearch, {{"limit", "3"}, {"q", " "}, {"limit", "5"}, {"sort", ""}});
  EXPECT_EQ(values.number("limit"), 5U);
  EXPECT_FALSE(values.given("q"));
  EXPECT_FALSE(values.given("sort"));
}

TEST(Parameters, WhatIsNoValueIsRefusedWithItsName) {
  EXPECT_EQ(refused(Question::kSearch, {{"limit", "10001"}}),
            "Parameter 'limit' must not be greater than 10000");
  EXPECT_EQ(refused(Question::kRow, {{"vectors", "maybe"}}), "Parameter 'vectors': must be 1 or 0");
  EXPECT_EQ(refused(Question::kSearch, {{"vectors", "maybe"}}),
            "Parameter 'vectors': must be none or sketch");
  EXPECT_EQ(refused(Question::kSearch, {{"mode", "magic"}}),
            "Parameter 'mode': must be hybrid, keyword or semantic");
}

TEST(Parameters, AFileOfRowsMayBeLongerThanAPage) {
  const Pairs page = {{"limit", "200000"}};
  EXPECT_THAT(refused(Question::kSearch, page), HasSubstr("10000"));
  Pairs file = page;
  file.emplace_back("format", "parquet");
  EXPECT_EQ(checked(Question::kSearch, file).number("limit"), 200'000U);
  file.front().second = "200001";
  EXPECT_THAT(refused(Question::kSearch, file), HasSubstr("200000"));
}

TEST(Parameters, AQuestionRefusesWhatOnlyOthersTakeAndLetsStrangersPass) {
  EXPECT_EQ(refused(Question::kSimilar, {{"q", "reward"}}), "Parameter 'q': is not taken here");
  EXPECT_TRUE(Values::check(Question::kSimilar, {{"utm_source", "mail"}}));
}

TEST(Parameters, RowsAreReadOnceEachInTheirOrder) {
  const Values values = checked(Question::kSearch, {{"like", "4, 0,4"}});
  EXPECT_THAT(*values.rows("like", 5, 10), ElementsAre(4, 0));
  EXPECT_THAT(values.rows("like", 4, 10).error().message(), HasSubstr("there is no row 4"));
  EXPECT_THAT(values.rows("like", 5, 1).error().message(), HasSubstr("at most 1 rows"));
  const Values wrong = checked(Question::kSearch, {{"like", "1,x"}});
  EXPECT_THAT(wrong.rows("like", 5, 9).error().message(), HasSubstr("row numbers"));
}

TEST(Parameters, VectorsAreFiniteNumbers) {
  EXPECT_THAT(*checked(Question::kSearch, {{"vector", "1, -0.5"}}).numbers("vector", 2),
              ElementsAre(1, -0.5F));
  for (const char* wrong : {"1,inf", "nan", "1,,2", "x"})
    EXPECT_FALSE(checked(Question::kSearch, {{"vector", wrong}}).numbers("vector", 9)) << wrong;
  EXPECT_FALSE(checked(Question::kSearch, {{"vector", "1,2,3"}}).numbers("vector", 2));
}

TEST(Parameters, BlameKeepsTheKindOfOtherErrors) {
  EXPECT_EQ(blame("where", too_large("deep")).code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(blame("where", corrupt("bits")).code(), ErrorCode::kCorrupt);
  EXPECT_EQ(blame("where", corrupt("bits")).message(), "bits");
}

}  // namespace
}  // namespace vitrine::ask
