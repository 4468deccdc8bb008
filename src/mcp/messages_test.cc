// Messages of every form, right and wrong, and what is cut from answers that would be long.

#include <gmock/gmock.h>

#include "api/testing/test_library.h"
#include "mcp/protocol.h"
#include "mcp/resources.h"
#include "mcp/tools.h"

namespace vitrine::mcp {
namespace {

namespace json = boost::json;

std::string text_of(const json::value& value) {
  return std::string(value.as_string());
}

using testing::ElementsAre;
using testing::HasSubstr;

class Messages : public api::LibraryFixture {
 protected:
  void add_routes(http::Router&, api::Context&) override {}

  json::value answer(std::string_view message, const engine::Caller& caller = {}) {
    const Answer answered = answer_message(*engine_, caller, message);
    EXPECT_TRUE(answered.message) << message;
    return answered.message ? *parse_json(*answered.message) : json::value();
  }
  /// The code of its error; 0 for none.
  std::int64_t code(std::string_view message) {
    const json::value answered = answer(message);
    EXPECT_EQ(answered.at("jsonrpc"), "2.0");
    const json::value* error = find_member(answered, "error");
    return error == nullptr ? 0 : error->at("code").as_int64();
  }
  json::value call(std::string_view tool, std::string_view arguments) {
    const Result<std::string> text = run_tool(tool, {*engine_, engine::Caller::owner()}, arguments);
    EXPECT_TRUE(text) << text.error().message();
    return text ? *parse_json(*text) : json::value();
  }
};

TEST_F(Messages, OfAWrongFormAreRefusedWithTheCodeOfJsonRpc) {
  const std::vector<std::pair<std::string, std::int64_t>> cases = {
      {"", -32700},
      {"not json", -32700},
      {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"", -32700},
      {"[]", -32600},
      {"7", -32600},
      {"null", -32600},
      {"{}", -32600},
      {R"({"jsonrpc":"2.0","id":1})", -32600},
      {R"({"jsonrpc":"2.0","id":1,"method":7})", -32600},
      {R"({"jsonrpc":"2.0","id":null,"method":"ping"})", -32600},
      {R"({"jsonrpc":"2.0","id":[1],"method":"ping"})", -32600},
      {R"({"jsonrpc":"2.0","id":true,"method":"ping"})", -32600},
      {R"({"jsonrpc":"2.0","id":1,"method":"Ping"})", -32601},
      {R"({"jsonrpc":"2.0","id":1,"method":""})", -32601},
      {R"({"jsonrpc":"2.0","id":1,"method":"tools/call"})", -32602},
      {R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]})", -32602},
      {R"({"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"none"}})", -32602},
      {R"({"jsonrpc":"2.0","id":1,"method":"resources/read"})", -32002},
      {R"({"jsonrpc":"2.0","id":1,"method":"ping"})", 0},
      {R"({"jsonrpc":"2.0","id":1.5,"method":"ping"})", 0},
      {R"({"jsonrpc":"2.0","id":"","method":"ping","params":7})", 0},
  };
  for (const auto& [message, wanted] : cases) EXPECT_EQ(code(message), wanted) << message;
}

TEST_F(Messages, KeepTheirId) {
  for (const char* id : {"7", "-1", "\"x\"", "\"say \\\"y\\\"\"", "9007199254740993"}) {
    const std::string head = R"({"jsonrpc":"2.0","id":)" + std::string(id);
    EXPECT_EQ(json::serialize(answer(head + R"(,"method":"ping"})").at("id")), id);
    EXPECT_EQ(json::serialize(answer(head + R"(,"method":"none"})").at("id")), id);
    EXPECT_EQ(json::serialize(answer(head + "}").at("id")), id);
  }
  EXPECT_TRUE(answer("{").at("id").is_null());
}

TEST_F(Messages, ThatWantNoAnswerGetNone) {
  for (const char* message :
       {R"({"jsonrpc":"2.0","method":"notifications/initialized"})",
        R"({"jsonrpc":"2.0","method":"ping"})", R"({"jsonrpc":"2.0","id":1,"result":{}})",
        R"({"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}})"}) {
    const Answer answered = answer_message(*engine_, {}, message);
    EXPECT_FALSE(answered.message) << message;
    EXPECT_FALSE(answered.failure) << message;
    EXPECT_FALSE(answered.cancels) << message;
  }
}

