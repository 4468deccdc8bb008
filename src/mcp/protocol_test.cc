#include "mcp/protocol.h"

#include <gtest/gtest.h>

#include "api/testing/test_library.h"
#include "base/json_parse.h"

namespace vitrine::mcp {
namespace {

namespace json = boost::json;

class Protocol : public LibraryFixture {
 protected:
  void SetUp() override {
    LibraryFixture::SetUp();
    import_papers();
  }
  void add_routes(http::Router&, Context&) override {}

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

}  // namespace
}  // namespace vitrine::mcp
