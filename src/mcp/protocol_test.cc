#include "mcp/protocol.h"

#include <gtest/gtest.h>

#include "api/testing/test_library.h"
#include "base/json_parse.h"

namespace vitrine::mcp {
namespace {

namespace json = boost::json;

class Protocol : public api::LibraryFixture {
 protected:
  void SetUp() override {
    api::LibraryFixture::SetUp();
    import_papers();
  }
  void add_routes(http::Router&, api::Context&) override {}

  /// A request of the newest revision; `more` goes into its params.
  static std::string modern(std::string_view method, std::string_view more = "") {
    return R"({"jsonrpc":"2.0","id":7,"method":")" + std::string(method) + R"(","params":{)" +
           std::string(more) +
           R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
           R"("io.modelcontextprotocol/clientCapabilities":{}}}})";
  }
  /// Status over HTTP and the error's code, 0 for none.
  std::pair<int, std::int64_t> post(const std::string& message, const MirroredHeaders& headers) {
    const Answer answer = answer_http_message(*engine_, {}, message, headers, "");
    EXPECT_TRUE(answer.message);
    const json::value parsed = *parse_json(*answer.message);
    const json::value* error = find_member(parsed, "error");
    return {answer.http_status, error == nullptr ? 0 : *int_member(*error, "code")};
  }
};

using StatusAndCode = std::pair<int, std::int64_t>;

constexpr std::string_view kNewest = "2026-07-28";

TEST_F(Protocol, TheHeadMustRepeatVersionAndMethod) {
  const std::string list = modern("tools/list");
  const StatusAndCode mismatch = {400, -32020};
  EXPECT_EQ(post(list, {kNewest, "tools/list", {}}), StatusAndCode(200, 0));
  EXPECT_EQ(post(list, {}), mismatch);
  EXPECT_EQ(post(list, {kNewest, {}, {}}), mismatch);
  EXPECT_EQ(post(list, {kNewest, "Tools/List", {}}), mismatch);
  EXPECT_EQ(post(list, {"2025-11-25", "tools/list", {}}), mismatch);
  EXPECT_EQ(post(list, {"2026-01-01", "tools/list", {}}), mismatch);
}

TEST_F(Protocol, TheHeadMustRepeatTheName) {
  const std::string call = modern("tools/call", R"("name":"list_datasets","arguments":{},)");
  const StatusAndCode mismatch = {400, -32020};
  EXPECT_EQ(post(call, {kNewest, "tools/call", "list_datasets"}), StatusAndCode(200, 0));
  EXPECT_EQ(post(call, {kNewest, "tools/call", "=?base64?bGlzdF9kYXRhc2V0cw==?="}),
            StatusAndCode(200, 0));
  EXPECT_EQ(post(call, {kNewest, "tools/call", "search"}), mismatch);
  EXPECT_EQ(post(call, {kNewest, "tools/call", {}}), mismatch);
  EXPECT_EQ(post(call, {kNewest, "tools/call", "=?base64?!?="}), mismatch);
}

TEST_F(Protocol, AVersionThatIsNotSpokenIs400WithThoseThatAre) {
  EXPECT_EQ(post(R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})", {"1900-01-01", {}, {}}),
            StatusAndCode(400, -32022));
  EXPECT_EQ(post(R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":)"
                 R"({"io.modelcontextprotocol/protocolVersion":"2099-01-01"}}})",
                 {"2099-01-01", "tools/list", {}}),
            StatusAndCode(400, -32022));
}

TEST_F(Protocol, OlderRevisionsNeedNoHead) {
  const std::string old = R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})";
  EXPECT_EQ(post(old, {}), StatusAndCode(200, 0));
  EXPECT_EQ(post(old, {"2025-06-18", {}, {}}), StatusAndCode(200, 0));
  EXPECT_EQ(post(R"({"jsonrpc":"2.0","id":1,"method":"nope"})", {}), StatusAndCode(200, -32601));
}

TEST_F(Protocol, WhatTheNewestRevisionWantsOfAnswers) {
  EXPECT_EQ(post(modern("nope"), {kNewest, "nope", {}}), StatusAndCode(404, -32601));
  EXPECT_EQ(post(modern("resources/read", R"("uri":"vitrine://absent",)"),
                 {kNewest, "resources/read", "vitrine://absent"}),
            StatusAndCode(200, -32602));
  const std::string bare = R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":)"
                           R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}})";
  EXPECT_EQ(post(bare, {kNewest, "tools/list", {}}), StatusAndCode(400, -32602));
  for (const char* method : {"tools/list", "server/discover", "ping", "resources/list"}) {
    const json::value answered = *parse_json(*answer_message(*engine_, {}, modern(method)).message);
    EXPECT_EQ(answered.at("result").at("_meta").at("io.modelcontextprotocol/serverInfo").at("name"),
              "vitrine")
        << method;
  }
}

class Subscriptions : public Protocol {
 protected:
  static constexpr const char* kCard = "vitrine://datasets/local/papers/card";

