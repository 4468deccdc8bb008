// One mistake reads the same wherever it is made: every route of our API that takes a parameter is
// asked with each of the mistakes that it can be asked with.

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "server/testing/server_fixture.h"

namespace vitrine::server {
namespace {

class SameMistake : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    import_papers();
  }

  /// The routes of our API that a dataset can be asked by, that dataset in their path.
  std::vector<std::pair<const http::Route*, std::string>> questions(const std::string& dataset) {
    std::vector<std::pair<const http::Route*, std::string>> found;
    for (const http::Route& route : router_->routes()) {
      if (!route.pattern.starts_with("/api/v1/datasets/{owner}/{name}") ||
          route.method != http::Method::kGet)
        continue;
      std::string target = route.pattern;
      target.replace(target.find("{owner}/{name}"), 14, dataset);
      if (const std::size_t row = target.find("{row_idx}"); row != std::string::npos)
        target.replace(row, 9, "0");
      found.emplace_back(&route, target);
    }
    return found;
  }

  static bool takes(const http::Route& route, std::string_view name) {
    return std::ranges::find(route.parameters, name, &http::QueryParameter::name) !=
           route.parameters.end();
  }
  /// What a route cannot be asked without.
  static std::string needed(const http::Route& route) {
    if (takes(route, "sql")) return "&sql=SELECT+1";
    return route.name == "v1-recommend" ? "&like=0" : "";
  }

  /// The one answer to `mistake` of all routes that take `name`.
  api::TestReply answer_of_all(std::string_view name, const std::string& mistake) {
    std::map<std::string, std::string> routes_by_answer;
    api::TestReply last;
    for (const auto& [route, target] : questions("local/papers")) {
      if (!takes(*route, name)) continue;
      last = get(target + "?" + mistake + needed(*route));
      routes_by_answer[std::to_string(last.status) + " " + last.error_code() + " " +
                       last.error()] += route->name + " ";
    }
    EXPECT_EQ(routes_by_answer.size(), 1U) << testing::PrintToString(routes_by_answer);
    return last;
  }
};

TEST_F(SameMistake, AnUnknownDataset) {
  std::set<std::string> answers;
  for (const auto& [route, target] : questions("local/nope")) {
    const api::TestReply reply =
        get(target + "?" + needed(*route).substr(needed(*route).empty() ? 0 : 1));
    EXPECT_EQ(reply.status, 404) << target;
    EXPECT_EQ(reply.error_code(), "DatasetNotFoundError") << target;
    answers.insert(reply.error());
  }
  EXPECT_EQ(answers.size(), 1U) << testing::PrintToString(answers);
}

TEST_F(SameMistake, AnUnknownConfigOrSplit) {
  EXPECT_EQ(answer_of_all("config", "config=nope").error(),
            "dataset local/papers has no config \"nope\"");
  EXPECT_EQ(answer_of_all("split", "split=nope").error(),
            "config \"default\" of local/papers has no split \"nope\"");
}

TEST_F(SameMistake, AnUnknownColumn) {
  for (const char* name : {"columns", "facets", "where", "sort", "column"}) {
    const std::string value = std::string(name) == "where" ? "nope+%3D+1" : "nope";
    const api::TestReply reply = answer_of_all(name, std::string(name) + "=" + value);
    EXPECT_EQ(reply.status, 422) << name;
    EXPECT_THAT(reply.error(), testing::StartsWith("Parameter '" + std::string(name) + "': "));
  }
}

TEST_F(SameMistake, AValueThatIsNone) {
  for (const auto& [route, target] : questions("local/papers")) {
    for (const http::QueryParameter& parameter : route->parameters) {
      if (parameter.type == http::QueryParameter::Type::kText) continue;
      const std::string name(parameter.name);
      const api::TestReply reply = get(target + "?" + name + "=maybe" + needed(*route));
      EXPECT_EQ(reply.status, 422) << target << " " << name;
      EXPECT_EQ(reply.error_code(), "InvalidParameter") << target << " " << name;
      EXPECT_THAT(reply.error(), testing::StartsWith("Parameter '" + name + "'")) << target;
    }
  }
}

TEST_F(SameMistake, AParameterThatOnlyOthersTake) {
  const std::string row = "/api/v1/datasets/local/papers/rows/0/similar";
  for (const char* name : {"q", "mode", "like", "dislike", "vector", "typing"}) {
    const api::TestReply reply = get(row + "?" + name + "=1");
    EXPECT_EQ(reply.status, 422) << name;
    EXPECT_EQ(reply.error(), "Parameter '" + std::string(name) + "': is not taken here");
  }
}

}  // namespace
}  // namespace vitrine::server
