// Arguments of tools, without tools: what is read, what is refused, and the schema that says so.

#include "mcp/tool_arguments.h"

#include <gmock/gmock.h>

namespace vitrine::mcp {
namespace {

namespace json = boost::json;
using testing::ElementsAre;

constexpr Argument kArguments[] = {
    {"dataset", "", true}, {"row_idx", "", true}, {"query", "q", true},
    {"liked", "like"},     {"vector", "vector"},  {"facets", "facets"},
    {"mode", "mode"},      {"typing", "typing"},  {"limit", "limit", false, 7}};
constexpr ToolArguments kTakes = {ask::Question::kSearch, kArguments};

Call read(std::string_view arguments) {
  Result<Call> call = read_call(kTakes, arguments);
  EXPECT_TRUE(call) << call.error().message();
  return *std::move(call);
}

std::string refused(std::string_view arguments) {
  const Result<Call> call = read_call(kTakes, arguments);
  EXPECT_FALSE(call) << arguments;
  if (call) return "";
  EXPECT_EQ(call.error().code(), ErrorCode::kInvalidArgument);
  return call.error().message();
}

TEST(ToolArguments, AreReadByTheirOwnNames) {
  const Call call = read(
      R"({"dataset":"team/papers","row_idx":3,"query":"reward","liked":[4,2],"vector":[0.5,-1],)"
      R"("facets":["a, b","c"],"mode":"keyword","typing":true,"limit":2})");
  EXPECT_EQ(call.dataset.id(), "team/papers");
  EXPECT_EQ(call.row, 3U);
  EXPECT_EQ(call.values.given("q"), "reward");
  EXPECT_THAT(*call.values.rows("like", 5, 9), ElementsAre(4, 2));
  EXPECT_THAT(*call.values.numbers("vector", 9), ElementsAre(0.5F, -1));
  EXPECT_EQ(call.values.given("facets"), "\"a, b\",\"c\"");
  EXPECT_EQ(call.values.choice("mode"), "keyword");
  EXPECT_TRUE(call.values.flag("typing"));
  EXPECT_EQ(call.values.number("limit"), 2U);
}

TEST(ToolArguments, WhatIsNullOrNotThereHasTheToolsDefault) {
  for (const char* more : {"", R"(,"limit":null)"}) {
    const Call call =
        read(R"({"dataset":"papers","row_idx":0,"query":"x")" + std::string(more) + "}");
    EXPECT_EQ(call.values.number("limit"), 7U) << "not the API's 100";
    EXPECT_EQ(call.dataset.id(), "local/papers");
    EXPECT_EQ(call.values.given("like"), std::nullopt);
  }
}

TEST(ToolArguments, MistakesAreNamed) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"[]", "arguments must be an object"},
      {"7", "arguments must be an object"},
      {R"({"dataset":"a","row_idx":0})", "argument query is required"},
      {R"({"dataset":"a","row_idx":0,"query":null})", "argument query is required"},
      {R"({"dataset":"a","row_idx":0,"query":" "})", "argument query is required"},
      {R"({"row_idx":0,"query":"x"})",
       "argument dataset must be \"owner/name\"; list_datasets shows what there is"},
      {R"({"dataset":7,"row_idx":0,"query":"x"})",
       "argument dataset must be \"owner/name\"; list_datasets shows what there is"},
      {R"({"dataset":"../x/y","row_idx":0,"query":"x"})",
       "argument dataset must be \"owner/name\"; list_datasets shows what there is"},
      {R"({"dataset":"a","query":"x"})", "argument row_idx must be a number from 0"},
      {R"({"dataset":"a","row_idx":-1,"query":"x"})", "argument row_idx must be a number from 0"},
      {R"({"dataset":"a","row_idx":1.5,"query":"x"})", "argument row_idx must be a number from 0"},
      {R"({"dataset":"a","row_idx":"1","query":"x"})", "argument row_idx must be a number from 0"},
      {R"({"dataset":"a","row_idx":18446744073709551615,"query":"x"})",
       "argument row_idx must be a number from 0"},
      {R"({"dataset":"a","row_idx":0,"query":"x","mode":"magic"})",
       "Parameter 'mode': must be hybrid, keyword or semantic"},
      {R"({"dataset":"a","row_idx":0,"query":"x","limit":-1})",
       "Parameter 'limit' must be positive"},
      {R"({"dataset":"a","row_idx":0,"query":"x","limit":10001})",
       "Parameter 'limit' must not be greater than 10000"},
      {R"({"dataset":"a","row_idx":0,"query":"x","typing":"perhaps"})",
       "Parameter 'typing': must be 1 or 0"},
      {R"({"dataset":"a","row_idx":0,"query":"x","where":"a = 1"})",
       "no argument \"where\" is taken here, but dataset, row_idx, query, liked, vector, facets, "
       "mode, "
       "typing, limit"},
      {R"({"Query":"x"})",
       "no argument \"Query\" is taken here, but dataset, row_idx, query, liked, vector, facets, "
       "mode, "
       "typing, limit"},
  };
  for (const auto& [arguments, sentence] : cases)
    EXPECT_EQ(refused(arguments), sentence) << arguments;
  EXPECT_NE(refused("{"), "");
}

TEST(ToolArguments, ALongNameIsCut) {
  EXPECT_EQ(refused(R"({")" + std::string(200, 'x') + R"(":1})").substr(0, 129),
            "no argument \"" + std::string(100, 'x') + "\" is taken here,");
}

TEST(ToolSchema, SaysOfEachArgumentWhatItIs) {
  std::string out;
  JsonWriter writer(out);
  write_schema(writer, kTakes);
  const json::value schema = *parse_json(out);
  EXPECT_EQ(schema.at("type"), "object");
  EXPECT_EQ(schema.at("additionalProperties"), false);
  EXPECT_EQ(json::serialize(schema.at("required")), R"(["dataset","row_idx","query"])");
  const json::value& properties = schema.at("properties");
  EXPECT_EQ(properties.as_object().size(), std::size(kArguments));
  EXPECT_EQ(properties.at("dataset").at("type"), "string");
  EXPECT_EQ(properties.at("row_idx").at("minimum"), 0);
  EXPECT_EQ(properties.at("query").at("type"), "string");
  EXPECT_EQ(properties.at("liked").at("items").at("type"), "integer");
  EXPECT_EQ(properties.at("vector").at("items").at("type"), "number");
  EXPECT_EQ(properties.at("facets").at("items").at("type"), "string");
  EXPECT_EQ(json::serialize(properties.at("mode").at("enum")),
            R"(["hybrid","keyword","semantic"])");
  EXPECT_EQ(properties.at("mode").at("default"), "hybrid");
  EXPECT_EQ(properties.at("typing").at("type"), "boolean");
  EXPECT_EQ(properties.at("limit").at("default"), 7);
  for (const auto& [name, property] : properties.as_object())
    if (name != "row_idx") {
      EXPECT_FALSE(property.at("description").as_string().empty()) << name;
    }
}

}  // namespace
}  // namespace vitrine::mcp