  Answer listen(std::string_view filter, const engine::Caller& caller = {}) {
    const std::string more = R"("notifications":)" + std::string(filter) + ",";
    return answer_http_message(*engine_, caller, modern("subscriptions/listen", more),
                               {kNewest, "subscriptions/listen", {}}, "");
  }
  static json::value honoured(const Subscription& subscription) {
    const json::value message = *parse_json(subscription.acknowledgement());
    EXPECT_EQ(message.at("method"), "notifications/subscriptions/acknowledged");
    EXPECT_EQ(message.at("params").at("_meta").at("io.modelcontextprotocol/subscriptionId"), 7);
    return message.at("params").at("notifications");
  }
};

TEST_F(Subscriptions, TellOfEachResourceOfADatasetThatIsImportedAgain) {
  import("local/other", {{"a.csv", "x\n1\n"}});
  Answer answer = listen(R"({"resourceSubscriptions":["vitrine://datasets/local/papers/card",)"
                         R"("vitrine://datasets/local/papers/rows/1",)"
                         R"("vitrine://datasets/local/other/schema"]})");
  ASSERT_TRUE(answer.listens);
  EXPECT_FALSE(answer.message);
  Subscription& subscription = *answer.listens;
  EXPECT_EQ(honoured(subscription).at("resourceSubscriptions").as_array().size(), 3U);
  EXPECT_TRUE(subscription.news(*engine_, {}).empty());
  import("local/papers", {{"b.csv", "title\nnew\n"}});
  const std::vector<std::string> news = subscription.news(*engine_, {});
  ASSERT_EQ(news.size(), 2U);
  const json::value first = *parse_json(news[0]);
  EXPECT_EQ(first.at("method"), "notifications/resources/updated");
  EXPECT_EQ(first.at("params").at("uri"), kCard);
  EXPECT_EQ(first.at("params").at("_meta").at("io.modelcontextprotocol/subscriptionId"), 7);
  EXPECT_TRUE(subscription.news(*engine_, {}).empty()) << "it is told once";
  ASSERT_TRUE(engine_->library().remove({"local", "other"}));
  EXPECT_EQ(subscription.news(*engine_, {}).size(), 1U);
  EXPECT_EQ((*parse_json(subscription.closing())).at("result").at("resultType"), "complete");
}

TEST_F(Subscriptions, TellOfTheListWhereItIsAskedFor) {
  Answer quiet = listen("{}");
  Answer answer = listen(R"({"resourcesListChanged":true,"toolsListChanged":true})");
  ASSERT_TRUE(answer.listens && quiet.listens);
  EXPECT_EQ(json::serialize(honoured(*answer.listens)), R"({"resourcesListChanged":true})");
  EXPECT_EQ(json::serialize(honoured(*quiet.listens)), "{}");
  import("local/more", {{"a.csv", "x\n1\n"}});
  ASSERT_EQ(answer.listens->news(*engine_, {}).size(), 1U);
  EXPECT_TRUE(quiet.listens->news(*engine_, {}).empty());
}

TEST_F(Subscriptions, AreOfWhatTheCallerMaySee) {
  engine::Caller stranger;
  stranger.datasets = {"others/*"};
  Answer answer = listen(R"({"resourcesListChanged":true,"resourceSubscriptions":)"
                         R"(["vitrine://datasets/local/papers/card","vitrine://datasets/a/b/card",)"
                         R"("vitrine://datasets/../papers/card","file:///etc/passwd"]})",
                         stranger);
  ASSERT_TRUE(answer.listens);
  EXPECT_EQ(find_member(honoured(*answer.listens), "resourceSubscriptions"), nullptr);
  import("local/papers", {{"b.csv", "title\nnew\n"}});
  import("local/more", {{"a.csv", "x\n1\n"}});
  EXPECT_TRUE(answer.listens->news(*engine_, stranger).empty());
}

TEST_F(Subscriptions, OfAnotherFormAreRefused) {
  std::string many = R"({"resourceSubscriptions":["x")";
  for (int i = 0; i < 100; ++i) many += ",\"x\"";
  const std::string_view wrong[] = {"7", "[]", R"({"resourceSubscriptions":"x"})",
                                    R"({"resourceSubscriptions":[1]})"};
  for (const std::string_view filter : wrong) {
    const Answer answer = listen(filter);
    EXPECT_FALSE(answer.listens) << filter;
    EXPECT_EQ((*parse_json(*answer.message)).at("error").at("code"), -32602) << filter;
  }
  EXPECT_FALSE(listen(many + "]}").listens);
  // Older revisions have another way, which is not spoken here.
  const Answer old =
      answer_message(*engine_, {}, R"({"jsonrpc":"2.0","id":1,"method":"subscriptions/listen"})");
  EXPECT_EQ((*parse_json(*old.message)).at("error").at("code"), -32601);
}

TEST_F(Subscriptions, AreCancelledByTheirId) {
  const auto cancels = [&](std::string_view params) {
    return answer_message(*engine_, {},
                          R"({"jsonrpc":"2.0","method":"notifications/cancelled",)"
                          R"("params":)" +
                              std::string(params) + "}")
        .cancels;
  };
  EXPECT_EQ(cancels(R"({"requestId":7})"), "7");
  EXPECT_EQ(cancels(R"({"requestId":"listen-1"})"), "\"listen-1\"");
  EXPECT_EQ(cancels("{}"), std::nullopt);
}

}  // namespace
}  // namespace vitrine::mcp
