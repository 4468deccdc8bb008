#include "base/json_writer.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/json_parse.h"

namespace vitrine {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string number(double value) {
  std::string out;
  append_json_number(out, value);
  return out;
}

TEST(JsonWriter, PlacesCommasAndNesting) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("a", 1).key("b").begin_array().value("x").null().begin_object();
  json.end_object().value(true).end_array().member("c", -2.5).end_object();
  EXPECT_EQ(out, R"({"a":1,"b":["x",null,{},true],"c":-2.5})");
}

TEST(JsonWriter, EscapesControlCharactersAndQuotes) {
  EXPECT_EQ(quoted("a\"b\\c\n\x01"), R"("a\"b\\c\n\u0001")");
  EXPECT_EQ(quoted(std::string_view("\0", 1)), R"("\u0000")");
}

TEST(JsonWriter, KeepsUtf8AndReplacesBadBytes) {
  EXPECT_EQ(quoted("ångström 語 😀"), "\"ångström 語 😀\"");
  EXPECT_EQ(quoted("a\xFFz"), "\"a\uFFFDz\"");
  EXPECT_EQ(quoted("\xED\xA0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");  // a lone surrogate
}

TEST(JsonWriter, WritesShortestNumbersAndNullForNonFinite) {
  EXPECT_EQ(number(0.1), "0.1");
  EXPECT_EQ(number(static_cast<double>(0.1F)), "0.10000000149011612");
  EXPECT_EQ(number(3.0), "3.0");
  EXPECT_EQ(number(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(number(-std::numeric_limits<double>::infinity()), "null");
}

TEST(ParseJson, WritesBackWithPlainNumbers) {
  const std::string text =
      R"({"a":[3.5,1.0,-2,null,true],"b":{"c\"":"x"},"d":18446744073709551615})";
  EXPECT_EQ(json_text(*parse_json(text)), text);
}

TEST(ParseJson, SaysWhereItFailed) {
  const auto result = parse_json("{\"a\": tru}");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_NE(result.error().message().find("byte"), std::string::npos);
  EXPECT_FALSE(parse_json("1 2"));
  EXPECT_FALSE(parse_json(std::string(100, '[') + std::string(100, ']')));
  EXPECT_TRUE(parse_json(" [1] "));
}

}  // namespace
}  // namespace vitrine
