// A split with columns added: filtered, ordered, counted, read and written like any other.

#include "local/widened_split.h"

#include <gmock/gmock.h>

#include "ask/lenient_grammar.h"
#include "base/json_parse.h"
#include "local/testing/split_fixture.h"
#include "profile/statistics_file.h"
#include "search/query.h"
#include "search/row_json.h"

namespace vitrine::local {
namespace {

class WidenedSplitTest : public SplitFixture {
 protected:
  void SetUp() override {
    SplitFixture::SetUp();
    rows_ = import("papers",
                   "{\"n\":0,\"text\":\"reward models\"}\n{\"n\":1,\"text\":\"walking robots\"}\n"
                   "{\"n\":2,\"text\":\"reward hacking\"}\n{\"n\":3,\"text\":\"proteins\"}\n");
    split_ = widen({"v1",
                    {{{"verdict", schema::Feature::value("string")},
                      {{0, "\"it's \\\"good\\\"\""}, {2, "\"bad\""}, {3, "\"bad\""}}},
                     {{"Score", schema::Feature::value("float64")}, {{1, "4.5"}, {2, "-1"}}}}});
  }
  void TearDown() override {
    split_.reset();
    rows_.reset();
    SplitFixture::TearDown();
  }

  std::shared_ptr<const BitmapSplit> widen(search::AddedColumns added) {
    return std::make_shared<const WidenedSplit>(
        rows_, std::make_shared<const search::AddedColumns>(std::move(added)), *sql_);
  }
  std::string sorted(const BitmapSplit& split, std::string_view sort) {
    const Result<ask::Order> order = ask::parse_sort(sort, split.features());
    const auto rows = split.order(*order, {});
    return listed({(*rows)->begin(), (*rows)->end()});
  }

