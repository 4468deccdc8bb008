#include "sql/request.h"

#include <gtest/gtest.h>

namespace vitrine::sql {
namespace {

TEST(SqlRequest, IsReadAsItWasWritten) {
  SqlRequest request;
  request.sql = "SELECT 'a\"b', \"é\"\nFROM train";
  request.tables = {{"train", {"/a/0.parquet", "/a/1 \"x\".parquet"}}, {"te st", {}}};
  request.form = SqlForm::kParquet;
  request.max_rows = 7;
  const Result<SqlRequest> read = parse_sql_request(to_json(request));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, request);
}

TEST(SqlRequest, WhatIsNoneIsRefused) {
  for (const char* text : {"", "{}", "[]", R"({"sql":"x","form":"xml"})",
                           R"({"sql":1,"form":"csv","max_rows":1,"max_bytes":1,"memory_bytes":1})"})
    EXPECT_FALSE(parse_sql_request(text)) << text;
}

TEST(SqlRequest, ALimitBelowZeroIsNone) {
  SqlRequest request;
  const std::string text = to_json(request);
  for (const char* limit : {"max_rows", "max_bytes", "memory_bytes"}) {
    const std::string name = "\"" + std::string(limit) + "\":";
    std::string below = text;
    below.insert(below.find(name) + name.size(), "-");
    EXPECT_TRUE(parse_sql_request(text));
    EXPECT_FALSE(parse_sql_request(below)) << below;
  }
}

TEST(SqlPosition, CountsLinesAndCharacters) {
  EXPECT_EQ(position_in("SELECT 1", 0), (SqlPosition{1, 1}));
  EXPECT_EQ(position_in("a\nbc\nd", 3), (SqlPosition{2, 2}));
  EXPECT_EQ(position_in("a\nbc\nd", 5), (SqlPosition{3, 1}));
  EXPECT_EQ(position_in("é日x", 5), (SqlPosition{1, 3}));
  EXPECT_EQ(position_in("ab", 99), (SqlPosition{1, 3}));
  EXPECT_EQ(position_in("", 0), (SqlPosition{1, 1}));
}

}  // namespace
}  // namespace vitrine::sql
