// The page's types of what can be asked with are the table's: web/src/data/api-parameters.ts is
// written by this test (VITRINE_UPDATE=1), and held to the table by it.

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <utility>

#include "ask/parameters.h"
#include "base/file.h"

namespace vitrine::ask {
namespace {

constexpr auto kNames = std::to_array<std::pair<Question, std::string_view>>({
    {Question::kSearch, "search"},
    {Question::kFacets, "facets"},
    {Question::kRecommend, "recommend"},
    {Question::kSimilar, "similar"},
    {Question::kRow, "row"},
    {Question::kMedium, "medium"},
    {Question::kThumbnail, "thumbnail"},
    {Question::kFileThumbnail, "fileThumbnail"},
    {Question::kFindRow, "findRow"},
    {Question::kColumns, "columns"},
    {Question::kMap, "map"},
    {Question::kSql, "sql"},
});

std::string union_of(const std::vector<std::string_view>& choices) {
  std::string type;
  for (const std::string_view choice : choices) {
    if (!type.empty()) type += " | ";
    type += '\'';
    type += choice;
    type += '\'';
  }
  return type;
}

/// Lists are one text in a query string and an array in a POST.
std::string type_of(const Parameter& parameter) {
  switch (parameter.type) {
    case Parameter::Type::kText:
      return "string";
    case Parameter::Type::kNumber:
      return "number";
    case Parameter::Type::kFlag:
      return "0 | 1 | boolean";
    case Parameter::Type::kRows:
    case Parameter::Type::kNumbers:
      return "string | number[]";
    case Parameter::Type::kColumns:
      return "string | string[]";
    case Parameter::Type::kChoice:
      return union_of(choices_of(parameter));
  }
  return {};
}

std::string member_of(const Parameter& parameter) {
  std::string text = "    /** " + std::string(parameter.meaning);
  if (parameter.type == Parameter::Type::kNumber && parameter.fallback > 0)
    text += "; by default " + std::to_string(parameter.fallback) + ", at most " +
            std::to_string(parameter.most);
  return text + ". */\n    " + std::string(parameter.name) + "?: " + type_of(parameter) + ";\n";
}

std::string page_types() {
  std::string text =
      "// What each question to the server can be asked with, made from src/ask/parameters.cc: "
      "edit "
      "that, then\n"
      "//   VITRINE_UPDATE=1 VITRINE_SOURCE_DIR=$PWD build/test/src/ask/ask_test "
      "--gtest_filter='PageTypes.*'\n\n"
      "export interface ApiParameters {\n";
  for (const auto& [question, name] : kNames) {
    text += "  " + std::string(name) + ": {\n";
    for (const Parameter& parameter : parameters_of(question)) text += member_of(parameter);
    text += "  };\n";
  }
  return text + "}\n";
}

TEST(PageTypes, ThePageHasTheTypesOfTheTable) {
  const char* root = std::getenv("VITRINE_SOURCE_DIR");  // NOLINT(concurrency-mt-unsafe)
  if (root == nullptr) GTEST_SKIP() << "VITRINE_SOURCE_DIR is not set";
  const fs::path file = fs::path(root) / "web/src/data/api-parameters.ts";
  if (std::getenv("VITRINE_UPDATE") != nullptr) {  // NOLINT(concurrency-mt-unsafe)
    ASSERT_TRUE(write_file_atomic(file, page_types()));
  }
  const Result<std::string> text = read_file(file);
  ASSERT_TRUE(text) << text.error().message();
  EXPECT_EQ(*text, page_types()) << "run with VITRINE_UPDATE=1 to write it anew";
}

TEST(PageTypes, EveryQuestionOfTheTableHasAType) {
  unsigned named = 0;
  for (const auto& [question, name] : kNames) named |= static_cast<unsigned>(question);
  for (const Parameter& parameter : parameters())
    EXPECT_EQ(parameter.questions & ~named, 0U) << parameter.name;
}

}  // namespace
}  // namespace vitrine::ask
