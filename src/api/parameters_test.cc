// Numbers and flags of a query string, and what is said of those that are none.

#include <gtest/gtest.h>

#include <set>

#include "api/flag_parameter.h"
#include "api/number_parameter.h"
#include "api/query_parameters.h"

namespace vitrine::api {
namespace {

http::Request asking(std::string name, std::string value) {
  http::Request request;
  request.query.add(std::move(name), std::move(value));
  return request;
}

TEST(NumberParameter, IsReadUpToItsLargest) {
  EXPECT_EQ(*number_parameter(http::Request(), "length", 7, 100), 7U);
  for (const std::uint64_t value : {0U, 1U, 99U, 100U})
    EXPECT_EQ(*number_parameter(asking("length", std::to_string(value)), "length", 7, 100), value);
  EXPECT_EQ(*number_parameter(asking("offset", "3"), "length", 7, 100), 7U);
  EXPECT_EQ(*number_parameter(asking("n", "18446744073709551615"), "n", 0), UINT64_MAX);
}

TEST(NumberParameter, WhatIsNoneIsRefused) {
  for (const char* text : {"101", "-1", "x", "1.5", "1e3", "18446744073709551616", "1 2"}) {
    ResponseOr<std::uint64_t> number = number_parameter(asking("length", text), "length", 7, 100);
    ASSERT_FALSE(number) << text;
    EXPECT_EQ(std::move(number).refusal().status, 422) << text;
  }
}

TEST(FlagParameter, IsTrueOrFalseAndNothingElse) {
  for (const char* text : {"true", "1", "True"})
    EXPECT_TRUE(*flag_parameter(asking("full", text), "full")) << text;
  for (const char* text : {"false", "0", "False"})
    EXPECT_FALSE(*flag_parameter(asking("full", text), "full", true)) << text;
  for (const bool fallback : {false, true}) {
    EXPECT_EQ(*flag_parameter(http::Request(), "full", fallback), fallback);
    EXPECT_EQ(*flag_parameter(asking("full", " "), "full", fallback), fallback);
  }
  for (const char* text : {"null", "TRUE", "yes", "2", "true "}) {
    ResponseOr<bool> flag = flag_parameter(asking("full", text), "full");
    ASSERT_FALSE(flag) << text;
    EXPECT_EQ(std::move(flag).refusal().status, 422) << text;
  }
}

TEST(FlagParameter, TheLastOfSeveralCounts) {
  http::Request request = asking("full", "true");
  request.query.add("full", "false");
  EXPECT_FALSE(*flag_parameter(request, "full"));
}

TEST(QueryParameters, OfEachQuestionHaveNamesThatDifferAndAMeaning) {
  for (const ask::Question question : {ask::Question::kSearch, ask::Question::kFacets}) {
    std::set<std::string_view> names;
    for (const http::QueryParameter& parameter : query_parameters(question)) {
      EXPECT_TRUE(names.insert(parameter.name).second) << parameter.name;
      EXPECT_FALSE(parameter.meaning.empty()) << parameter.name;
      const bool is_choice = parameter.type == http::QueryParameter::Type::kChoice;
      EXPECT_EQ(parameter.choices.empty(), !is_choice) << parameter.name;
    }
    EXPECT_FALSE(names.empty());
    EXPECT_EQ(query_parameters(question).data(), query_parameters(question).data());
  }
}

}  // namespace
}  // namespace vitrine::api