TEST_F(Messages, OfAMebibyteAreReadAndLongerOnesNot) {
  const std::string head = R"({"jsonrpc":"2.0","id":1,"method":"ping","params":")";
  std::string message = head + std::string(kMaxMessageBytes - head.size() - 2, 'x') + "\"}";
  ASSERT_EQ(message.size(), kMaxMessageBytes);
  EXPECT_EQ(code(message), 0);
  message += ' ';
  EXPECT_EQ(code(message), -32600);
}

TEST_F(Messages, TheNewestOfTheVersionsThatAreSpokenIsOffered) {
  const auto version = [&](std::string_view wanted) {
    return answer(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":)" +
                  std::string(wanted) + "}}")
        .at("result")
        .at("protocolVersion");
  };
  for (const char* spoken : {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
    EXPECT_EQ(version("\"" + std::string(spoken) + "\""), spoken);
  EXPECT_EQ(version("\"1999-01-01\""), "2026-07-28");
  EXPECT_EQ(version("7"), "2026-07-28");
}

TEST_F(Messages, AColumnMayBeCalledAsAMemberOfTheProtocol) {
  import("local/odd", {{"a.jsonl", R"({"_meta":"mine","jsonrpc":1})"}});
  const json::value answered =
      answer(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_row",)"
             R"("arguments":{"dataset":"odd","row_idx":0},"_meta":)"
             R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}})");
  const json::value& result = answered.at("result");
  EXPECT_EQ(result.at("structuredContent").at("row").at("_meta"), "mine");
  EXPECT_EQ(result.at("_meta").at("io.modelcontextprotocol/serverInfo").at("name"), "vitrine");
}

TEST_F(Messages, AnswersHaveEachMemberOnce) {
  for (const char* params : {R"("name":"get_row","arguments":{"dataset":"absent","row_idx":0},)",
                             R"("name":"list_datasets",)"}) {
    const Answer answered = answer_message(
        *engine_, {},
        R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{)" + std::string(params) +
            R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}})");
    ASSERT_TRUE(answered.message);
    const std::size_t first = answered.message->find("\"_meta\":");
    ASSERT_NE(first, std::string::npos) << params;
    EXPECT_EQ(answered.message->find("\"_meta\":", first + 1), std::string::npos) << params;
  }
}

TEST_F(Messages, LongCellsAreCutAndSayByHowMuch) {
  const std::string text(700, 'x');
  std::string words = "\"w0\"";
  for (int i = 1; i < 400; ++i) words += ",\"w" + std::to_string(i) + "\"";
  import("local/long",
         {{"a.jsonl", R"({"text":")" + text + R"(","short":")" + std::string(600, 'y') +
                          R"(","accents":")" + std::string(599, 'z') + "éé" + R"(","list":[)" +
                          words + R"(],"struct":{"a":")" + text + R"(","b":1},"few":[1,2]})"}});
  const json::value row = call("search", R"({"dataset":"long"})").at("rows").at(0).at("row");
  EXPECT_EQ(text_of(row.at("text")), std::string(600, 'x') + "... [100 more bytes]");
  EXPECT_EQ(text_of(row.at("short")), std::string(600, 'y')) << "the limit itself is not cut";
  EXPECT_EQ(text_of(row.at("accents")), std::string(599, 'z') + "... [4 more bytes]")
      << "characters stay whole";
  EXPECT_EQ(text_of(row.at("struct").at("a")), std::string(600, 'x') + "... [100 more bytes]");
  EXPECT_EQ(text_of(row.at("struct").at("...")), "[1 more]");
  EXPECT_EQ(row.at("few").as_array().size(), 2U);
  const json::array& list = row.at("list").as_array();
  EXPECT_EQ(text_of(list.back()), "[" + std::to_string(400 - (list.size() - 1)) + " more]");
  EXPECT_LT(json::serialize(list).size(), 650U);
}

TEST_F(Messages, AStructOfManyMembersIsCutBehindSomeOfThem) {
  std::string members;
  for (int i = 0; i < 200; ++i)
    members += (i > 0 ? ",\"m" : "\"m") + std::to_string(i) + "\":\"value\"";
  import("local/wide", {{"a.jsonl", R"({"s":{)" + members + "}}"}});
  const json::value cell =
      call("search", R"({"dataset":"wide"})").at("rows").at(0).at("row").at("s");
  const json::object& kept = cell.as_object();
  EXPECT_EQ(kept.at("m0"), "value");
  EXPECT_EQ(text_of(kept.at("...")), "[" + std::to_string(200 - (kept.size() - 1)) + " more]");
  EXPECT_LT(json::serialize(kept).size(), 700U);
}

