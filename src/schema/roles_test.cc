#include "schema/roles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vitrine::schema {
namespace {

using ::testing::ElementsAre;

Feature text() {
  return Feature::value("string");
}
Feature texts() {
  return Feature::list(text());
}

std::vector<std::string> roles_of(const Features& features) {
  std::vector<std::string> names;
  for (const Role role : infer_roles(features)) names.emplace_back(role_name(role));
  return names;
}

TEST(Roles, APaperIsReadOffItsColumns) {
  EXPECT_THAT(roles_of({{"paper_id", Feature::value("int64")},
                        {"Title", text()},
                        {"abstract", text()},
                        {"TL;DR", text()},
                        {"authors", texts()},
                        {"keywords", text()},
                        {"paper-url", text()},
                        {"arXiv_id", text()},
                        {"decision", Feature::class_label({"accept", "reject"})},
                        {"venue", text()},
                        {"year", Feature::value("int32")},
                        {"embedding", Feature::list(Feature::value("float32"), 768)}}),
              ElementsAre("id", "title", "abstract", "summary", "authors", "keywords", "link",
                          "arxiv_id", "class", "venue", "year", "vector"));
}

TEST(Roles, EachGoesToOneColumnTheBestNamedOne) {
  EXPECT_THAT(roles_of({{"name", text()}, {"title", text()}}), ElementsAre("", "title"));
  EXPECT_THAT(roles_of({{"text", text()}, {"content", text()}}), ElementsAre("abstract", ""));
  EXPECT_THAT(roles_of({{"title", text()}, {"TITLE", text()}}), ElementsAre("title", ""));
}

TEST(Roles, TheTypeMustFit) {
  EXPECT_THAT(roles_of({{"title", Feature::value("int64")}}), ElementsAre(""));
  EXPECT_THAT(roles_of({{"title", texts()}}), ElementsAre(""));
  EXPECT_THAT(roles_of({{"id", Feature::value("float64")}}), ElementsAre(""));
  EXPECT_THAT(roles_of({{"authors", Feature::structure({{"a", text()}})}}), ElementsAre(""));
  EXPECT_THAT(roles_of({{"embedding", Feature::list(Feature::value("float32"), 3)}}),
              ElementsAre(""));
}

TEST(Roles, LargeStringsAndViewsFitAsStringsDo) {
  EXPECT_THAT(roles_of({{"title", Feature::value("large_string")},
                        {"id", Feature::value("string_view")},
                        {"type", Feature::value("large_string")}}),
              ElementsAre("title", "id", "class"));
}

TEST(Roles, AVectorOfAnyNameWillDoWhereNoneHasATellingOne) {
  const Feature vector = Feature::list(Feature::value("float64"), 64);
  EXPECT_THAT(roles_of({{"a", vector}, {"b", vector}}), ElementsAre("vector", ""));
  EXPECT_THAT(roles_of({{"a", vector}, {"embedding", vector}}), ElementsAre("", "vector"));
}

}  // namespace
}  // namespace vitrine::schema
