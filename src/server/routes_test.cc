// What holds for all routes together.

#include "server/routes.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <set>
#include <thread>

#include "server/testing/server_fixture.h"

namespace vitrine::server {
namespace {

class Routes : public ServerFixture {};

TEST_F(Routes, EachIsDocumented) {
  const char* root = std::getenv("VITRINE_SOURCE_DIR");
  const fs::path docs = fs::path(root == nullptr ? "." : root) / "docs";
  const Result<std::string> ours = read_file(docs / "api.md");
  const Result<std::string> hubs = read_file(docs / "hub-compatibility.md");
  const Result<std::string> pushes = read_file(docs / "pushing.md");
  ASSERT_TRUE(ours && hubs && pushes);
  // Shown by their shorter forms.
  const std::set<std::string> variants = {"unknown", "parquet-of-config", "parquet-of-split",
                                          "parquet-file"};
  for (const http::Route& route : router_->routes()) {
    if (variants.contains(route.name)) continue;
    EXPECT_TRUE(ours->find(route.pattern) != std::string::npos ||
                hubs->find(route.pattern) != std::string::npos ||
                pushes->find(route.pattern) != std::string::npos)
        << route.pattern << " is in no page of docs/";
    EXPECT_FALSE(route.summary.empty()) << route.pattern;
  }
}

TEST_F(Routes, HealthAndMetricsAnswer) {
  EXPECT_EQ(get("/healthcheck").body, "ok");
  EXPECT_EQ(get("/metrics").status, 200);
}

TEST_F(Routes, NamesAreUnique) {
  std::set<std::string> names;
  for (const http::Route& route : router_->routes()) {
    EXPECT_TRUE(names.insert(route.name).second) << route.name;
  }
}

TEST_F(Routes, RequestsGoOnWhileADatasetIsImportedAnew) {
  import("local/a", {{"a.jsonl", "{\"t\":\"x\"}\n"}});
  std::atomic<bool> done = false;
  std::atomic<int> answered = 0;
  std::vector<std::jthread> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back([&] {
      while (!done) {
        const api::TestReply reply =
            get("/search?dataset=local/a&config=default&split=train&query=x");
        EXPECT_EQ(reply.status, 200) << reply.body << reply.detail;
        ++answered;
      }
    });
  }
  for (int rows = 2; rows < 8; ++rows) {
    std::string lines;
    for (int i = 0; i < rows; ++i) lines += "{\"t\":\"x\"}\n";
    import("local/a", {{"a.jsonl", lines}});
  }
  done = true;
  clients.clear();
  EXPECT_GT(answered, 0);
}

TEST_F(Routes, ADatasetWithoutOwnerIsNotThereByTheCodeThatClientsKnow) {
  EXPECT_EQ(get("/api/datasets/nope").error_code(), "RepoNotFound");
  EXPECT_EQ(get("/api/datasets/a/b/nope").error_code(), "ResponseNotFound");
  EXPECT_EQ(get("/api/nope").error_code(), "ResponseNotFound");
}

}  // namespace
}  // namespace vitrine::server
