#include "ask/json_parameters.h"

#include <gtest/gtest.h>

#include <string>

#include "ask/parameters.h"

namespace vitrine::ask {
namespace {

std::string text_of(std::string_view json) {
  return parameter_text(*parse_json(json));
}

TEST(JsonParameters, ScalarsAreAsInAQueryString) {
  EXPECT_EQ(text_of("\"reward models\""), "reward models");
  EXPECT_EQ(text_of("\"a, \\\"b\\\"\""), "a, \"b\"") << "a text is as it stands";
  EXPECT_EQ(text_of("\"\""), "");
  EXPECT_EQ(text_of("5"), "5");
  EXPECT_EQ(text_of("-3"), "-3");
  EXPECT_EQ(text_of("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(text_of("true"), "true");
  EXPECT_EQ(text_of("null"), "null");
}

TEST(JsonParameters, ListsHaveCommasBetween) {
  EXPECT_EQ(text_of("[]"), "");
  EXPECT_EQ(text_of("[1,2]"), "1,2");
  EXPECT_EQ(text_of("[\"a\"]"), "\"a\"");
  EXPECT_EQ(text_of("[\"a,b\",\"c\"]"), "\"a,b\",\"c\"");
  EXPECT_EQ(text_of("[\"say \\\"x\\\"\"]"), "\"say \"\"x\"\"\"");
  EXPECT_EQ(text_of("[\"\",\"b\"]"), "\"\",\"b\"");
}

TEST(JsonParameters, ListsOfNumbersAreReadBack) {
  const Pairs pairs = {{"like", text_of("[4,0,7]")}, {"vector", text_of("[0.5,-1,2e-3]")}};
  const Result<Values> values = Values::check(Question::kSearch, pairs);
  ASSERT_TRUE(values);
  EXPECT_EQ(*values->rows("like", 8, 9), (std::vector<std::uint64_t>{4, 0, 7}));
  EXPECT_EQ(*values->numbers("vector", 3), (std::vector<float>{0.5F, -1, 2e-3F}));
}

TEST(JsonParameters, FlagsAreTakenAsJsonWritesThem) {
  const auto flag = [](std::string_view json) {
    const Pairs pairs = {{"vectors", text_of(json)}};
    return Values::check(Question::kRow, pairs)->flag("vectors");
  };
  EXPECT_TRUE(flag("true"));
  EXPECT_TRUE(flag("1"));
  EXPECT_FALSE(flag("false"));
  EXPECT_FALSE(flag("0"));
}

}  // namespace
}  // namespace vitrine::ask