  std::shared_ptr<const BitmapSplit> rows_;
  std::shared_ptr<const BitmapSplit> split_;
};

TEST_F(WidenedSplitTest, ConditionsReadAddedColumnsAloneAndBesideOthers) {
  EXPECT_EQ(rows_where(*split_, "verdict = 'bad'"), "2 3");
  EXPECT_EQ(rows_where(*split_, "verdict = 'it''s \"good\"'"), "0");
  EXPECT_EQ(rows_where(*split_, "verdict IS NULL"), "1");
  EXPECT_EQ(rows_where(*split_, "verdict = 'bad' OR n = 1"), "1 2 3");
  EXPECT_EQ(rows_where(*split_, "NOT (verdict = 'bad')"), "0") << "null is not false";
  EXPECT_EQ(rows_where(*split_, "score > 0"), "1") << "names without regard to case";
  EXPECT_EQ(rows_where(*split_, "n >= 2"), rows_where(*rows_, "n >= 2"));
  EXPECT_THAT(rows_where(*rows_, "verdict = 'bad'"), ::testing::HasSubstr("no column"));
}

TEST_F(WidenedSplitTest, ConditionsOnAddedColumnsAloneReadNoFile) {
  fs::remove(rows_->parquet_files().front());
  EXPECT_EQ(rows_where(*split_, "verdict = 'bad'"), "2 3");
  EXPECT_EQ(rows_where(*split_, "verdict IS NULL OR score < 0"), "1 2");
  EXPECT_EQ(rows_where(*split_, "n >= 1 AND (verdict = 'bad' AND n <= 2)"), "2")
      << "columns of the split are known by their values";
  EXPECT_EQ(rows_where(*split_, "verdict = 'bad' AND text IS NOT NULL AND NOT (n = 3)"), "2");
}

TEST_F(WidenedSplitTest, OrdersByAddedColumnsWithRowsWithoutAValueLast) {
  EXPECT_EQ(sorted(*split_, "score"), "2 1 0 3");
  EXPECT_EQ(sorted(*split_, "verdict DESC, n DESC"), "0 3 2 1");
  EXPECT_EQ(sorted(*split_, "n DESC"), "3 2 1 0");
}

TEST_F(WidenedSplitTest, CellsStandWhereTheColumnsAreAskedFor) {
  std::vector<std::string> seen;
  const std::vector<std::uint64_t> rows = {2, 1};
  const std::vector<std::size_t> columns = {2, 0, 3};
  ASSERT_TRUE(search::visit_rows(*split_, rows, columns, [&](std::size_t, std::string_view json) {
    seen.emplace_back(json);
    return true;
  }));
  EXPECT_THAT(seen, ::testing::ElementsAre(R"({"verdict":"bad","n":2,"Score":-1})",
                                           R"({"verdict":null,"n":1,"Score":4.5})"));
}

TEST_F(WidenedSplitTest, FacetsCountAddedColumnsOverTheWantedRows) {
  const Result<std::vector<search::ColumnFacet>> facets =
      split_->facets({{3, 0, 2}, 10, search::Selection::of({0, 1, 2})}, std::stop_token());
  ASSERT_TRUE(facets) << facets.error().message();
  ASSERT_EQ(facets->size(), 3U);
  EXPECT_EQ((*facets)[0].column, 3U);
  EXPECT_EQ((*facets)[0].missing, 1U);
  ASSERT_TRUE((*facets)[0].histogram);
  std::uint64_t counted = 0;
  for (const std::uint64_t count : (*facets)[0].histogram->counts) counted += count;
  EXPECT_EQ(counted, 2U);
  EXPECT_EQ((*facets)[1].column, 0U);
  EXPECT_EQ((*facets)[2].distinct, 2U);
  EXPECT_THAT((*facets)[2].values,
              ::testing::ElementsAre(search::FacetValue{"\"bad\"", 1},
                                     search::FacetValue{"\"it's \\\"good\\\"\"", 1}));
}

TEST_F(WidenedSplitTest, StatisticsHaveEveryColumn) {
  const Result<profile::SplitStatistics> statistics =
      profile::parse_statistics(*split_->statistics());
  ASSERT_TRUE(statistics);
  ASSERT_EQ(statistics->columns.size(), 4U);
  EXPECT_EQ(profile::column_type(statistics->columns[2]), "string_label");
  EXPECT_EQ(profile::null_count(statistics->columns[2]), 1U);
  EXPECT_EQ(profile::column_type(statistics->columns[3]), "float");
}

TEST_F(WidenedSplitTest, WordsAndConditionsOnAddedColumnsGoTogether) {
  search::Query query;
  query.text = "reward";
  query.mode = search::SearchMode::kKeyword;
  query.condition = *ask::parse_where("verdict = 'bad'", split_->features());
  const Result<search::Hits> hits = search::run_query(*split_, query, {});
  ASSERT_TRUE(hits) << hits.error().message();
  EXPECT_EQ(listed(hits->rows), "2");
}

TEST_F(WidenedSplitTest, AFileOfRowsHasTheAddedColumns) {
  const std::vector<std::uint64_t> rows = {3, 0};
  const std::vector<std::size_t> columns = {0, 2, 3};
  const Result<std::string> file =
      split_->write(search::RowFileFormat::kParquet, rows, columns, 1U << 20U, {});
  ASSERT_TRUE(file) << file.error().message();
  const fs::path path = directory_ / "out.parquet";
  ASSERT_TRUE(write_file_atomic(path, *file));
  Result<duck::Connection> connection = sql_->connect();
  Result<duck::QueryResult> read = connection->query(
      "SELECT string_agg(concat_ws('|', n, verdict, \"Score\"), ';') FROM '" + path.string() + "'");
  ASSERT_TRUE(read) << read.error().message();
  duck::Chunk chunk;
  ASSERT_TRUE(*read->next(chunk));
  EXPECT_EQ(chunk.column(0).text(0), "3|bad;0|it's \"good\"");
}

TEST_F(WidenedSplitTest, AnswersAreRememberedByTheVersion) {
  EXPECT_EQ(rows_where(*split_, "verdict = 'bad'"), "2 3");
  const auto later =
      widen({"v2", {{{"verdict", schema::Feature::value("string")}, {{1, "\"bad\""}}}}});
  EXPECT_EQ(rows_where(*later, "verdict = 'bad'"), "1");
}

TEST_F(WidenedSplitTest, AColumnWithoutValuesIsNullThroughout) {
  const auto fresh = widen({"v3", {{{"verdict", schema::Feature::value("string")}, {}}}});
  EXPECT_EQ(rows_where(*fresh, "verdict IS NULL"), "0 1 2 3");
  EXPECT_TRUE(profile::parse_statistics(*fresh->statistics()));
}

}  // namespace
}  // namespace vitrine::local
