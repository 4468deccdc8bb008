#include "cluster/engine_client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <mutex>
#include <string>

#include "http/server.h"

namespace vitrine::cluster {
namespace {

constexpr std::string_view kOpenSearch =
    R"({"version":{"distribution":"opensearch","number":"3.5.0"}})";

/// A server on a free port that says what it is and answers searches as it is told.
class Node {
 public:
  explicit Node(std::string product = std::string(kOpenSearch)) : product_(std::move(product)) {
    http::Route root;
    root.name = root.pattern = "/";
    root.handler = [this](const http::Request&) {
      ++num_asked_;
      return http::Response::json(product_);
    };
    router_.add(std::move(root));
    http::Route search;
    search.method = http::Method::kPost;
    search.name = search.pattern = "/rows/_search";
    search.max_body = 1U << 20U;
    search.handler = [this](const http::Request& request) { return answer(request); };
    router_.add(std::move(search));
    http::ServerOptions options;
    options.port = 0;
    auto server = http::Server::start(std::move(options), router_, metrics_);
    EXPECT_TRUE(server);
    if (server) server_ = *std::move(server);
  }

  std::string url() const { return server_->url(); }
  int num_asked() const { return num_asked_; }
  int num_searches() const { return num_searches_; }
  std::string last_login() {
    const std::lock_guard lock(mutex_);
    return login_;
  }
  void say(int status, std::string body) {
    const std::lock_guard lock(mutex_);
    answers_.emplace_back(status, std::move(body));
  }

 private:
  http::Response answer(const http::Request& request) {
    ++num_searches_;
    const std::lock_guard lock(mutex_);
    login_ = request.headers.get("Authorization");
    if (answers_.empty()) return http::Response::json(whole());
    const auto [status, body] = answers_.front();
    answers_.pop_front();
    http::Response response = http::Response::json(body);
    response.status = status;
    return response;
  }

 public:
  static std::string whole() {
    return R"({"timed_out":false,"_shards":{"total":3,"successful":3},"hits":{}})";
  }

