// The description against the table of routes and against live answers.

#include "server/openapi.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/json_parse.h"
#include "schema/column.h"
#include "server/openapi_schemas.h"
#include "server/testing/server_fixture.h"

namespace vitrine::server {
namespace {

namespace json = boost::json;

class OpenApi : public ServerFixture {
 protected:
  json::value document() { return get("/openapi.json").json(); }
};

TEST_F(OpenApi, EveryRouteIsDescribedAndNoOther) {
  std::size_t operations = 0;
  const json::value described = document();
  for (const auto& path : described.at("paths").as_object())
    operations += path.value().as_object().size();
  EXPECT_EQ(operations, router_->routes().size());
  EXPECT_EQ(described.at("openapi").as_string(), "3.1.0");
  EXPECT_TRUE(
      described.at("paths").as_object().contains("/datasets/{owner}/{name}/resolve/{rest}"));
}

TEST_F(OpenApi, EveryAnswerHasASchema) {
  const Result<json::value> schemas = parse_json(answer_schemas());
  ASSERT_TRUE(schemas);
  for (const http::Route& route : router_->routes())
    EXPECT_TRUE(route.answer.empty() || schemas->as_object().contains(route.answer)) << route.name;
}

TEST_F(OpenApi, EveryKindOfColumnIsNamed) {
  const Result<json::value> schemas = parse_json(answer_schemas());
  ASSERT_TRUE(schemas);
  const json::value& named =
      schemas->at_pointer("/Columns/properties/columns/items/properties/kind/enum");
  std::vector<std::string> kinds;
  for (const json::value& kind : named.as_array()) kinds.emplace_back(kind.as_string());
  std::vector<std::string> expected;
  for (std::size_t i = 0; i < schema::kColumnKinds; ++i)
    expected.emplace_back(schema::kind_name(static_cast<schema::ColumnKind>(i)));
  EXPECT_EQ(kinds, expected);
}

TEST_F(OpenApi, NumbersThatAreDescribedAreRead) {
  import_papers();
  for (const http::Route& route : router_->routes()) {
    if (route.pattern.starts_with("/api/") || route.method != http::Method::kGet) continue;
    std::string all = route.pattern + "?";
    for (const http::QueryParameter& parameter : route.parameters) {
      if (parameter.required)
        all += std::string(parameter.name) + "=" +
               (parameter.name == "dataset"  ? "local/papers"
                : parameter.name == "config" ? "default"
                : parameter.name == "split"  ? "train"
                                             : "vision") +
               "&";
    }
    for (const http::QueryParameter& parameter : route.parameters) {
      if (parameter.type != http::QueryParameter::Type::kNumber) continue;
      EXPECT_EQ(get(all).status, 200) << all;
      EXPECT_EQ(get(all + std::string(parameter.name) + "=x").status, 422) << parameter.name;
    }
  }
}

TEST_F(OpenApi, WhatIsRequiredIsAskedFor) {
  for (const http::Route& route : router_->routes()) {
    if (route.method != http::Method::kGet) continue;
    if (route.parameters.empty() || !route.parameters.front().required) continue;
    EXPECT_EQ(get(route.pattern).error_code(), "MissingRequiredParameter") << route.pattern;
  }
}

}  // namespace
}  // namespace vitrine::server
