// Tools, and the protocol around them, asked as an agent does.

#include "mcp/tools.h"

#include <gmock/gmock.h>

#include "api/testing/test_library.h"
#include "mcp/protocol.h"

namespace vitrine::mcp {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

class Tools : public api::LibraryFixture {
 protected:
  void SetUp() override {
    api::LibraryFixture::SetUp();
    import_papers();
  }
  void add_routes(http::Router&, api::Context&) override {}

  Result<std::string> run(std::string_view tool, std::string_view arguments,
                          engine::Caller caller = {}) {
    return run_tool(tool, {*engine_, std::move(caller)}, arguments);
  }
  json::value answer(std::string_view tool, std::string_view arguments,
                     engine::Caller caller = {}) {
    const Result<std::string> text = run(tool, arguments, std::move(caller));
    EXPECT_TRUE(text) << text.error().message();
    return text ? *parse_json(*text) : json::value();
  }
  std::string refused(std::string_view tool, std::string_view arguments) {
    const Result<std::string> text = run(tool, arguments);
    EXPECT_FALSE(text);
    return text ? "" : text.error().message();
  }
  json::value message(std::string_view text, engine::Caller caller = {}) {
    const std::optional<std::string> answered = answer_message(*engine_, caller, text).message;
    EXPECT_TRUE(answered);
    return answered ? *parse_json(*answered) : json::value();
  }
};

TEST_F(Tools, SchemasAreOfTheTableAndClosed) {
  const json::value listed = *parse_json(list_tools());
  const json::array& tools = listed.at("tools").as_array();
  EXPECT_EQ(tools.size(), 9U);
  for (const json::value& tool : tools) {
    const json::value& schema = tool.at("inputSchema");
    EXPECT_EQ(schema.at("additionalProperties"), false) << tool.at("name");
    for (const json::value& name : schema.at("required").as_array())
      EXPECT_TRUE(schema.at("properties").as_object().contains(name.as_string()));
  }
  const json::value& search = tools[2].at("inputSchema").at("properties");
  EXPECT_EQ(search.at("limit").at("default"), 10);
  EXPECT_EQ(search.at("mode").at("enum").as_array().size(), 3U);
  EXPECT_EQ(search.at("like").at("items").at("type"), "integer");
}

TEST_F(Tools, AnArgumentThatIsNotTakenIsRefusedByName) {
  EXPECT_THAT(refused("search", R"({"dataset":"papers","wher":"id = 1"})"),
              HasSubstr("no argument \"wher\""));
  EXPECT_THAT(refused("list_datasets", R"({"dataset":"papers"})"), HasSubstr("no arguments"));
  for (const char* query : {"", R"(,"query":null)", R"(,"query":"")", R"(,"query":"  ")"})
    EXPECT_THAT(refused("sql", std::string(R"({"dataset":"papers")") + query + "}"),
                HasSubstr("query is required"));
  EXPECT_THAT(refused("search", R"({"dataset":"papers","mode":"magic"})"),
              HasSubstr("must be hybrid, keyword or semantic"));
  EXPECT_THAT(refused("get_row", R"({"dataset":"papers","row_idx":"x"})"), HasSubstr("row_idx"));
}

TEST_F(Tools, ARefusalNamesTheArgumentsThatAreTaken) {
  EXPECT_THAT(refused("get_row", R"({"dataset":"papers","rwo":1})"),
              HasSubstr("no argument \"rwo\" is taken here, but dataset, row_idx, config, split"));
}

TEST_F(Tools, WhatAnAnswerHasNoRoomForIsCounted) {
  // Each row is about 2 kB, an answer holds some dozens of them.
  std::string lines;
  for (int i = 0; i < 100; ++i)
    lines += R"({"n":)" + std::to_string(i) + R"(,"a":")" + std::string(990, 'a') + R"(","b":")" +
             std::string(990, 'b') + "\"}\n";
  import("local/long", {{"a.jsonl", lines}});
  const json::value full = answer("search", R"({"dataset":"local/long","limit":100})");
  const std::size_t written = full.at("rows").as_array().size();
  ASSERT_LT(written, 100U);
  EXPECT_GT(written, 10U);
  EXPECT_THAT(std::string(full.at("left_out").as_string()),
              HasSubstr(std::to_string(100 - written) + " "));
  const json::value short_one = answer("search", R"({"dataset":"local/long","limit":2})");
  EXPECT_EQ(short_one.at("rows").as_array().size(), 2U);
  EXPECT_FALSE(short_one.as_object().contains("left_out"));
}

TEST_F(Tools, SearchGivesRowsWithLinksAndTheColumnsAskedFor) {
  const json::value found = answer(
      "search", R"({"dataset":"papers","query":"reward","columns":["title"],"facets":["kind"]})");
  EXPECT_EQ(found.at("total"), 2);
  const json::value& first = found.at("rows").at(0);
  EXPECT_EQ(std::string(first.at("link").as_string()),
            "/datasets/local/papers?row=" + json_text(first.at("row_idx")));
  EXPECT_TRUE(first.at("row").as_object().contains("title"));
  EXPECT_FALSE(first.at("row").as_object().contains("authors"));
  EXPECT_TRUE(found.at("facets").as_object().contains("kind"));
}