TEST_F(Messages, ResourcesAreNamedByWholeAddresses) {
  const std::string base = "vitrine://datasets/local/papers/";
  const std::vector<std::pair<std::string, bool>> cases = {
      {base + "card", true},
      {base + "schema", true},
      {base + "rows/0", true},
      {base + "rows/x", true},
      {base + "rows", false},
      {base + "rows/0/1", false},
      {base + "cards", false},
      {base, false},
      {"vitrine://datasets/", false},
      {"vitrine://datasets/local/card", false},
      {"file:///etc/passwd", false},
      {"Vitrine://datasets/local/papers/card", false},
      {"vitrine://datasets/../papers/card", false},
      {"vitrine://datasets/local//card", false},
      {"", false},
  };
  for (const auto& [uri, is_one] : cases)
    EXPECT_EQ(dataset_of_resource(uri).has_value(), is_one) << uri;
  EXPECT_EQ(dataset_of_resource(base + "card")->id(), "local/papers");
}

TEST_F(Messages, ResourcesThatAreNotThereSayWhereToLook) {
  import("local/papers", {{"a.csv", "title,year\nx,1\n"}});
  const auto refused = [&](std::string_view uri) {
    const Result<std::string> text = read_resource({*engine_, {}}, uri);
    EXPECT_FALSE(text) << uri;
    return text ? internal_error("") : text.error();
  };
  for (const char* uri :
       {"", "vitrine://datasets/", "vitrine://datasets/local",
        "vitrine://datasets/local/papers/none", "vitrine://datasets/local/papers/rows/x",
        "vitrine://datasets/local/papers/rows/1.5", "vitrine://datasets/local/papers/rows/",
        "vitrine://datasets/local/papers/card/more"}) {
    EXPECT_EQ(refused(uri).code(), ErrorCode::kNotFound) << uri;
    EXPECT_EQ(refused(uri).message(), "there is no resource " + std::string(uri) +
                                          "; resources/templates/list says what there is");
  }
  EXPECT_EQ(refused("vitrine://datasets/local/absent/card").code(), ErrorCode::kNotFound);
  EXPECT_EQ(refused("vitrine://datasets/local/papers/rows/1").code(), ErrorCode::kNotFound);
  EXPECT_EQ(refused("vitrine://datasets/local/papers/rows/-1").code(), ErrorCode::kInvalidArgument);
  const json::value card =
      *parse_json(*read_resource({*engine_, {}}, "vitrine://datasets/local/papers/card"));
  EXPECT_EQ(card.at("contents").at(0).at("text"), "This dataset has no card.\n");
  EXPECT_EQ(card.at("contents").at(0).at("mimeType"), "text/markdown");
}

TEST_F(Messages, ResourcesAreListedForWhomTheyAreThere) {
  import("local/papers", {{"a.csv", "x\n1\n"}});
  import("team/notes", {{"a.csv", "x\n1\n"}});
  const auto uris = [&](const engine::Caller& caller) {
    std::vector<std::string> all;
    const json::value listed = *parse_json(*list_resources({*engine_, caller}));
    for (const json::value& one : listed.at("resources").as_array())
      all.emplace_back(one.at("uri").as_string());
    return all;
  };
  EXPECT_THAT(
      uris({}),
      ElementsAre("vitrine://datasets/local/papers/card", "vitrine://datasets/local/papers/schema",
                  "vitrine://datasets/team/notes/card", "vitrine://datasets/team/notes/schema"));
  engine::Caller of_team;
  of_team.datasets = {"team/*"};
  EXPECT_EQ(uris(of_team).size(), 2U);
}

TEST_F(Messages, SqlAnswersAreTablesAndSayWhereTheyEnd) {
  import("local/n", {{"a.jsonl", "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n"}});
  const json::value all =
      call("sql", R"({"dataset":"n","query":"SELECT n, n * 2 AS m FROM train ORDER BY n"})");
  EXPECT_EQ(json::serialize(all), R"({"columns":["n","m"],"rows":[[1,2],[2,4],[3,6]]})");
  const json::value some =
      call("sql", R"({"dataset":"n","query":"SELECT n FROM train ORDER BY n","limit":2})");
  EXPECT_EQ(some.at("rows").as_array().size(), 2U);
  EXPECT_THAT(std::string(some.at("truncated").as_string()), HasSubstr("there are more rows"));
}

}  // namespace
}  // namespace vitrine::mcp
