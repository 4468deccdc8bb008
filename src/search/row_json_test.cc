#include "search/row_json.h"

#include <gmock/gmock.h>

namespace vitrine::search {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Columns = std::vector<std::size_t>;

const schema::Features kFeatures = {
    {"title", schema::Feature::value("string")},
    {"a, b", schema::Feature::value("int64")},
    {"say \"hi\"", schema::Feature::value("int64")},
    {"", schema::Feature::value("int64")},
};

Columns parsed(std::string_view names) {
  const Result<Columns> columns = parse_columns(names, kFeatures);
  EXPECT_TRUE(columns) << columns.error().message();
  return columns ? *columns : Columns();
}

std::string refused(std::string_view names) {
  const Result<Columns> columns = parse_columns(names, kFeatures);
  EXPECT_FALSE(columns);
  return columns ? "" : columns.error().message();
}

TEST(ParseColumns, NamesAreKeptInOrderWithRepeatsAndWithoutBlanks) {
  EXPECT_EQ(parsed("title"), Columns({0}));
  EXPECT_EQ(parsed("  title  "), Columns({0}));
  EXPECT_EQ(parsed("say \"hi\", title ,title"), Columns({2, 0, 0}));
  EXPECT_EQ(parsed("title,"), Columns({0})) << "a comma at the end asks for nothing";
  EXPECT_EQ(parsed(""), Columns());
  EXPECT_EQ(parsed("   "), Columns());
}

TEST(ParseColumns, ANameInQuotesMayHoldCommasAndQuotes) {
  EXPECT_EQ(parsed("\"a, b\""), Columns({1}));
  EXPECT_EQ(parsed("title, \"a, b\" ,title"), Columns({0, 1, 0}));
  EXPECT_EQ(parsed("\"say \"\"hi\"\"\""), Columns({2}));
  EXPECT_EQ(parsed("\"\",title"), Columns({3, 0})) << "the empty name";
  EXPECT_EQ(parsed("\"title"), Columns({0})) << "the quote is not closed";
}

TEST(ParseColumns, WhatIsNoColumnIsNamed) {
  EXPECT_THAT(refused("title, nothing"), HasSubstr("no column \"nothing\""));
  EXPECT_THAT(refused("a, b"), HasSubstr("no column \"a\""));
}

TEST(ParseColumns, TenThousandAreTakenAndNotOneMore) {
  std::string names;
  for (int i = 0; i < 10'000; ++i) names += "title,";
  EXPECT_EQ(parsed(names).size(), 10'000U);
  EXPECT_THAT(refused(names + "title"), HasSubstr("more than 10,000"));
}

TEST(RowJson, AnObjectHasTheCellsUnderTheirEscapedNames) {
  const Columns columns = {2, 0};
  const std::vector<std::string> keys = column_keys(kFeatures, columns);
  std::string out = "x";
  append_object(out, keys, std::vector<std::string_view>{"1", "null"});
  EXPECT_EQ(out, R"(x{"say \"hi\"":1,"title":null})");
  out.clear();
  append_object(out, {}, {});
  EXPECT_EQ(out, "{}");
}

TEST(RowJson, AllColumnsAreInOrderAndVectorsCanBeLeftOut) {
  schema::Features features = kFeatures;
  features.push_back({"vector", schema::Feature::list(schema::Feature::value("float32"), 768)});
  EXPECT_THAT(all_columns(features), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(columns_without_vectors(features), ElementsAre(0, 1, 2, 3));
}

}  // namespace
}  // namespace vitrine::search