 private:
  std::string product_;
  http::Router router_;
  http::Metrics metrics_;
  std::atomic<int> num_asked_ = 0;
  std::atomic<int> num_searches_ = 0;
  std::mutex mutex_;  // of what follows
  std::string login_;
  std::deque<std::pair<int, std::string>> answers_;
  std::unique_ptr<http::Server> server_;  // last, so that it stops first
};

Result<std::string> search(const EngineClient& client,
                           std::chrono::milliseconds limit = std::chrono::seconds(60)) {
  return client.search("rows", R"({"size":0})", "", {}, limit);
}

TEST(EngineClientTest, AnAnswerOfAllShardsIsGivenAsItIs) {
  Node node;
  const EngineClient client({{node.url()}, "somebody:secret"});
  const Result<std::string> answer = search(client);
  ASSERT_TRUE(answer) << answer.error().message();
  EXPECT_EQ(*answer, Node::whole());
  EXPECT_EQ(node.last_login(), "Basic c29tZWJvZHk6c2VjcmV0");
  ASSERT_TRUE(search(client));
  EXPECT_EQ(node.num_asked(), 1) << "what a node is, is asked once";
}

TEST(EngineClientTest, AnAnswerOfSomeShardsIsAskedForAgain) {
  Node node;
  node.say(200, R"({"timed_out":false,"_shards":{"total":3,"successful":2},"hits":{}})");
  node.say(200, R"({"timed_out":true,"_shards":{"total":3,"successful":3},"hits":{}})");
  const EngineClient client({{node.url()}});
  const Result<std::string> answer = search(client);
  ASSERT_TRUE(answer) << answer.error().message();
  EXPECT_EQ(*answer, Node::whole());
  EXPECT_EQ(node.num_searches(), 3);
}

TEST(EngineClientTest, ABusyNodeIsAskedAgainAndANodeThatIsGoneIsPassedOver) {
  Node node;
  std::string gone;
  {
    const Node other;
    gone = other.url();
  }
  node.say(429, R"({"error":{"reason":"too many"}})");
  node.say(503, R"({"error":{"reason":"no shard"}})");
  const EngineClient client({{gone, node.url()}});
  for (int i = 0; i < 3; ++i) {
    const Result<std::string> answer = search(client);
    ASSERT_TRUE(answer) << answer.error().message();
  }
  EXPECT_EQ(node.num_searches(), 5);
  EXPECT_FALSE(client.is_away());
}

TEST(EngineClientTest, WhatTakesLongIsNotBegunASecondTimeBesideTheFirst) {
  EngineRequest request;
  EXPECT_EQ(try_limit(request, 0), std::chrono::seconds(5));
  EXPECT_EQ(try_limit(request, 1), std::chrono::seconds(10));
  EXPECT_EQ(try_limit(request, 99), std::chrono::minutes(1));
  request.least_try = std::chrono::minutes(10);
  EXPECT_EQ(try_limit(request, 0), std::chrono::minutes(10));
}

TEST(EngineClientTest, AnEngineThatIsGoneIsSaidToBe) {
  std::string gone;
  {
    const Node other;
    gone = other.url();
  }
  const EngineClient client({{gone}});
  const Result<std::string> answer = search(client, std::chrono::milliseconds(200));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code(), ErrorCode::kUnavailable);
  EXPECT_NE(answer.error().message().find("no node of the engine answers"), std::string::npos);
  EXPECT_TRUE(client.is_away());
}

TEST(EngineClientTest, AnotherProductOrVersionIsNamed) {
  const Node elastic(R"({"version":{"number":"8.19.0"},"tagline":"You Know, for Search"})");
  const Result<std::string> one = search(EngineClient({{elastic.url()}}));
  ASSERT_FALSE(one);
  EXPECT_EQ(one.error().code(), ErrorCode::kUnsupported);
  EXPECT_EQ(one.error().message(), elastic.url() +
                                       " is another product 8.19.0, and Vitrine works "
                                       "with OpenSearch 3");
  const Node old(R"({"version":{"distribution":"opensearch","number":"2.19.1"}})");
  const Result<std::string> two = search(EngineClient({{old.url()}}));
  ASSERT_FALSE(two);
  EXPECT_EQ(two.error().message(),
            old.url() + " is opensearch 2.19.1, and Vitrine works with OpenSearch 3");
  const Node page("<html><body>Welcome</body></html>");
  const Result<std::string> three = search(EngineClient({{page.url()}}));
  ASSERT_FALSE(three);
  EXPECT_EQ(three.error().message(),
            page.url() + " is no OpenSearch: it answers \"<html><body>Welcome</body></html>\"");
}

TEST(EngineClientTest, WhileAClusterIsUpgradedTheNodesOfItsVersionAnswer) {
  const Node old(R"({"version":{"distribution":"opensearch","number":"2.19.1"}})");
  const Node next(R"({"version":{"distribution":"opensearch","number":"4.0.0"}})");
  const Node node;
  const EngineClient client({{old.url(), next.url(), node.url()}});
  for (int i = 0; i < 6; ++i) {
    const Result<std::string> answer = search(client);
    ASSERT_TRUE(answer) << answer.error().message();
  }
  EXPECT_EQ(node.num_searches(), 6);
  EXPECT_EQ(old.num_searches() + next.num_searches(), 0);
  EXPECT_FALSE(client.is_away());

  const Result<std::string> none = search(EngineClient({{old.url(), next.url()}}));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code(), ErrorCode::kUnsupported);
  EXPECT_NE(none.error().message().find("and Vitrine works with OpenSearch 3"), std::string::npos);
}

TEST(EngineClientTest, WhatTheEngineRefusesIsToldInItsWords) {
  Node node;
  node.say(400, R"({"error":{"root_cause":[{"reason":"no such field"}]}})");
  const EngineClient client({{node.url()}});
  const Result<std::string> refused = search(client);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kInternal);
  EXPECT_NE(refused.error().message().find("no such field"), std::string::npos);
  node.say(404, R"({"error":{"reason":"no such index"}})");
  const Result<std::string> lost = search(client);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code(), ErrorCode::kCorrupt);
}

TEST(EngineAddressTest, NodesAreReadAndLoginsRefused) {
  const Result<EngineAddress> two =
      parse_engine_address("http://one:9200/,https://two.example/search");
  ASSERT_TRUE(two);
  EXPECT_EQ(two->nodes,
            (std::vector<std::string>{"http://one:9200", "https://two.example/search"}));
  EXPECT_EQ(two->text(), "http://one:9200,https://two.example/search");
  for (const char* wrong : {"", "one:9200", "http://", "http://one,", "ftp://one",
                            "http://somebody:secret@one:9200", "http://one:9200?x=1"}) {
    const Result<EngineAddress> refused = parse_engine_address(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().code(), ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace vitrine::cluster
