#include "search/row_csv.h"

#include <gtest/gtest.h>

namespace vitrine::search {
namespace {

std::string field(std::string_view json) {
  std::string out;
  append_csv_field(out, json);
  return out;
}

TEST(RowCsv, NullAndEmptyTextDiffer) {
  EXPECT_EQ(field("null"), "");
  EXPECT_EQ(field("\"\""), "\"\"");
  EXPECT_EQ(field("\"null\""), "null");
}

TEST(RowCsv, WhatWouldEndAFieldIsQuoted) {
  EXPECT_EQ(field("\"plain\""), "plain");
  EXPECT_EQ(field("\"a,b\""), "\"a,b\"");
  EXPECT_EQ(field(R"("say \"x\"")"), "\"say \"\"x\"\"\"");
  EXPECT_EQ(field(R"("two\nlines")"), "\"two\nlines\"");
}

TEST(RowCsv, ListsAndNumbersStayJson) {
  EXPECT_EQ(field("1.5"), "1.5");
  EXPECT_EQ(field(R"(["a","b"])"), R"("[""a"",""b""]")");
}

TEST(RowCsv, NamesAreFieldsToo) {
  const schema::Features features = {{"a,b", schema::Feature::value("string")},
                                     {"c", schema::Feature::value("string")}};
  const std::size_t columns[] = {1, 0};
  std::string out;
  append_csv_names(out, features, columns);
  EXPECT_EQ(out, "c,\"a,b\"");
}

}  // namespace
}  // namespace vitrine::search
