#include "mcp/prompts.h"

#include <gmock/gmock.h>

#include "base/json_parse.h"

namespace vitrine::mcp {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string text_of(std::string_view prompt, std::string_view arguments) {
  const Result<std::string> got = get_prompt(prompt, arguments);
  EXPECT_TRUE(got) << got.error().message();
  return std::string(parse_json(*got)->at("messages").at(0).at("content").at("text").as_string());
}

std::string refused(std::string_view prompt, std::string_view arguments) {
  const Result<std::string> got = get_prompt(prompt, arguments);
  EXPECT_FALSE(got);
  EXPECT_TRUE(got || got.error().code() == ErrorCode::kInvalidArgument);
  return got ? "" : got.error().message();
}

TEST(Prompts, EachArgumentStandsWhereTheTextNamesIt) {
  EXPECT_THAT(text_of("compare_rows", R"({"dataset":"me/papers","rows":"1, 2"})"),
              StartsWith("Compare these rows of the dataset me/papers: 1, 2\n\nIf rows"));
  EXPECT_THAT(text_of("find_related_work", R"({"dataset":"me/papers","idea":"a {dataset}"})"),
              HasSubstr("in the dataset me/papers: a {dataset}\n"))
      << "braces of an argument are its own";
}

TEST(Prompts, EveryPromptThatIsListedIsGivenWithAllItsArgumentsUsed) {
  const boost::json::value listed = *parse_json(list_prompts());
  for (const boost::json::value& prompt : listed.at("prompts").as_array()) {
    boost::json::object arguments;
    for (const boost::json::value& argument : prompt.at("arguments").as_array())
      arguments[argument.at("name").as_string()] =
          "<" + std::string(argument.at("name").as_string()) + ">";
    const std::string text =
        text_of(prompt.at("name").as_string(), json_text(boost::json::value(arguments)));
    for (const auto& [name, value] : arguments)
      EXPECT_THAT(text, HasSubstr(std::string(value.as_string())));
    EXPECT_EQ(text.find('{'), std::string::npos) << text;
  }
}

TEST(Prompts, WhatIsMissingIsNamed) {
  EXPECT_THAT(refused("compare_rows", R"({"dataset":"me/papers"})"), HasSubstr("rows is required"));
  EXPECT_THAT(refused("compare_rows", R"({"dataset":"","rows":"1"})"),
              HasSubstr("dataset is required"));
  EXPECT_THAT(refused("compare", "{}"), HasSubstr("no prompt \"compare\""));
  refused("compare_rows", "{");
}

}  // namespace
}  // namespace vitrine::mcp
