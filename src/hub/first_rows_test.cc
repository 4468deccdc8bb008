#include "hub/first_rows.h"

#include <gmock/gmock.h>

#include "hub/row_truncation.h"
#include "hub/testing/hub_fixture.h"

namespace vitrine::hub {
namespace {

using testing::ElementsAre;

/// Rows of two columns, `a` and `b`, of which `b` may be exempt.
struct Table {
  bool exempt_b = false;
  std::vector<std::pair<std::string, std::string>> rows;

  RowTruncation::Rows cut_to(std::int64_t budget) const {
    RowTruncation truncation({"\"a\":", "\"b\":"}, {"\"a\"", "\"b\""}, {false, exempt_b}, budget);
    for (const auto& [a, b] : rows) {
      const std::string_view cells[] = {a, b};
      if (!truncation.add(cells)) break;
    }
    return std::move(truncation).finish();
  }
};

std::string quoted(std::size_t bytes) {  // a JSON string of `bytes` bytes
  return '"' + std::string(bytes - 2, 'x') + '"';
}

std::vector<std::size_t> cut_rows(const RowTruncation::Rows& rows) {
  std::vector<std::size_t> cut;
  const boost::json::value items = *parse_json(rows.json);
  for (std::size_t i = 0; i < items.as_array().size(); ++i) {
    if (!items.at(i).at("truncated_cells").as_array().empty()) cut.push_back(i);
  }
  return cut;
}

TEST(RowTruncation, RowsThatFitStayAsTheyAre) {
  const Table table{false, {{"1", "\"x\""}}};
  const auto rows = table.cut_to(1000);
  EXPECT_EQ(rows.json, R"([{"row_idx":0,"row":{"a":1,"b":"x"},"truncated_cells":[]}])");
  EXPECT_EQ(rows.count, 1U);
}

TEST(RowTruncation, RowsBeyondTheTenthGoBeforeAnyCellIsCut) {
  Table table;
  table.rows.assign(20, {"1", quoted(200)});
  const auto rows = table.cut_to(15 * 260);
  EXPECT_LT(rows.count, 16U);
  EXPECT_GE(rows.count, 13U);
  EXPECT_TRUE(cut_rows(rows).empty());
  EXPECT_LT(rows.json.size(), std::size_t{15} * 260);
}

TEST(RowTruncation, TheBudgetItselfIsTooMuch) {
  // As the Hub counts: brackets, and for each item its bytes and a comma.
  Table table;
  table.rows.assign(11, {"1", quoted(200)});
  const std::size_t whole = Table{false, table.rows}.cut_to(1'000'000).json.size() + 1;
  EXPECT_EQ(table.cut_to(static_cast<std::int64_t>(whole) + 1).count, 11U);
  EXPECT_EQ(table.cut_to(static_cast<std::int64_t>(whole)).count, 10U);
}

TEST(RowTruncation, CellsAreCutFromTheLastOfTheTenBackwardsUntilTheRowsFit) {
  Table table;
  table.rows.assign(12, {"1", quoted(1000)});
  const auto rows = table.cut_to(9000);
  EXPECT_EQ(rows.count, 10U);
  EXPECT_THAT(cut_rows(rows), ElementsAre(8, 9));
  EXPECT_LT(rows.json.size(), 9000U);
}

TEST(RowTruncation, ACutCellIsAStringOfTheFirstHundredBytesOfItsJson) {
  const Table table{false, {{"[" + std::string(99, '1') + "]", quoted(100)}}};
  const auto rows = table.cut_to(50);
  EXPECT_EQ(rows.json, R"([{"row_idx":0,"row":{"a":"[)" + std::string(99, '1') + R"(","b":)" +
                           quoted(100) + R"(},"truncated_cells":["a"]}])");
}

TEST(RowTruncation, TheOpeningQuoteCountsAndCharactersStayWhole) {
  std::string text = "\"";
  for (int i = 0; i < 60; ++i) text += "é";
  const Table table{false, {{"1", text + "\""}}};
  const auto rows = table.cut_to(0);
  const std::string cell(parse_json(rows.json)->at(0).at("row").at("b").as_string());
  EXPECT_EQ(cell.size(), 99U);  // a quote and 49 characters of two bytes
}

TEST(RowTruncation, ExemptColumnsAreNeverCut) {
  const Table table{true, {{quoted(300), quoted(300)}}};
  const auto rows = table.cut_to(10);
  EXPECT_NE(rows.json.find(quoted(300)), std::string::npos);
  EXPECT_NE(rows.json.find(R"("truncated_cells":["a"])"), std::string::npos);
}

TEST(RowTruncation, ACellThatOutweighsEverythingIsNotKept) {
  RowTruncation truncation({"\"a\":"}, {"\"a\""}, {false}, 1000);
  const std::string huge = quoted(5'000'000);
  const std::string_view cells[] = {huge};
  for (int i = 0; i < 10; ++i) truncation.add(cells);
  EXPECT_LT(truncation.kept_bytes(), 2000U);
  const auto rows = std::move(truncation).finish();
  EXPECT_EQ(cut_rows(rows).size(), 10U);
}

class FirstRows : public HubFixture {
 protected:
  api::TestReply ask(const std::string& id) {
    return get("/first-rows?dataset=" + id + "&config=default&split=train");
  }
};

TEST_F(FirstRows, ASmallSplitIsShownWhole) {
  import_papers();
  const boost::json::value reply = ask("local/papers").json();
  EXPECT_EQ(reply.at("dataset"), "local/papers");
  EXPECT_EQ(reply.at("config"), "default");
  EXPECT_EQ(reply.at("split"), "train");
  EXPECT_EQ(reply.at("features").as_array().size(), 8U);
  EXPECT_EQ(reply.at("rows").as_array().size(), 5U);
  EXPECT_EQ(reply.at("truncated"), false);
}

TEST_F(FirstRows, MoreThanAHundredRowsAreTruncated) {
  std::string lines;
  for (int i = 0; i < 150; ++i) lines += "{\"n\":" + std::to_string(i) + "}\n";
  import("local/many", {{"n.jsonl", lines}});
  const boost::json::value reply = ask("local/many").json();
  EXPECT_EQ(reply.at("rows").as_array().size(), 100U);
  EXPECT_EQ(reply.at("truncated"), true);
}

TEST_F(FirstRows, CutCellsAloneDoNotSetTruncated) {
  std::string lines;
  for (int i = 0; i < 3; ++i) lines += "{\"t\":\"" + std::string(100'000, 'x') + "\"}\n";
  import("local/long", {{"t.jsonl", lines}});
  const api::TestReply reply = ask("local/long");
  EXPECT_EQ(reply.json().at("truncated"), false);
  EXPECT_EQ(reply.json().at("rows").at(2).at("truncated_cells").at(0), "t");
  EXPECT_LT(reply.body.size(), kFirstRowsBytes);
}

TEST_F(FirstRows, AColumnWithManyAddressesIsNotCut) {
  std::string lines;
  for (int i = 0; i < 100; ++i) {
    const std::string start = i % 100 < 31 ? "https://example.org/" : "ftp://example.org/";
    lines += R"({"u":")" + start + std::string(10'000, 'x') + R"(","v":")" +
             (i < 30 ? "http://" : "") + std::string(20'000, 'y') + "\"}\n";
  }
  import("local/links", {{"u.jsonl", lines}});
  const boost::json::value reply = ask("local/links").json();
  const boost::json::value& last = reply.at("rows").at(9);
  EXPECT_THAT(last.at("truncated_cells").as_array().size(), 1U);
  EXPECT_EQ(last.at("truncated_cells").at(0), "v");
}

/// One row of `num_columns` columns with names of `letters` letters and a number.
std::string wide_row(int num_columns, std::size_t letters) {
  std::string row = "{";
  for (int i = 0; i < num_columns; ++i) {
    row += (i > 0 ? ",\"" : "\"") + std::string(letters, 'n') + std::to_string(i) + "\":1";
  }
  return row + "}\n";
}

TEST_F(FirstRows, MoreThanAThousandColumnsAreTooMany) {
  import("local/wide", {{"w.jsonl", wide_row(1001, 1)}});
  const api::TestReply reply = ask("local/wide");
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.error_code(), "TooManyColumnsError");
}

TEST_F(FirstRows, FeaturesThatAloneAreTooLargeAreRefused) {
  import("local/names", {{"w.jsonl", wide_row(500, 380)}});
  const api::TestReply reply = ask("local/names");
  EXPECT_EQ(reply.status, 501);
  EXPECT_EQ(reply.error_code(), "TooBigContentError");
}

}  // namespace
}  // namespace vitrine::hub