TEST_F(Tools, AColumnCalledAsAMemberOfTheAnswerHidesNothing) {
  import("local/odd", {{"a.jsonl", R"({"link":"https://example.org","score":7,"row_idx":"x"})"}});
  const json::value row = answer("search", R"({"dataset":"local/odd"})").at("rows").at(0);
  EXPECT_EQ(row.at("row_idx"), 0);
  EXPECT_EQ(row.at("link"), "/datasets/local/odd?row=0");
  EXPECT_EQ(row.at("row").at("link"), "https://example.org");
  EXPECT_EQ(row.at("row").at("score"), 7);
}

TEST_F(Tools, LinksBeginWithTheServersAddress) {
  const Result<std::string> text =
      run_tool("search", {*engine_, {}, "http://here"}, R"({"dataset":"papers","limit":1})");
  ASSERT_TRUE(text);
  EXPECT_EQ(parse_json(*text)->at("rows").at(0).at("link"),
            "http://here/datasets/local/papers?row=0");
}

TEST_F(Tools, AnswersHaveWhatTheirSchemasRequireInDataToo) {
  const json::value listed = *parse_json(list_tools());
  for (const json::value& tool : listed.at("tools").as_array()) {
    const std::string name(tool.at("name").as_string());
    const std::string arguments =
        name == "list_datasets"                       ? "{}"
        : name == "get_row" || name == "similar_rows" ? R"({"dataset":"papers","row_idx":0})"
        : name == "recommend"                         ? R"({"dataset":"papers","like":[0]})"
        : name == "count_values"                      ? R"({"dataset":"papers","columns":["kind"]})"
        : name == "sql" ? R"({"dataset":"papers","query":"SELECT 1 AS one"})"
                        : R"({"dataset":"papers"})";
    const json::value result =
        message(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":")" + name +
                    R"(","arguments":)" + arguments + "}}",
                engine::Caller::owner())
            .at("result");
    const json::value& data = result.at("structuredContent");
    EXPECT_EQ(
        json_text(data),
        json_text(*parse_json(std::string(result.at("content").at(0).at("text").as_string()))))
        << name;
    for (const json::value& member : tool.at("outputSchema").at("required").as_array())
      EXPECT_TRUE(data.as_object().contains(member.as_string())) << name << " " << member;
  }
}

TEST_F(Tools, EveryToolAnswers) {
  EXPECT_EQ(answer("list_datasets", "{}").at("datasets").at(0).at("id"), "local/papers");
  EXPECT_EQ(answer("describe_dataset", R"({"dataset":"papers"})").at("num_rows"), 5);
  EXPECT_EQ(answer("get_row", R"({"dataset":"papers","row_idx":3})").at("row").at("id"), 4);
  EXPECT_EQ(answer("similar_rows", R"({"dataset":"papers","row_idx":0})").at("total"), 2);
  EXPECT_EQ(answer("recommend", R"({"dataset":"papers","like":[0],"limit":1})")
                .at("rows")
                .at(0)
                .at("row_idx"),
            1);
  EXPECT_EQ(answer("count_values", R"({"dataset":"papers","columns":["kind"]})").at("total"), 5);
  EXPECT_EQ(answer("sql", R"({"dataset":"papers","query":"SELECT count(*) AS n FROM train"})")
                .at("rows")
                .at(0)
                .at(0),
            5);
  EXPECT_TRUE(answer("reading_list", R"({"dataset":"papers"})", engine::Caller::owner())
                  .at("entries")
                  .as_array()
                  .empty());
}

TEST_F(Tools, NotesAreForWhoMaySeeThem) {
  EXPECT_NE(refused("reading_list", R"({"dataset":"papers"})").find("to their reader alone"),
            std::string::npos);
}

TEST_F(Tools, ADatasetThatTheCallerMayNotSeeIsNotThere) {
  engine::Caller caller;
  caller.datasets = {"team/*"};
  EXPECT_TRUE(answer("list_datasets", "{}", caller).at("datasets").as_array().empty());
  const Result<std::string> hidden = run("get_row", R"({"dataset":"papers","row_idx":0})", caller);
  ASSERT_FALSE(hidden);
  EXPECT_EQ(hidden.error().code(), ErrorCode::kNotFound);
}

TEST_F(Tools, ErrorsKeepTheirCode) {
  const auto code = [&](std::string_view tool, std::string_view arguments,
                        engine::Caller caller = {}) {
    const Result<std::string> text = run(tool, arguments, std::move(caller));
    EXPECT_FALSE(text);
    return text ? ErrorCode::kInternal : text.error().code();
  };
  EXPECT_EQ(code("search", R"({"dataset":"absent"})"), ErrorCode::kNotFound);
  EXPECT_EQ(code("get_row", R"({"dataset":"papers","row_idx":5})"), ErrorCode::kNotFound);
  EXPECT_EQ(code("sql", R"json({"dataset":"papers","query":"SELECT repeat('x', 70000000)"})json"),
            ErrorCode::kTooLarge);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(code("search", R"({"dataset":"papers","where":"id > 1"})", {"ana", stop.get_token()}),
            ErrorCode::kCancelled);
}

TEST_F(Tools, AFailureIsAnAnswerWithItsCodeBesideTheSentence) {
  const json::value answered = message(
      R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search","arguments":{"dataset":"absent"}}})");
  const json::value& result = answered.at("result");
  EXPECT_EQ(result.at("isError"), true);
  EXPECT_EQ(result.at("_meta").at("vitrine/error_code"), "not_found");
  EXPECT_EQ(result.at("_meta").at("io.modelcontextprotocol/serverInfo").at("name"), "vitrine");
  EXPECT_EQ(message(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"nope"}})")
                .at("error")
                .at("code"),
            -32602);
}

TEST_F(Tools, OnlyTheOwnerIsToldOfFiles) {
  const Agent stranger{*engine_, {}};
  const Agent owner{*engine_, engine::Caller::owner()};
  EXPECT_EQ(stranger.told(io_error("cannot open /home/x")), "Unexpected error.");
  EXPECT_EQ(owner.told(io_error("cannot open /home/x")), "cannot open /home/x");
  EXPECT_EQ(stranger.told(not_found("no row 9")), "no row 9");
}

}  // namespace
}  // namespace vitrine::mcp
