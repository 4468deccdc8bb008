#include "ingest/parquet_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "duck/chunk_bytes.h"
#include "duck/json_cell.h"
#include "duck/types.h"

namespace vitrine::ingest {
namespace {

class ParquetRowsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    file_ = fs::path(::testing::TempDir()) / ("rows_" + std::to_string(::getpid()) + ".parquet");
    database_.emplace(*duck::Database::open({.threads = 2}));
    connection_.emplace(*duck::Connection::open(*database_));
  }
  void TearDown() override { fs::remove(file_); }

  /// `text` is SQL over the row's number i.
  void write(std::uint64_t num_rows, const std::string& text) {
    num_rows_ = num_rows;
    const Status written = connection_->execute(
        "COPY (SELECT i::BIGINT AS i, " + text + " AS t FROM range(" + std::to_string(num_rows) +
        ") r(i)) TO " + quote_literal(file_.string()) + " (FORMAT parquet, ROW_GROUP_SIZE 2048)");
    ASSERT_TRUE(written) << written.error().message();
  }

  /// Reads all and expects every row once, in order; the largest chunk's bytes.
  std::size_t read(std::size_t chunk_bytes) {
    const schema::Features features = {{"i", schema::Feature::value("int64")},
                                       {"t", schema::Feature::value("string")}};
    ParquetRows rows(*connection_, file_, num_rows_, features, {}, chunk_bytes);
    std::size_t largest = 0;
    std::int64_t row = 0;
    duck::Chunk chunk;
    while (true) {
      const Result<bool> more = rows.next(chunk);
      if (!more) ADD_FAILURE() << more.error().message();
      if (!more || !*more) break;
      largest = std::max(largest, duck::bytes_of(chunk));
      for (std::size_t r = 0; r < chunk.rows(); ++r) EXPECT_EQ(chunk.column(0).int64(r), row++);
    }
    EXPECT_EQ(static_cast<std::uint64_t>(row), num_rows_);
    slices_ = rows.slices();
    return largest;
  }

  fs::path file_;
  std::optional<duck::Database> database_;
  std::optional<duck::Connection> connection_;
  std::uint64_t num_rows_ = 0;
  std::vector<RowSlice> slices_;
};

TEST_F(ParquetRowsTest, SmallRowsAreReadAsOneWhole) {
  write(5000, "'short'");
  read(1 << 20);
  ASSERT_EQ(slices_.size(), 1U);
  EXPECT_EQ(slices_[0].begin, 0U);
  EXPECT_EQ(slices_[0].end, 5000U);
}

TEST_F(ParquetRowsTest, LargeRowsComeInChunksOfBoundedBytes) {
  write(3000, "repeat('x', 10000)");
  EXPECT_LE(read(1 << 20), std::size_t{1} << 20U);
  EXPECT_GT(slices_.size(), 20U);
}

TEST_F(ParquetRowsTest, RowsThatGrowLaterAreSlicedFromThenOn) {
  write(6000, "CASE WHEN i < 3000 THEN 'short' ELSE repeat('x', 10000) END");
  read(1 << 20);
  EXPECT_GT(slices_.size(), 10U);
  EXPECT_GT(slices_.front().end, 2000U);
}

TEST_F(ParquetRowsTest, ARowLargerThanAChunkComesAlone) {
  write(5, "repeat('x', 3000000)");
  EXPECT_LE(read(1 << 20), 3'100'000U);
  EXPECT_EQ(slices_.size(), 5U);
}

TEST_F(ParquetRowsTest, AFileOfNoRowsHasNone) {
  write(0, "'x'");
  EXPECT_EQ(read(1 << 20), 0U);
}

/// 2,500 columns, the last of them a text, and what a reader makes of them.
class WideParquetRowsTest : public ParquetRowsTest {
 protected:
  void write_wide(std::uint64_t num_rows, const std::string& text) {
    num_rows_ = num_rows;
    std::string columns;
    for (int i = 0; i < 2499; ++i) {
      const std::string name = "c \"" + std::to_string(i);
      columns += "i * 10000 + " + std::to_string(i) + " AS " + quote_identifier(name) + ", ";
      features_.push_back({name, schema::Feature::value("int64")});
    }
    features_.push_back({"t", schema::Feature::value("string")});
    const Status written = connection_->execute(
        "COPY (SELECT " + columns + text + " AS t FROM range(" + std::to_string(num_rows) +
        ") r(i)) TO " + quote_literal(file_.string()) + " (FORMAT parquet, ROW_GROUP_SIZE 2048)");
    ASSERT_TRUE(written) << written.error().message();
  }

  void expect_all(std::size_t chunk_bytes) {
    ParquetRows rows(*connection_, file_, num_rows_, features_, {}, chunk_bytes);
    std::int64_t row = 0;
    duck::Chunk chunk;
    while (true) {
      const Result<bool> more = rows.next(chunk);
      ASSERT_TRUE(more) << more.error().message();
      if (!*more) break;
      ASSERT_EQ(chunk.columns(), 2500U);
      for (std::size_t r = 0; r < chunk.rows(); ++r, ++row) {
        for (const std::size_t i : {0U, 999U, 1000U, 1999U, 2000U, 2498U})
          ASSERT_EQ(chunk.column(i).int64(r), row * 10000 + static_cast<std::int64_t>(i));
        ASSERT_FALSE(chunk.column(2499).text(r).empty());
      }
    }
    EXPECT_EQ(static_cast<std::uint64_t>(row), num_rows_);
    slices_ = rows.slices();
  }

  schema::Features features_;
};

TEST_F(WideParquetRowsTest, ColumnsReadInPartsStandSideBySideInOrder) {
  write_wide(500, "'short'");
  expect_all(std::size_t{4} << 20U);
}

TEST_F(WideParquetRowsTest, ManyLightColumnsAreReadAsOneWholeByWhoReadsFewOfThem) {
  write_wide(100, "'short'");
  expect_all(std::size_t{32} << 20U);
  ASSERT_EQ(slices_.size(), 1U);
  EXPECT_EQ(slices_[0].end, 100U);
}

/// Every cell of the file as JSON, row by row.
std::string all_cells(ParquetRows rows, const schema::Features& features) {
  std::string cells;
  duck::Chunk chunk;
  while (true) {
    const Result<bool> more = rows.next(chunk);
    if (!more) return more.error().message();
    if (!*more) return cells;
    for (std::size_t r = 0; r < chunk.rows(); ++r, cells += '\n') {
      for (std::size_t i = 0; i < features.size(); ++i, cells += ' ')
        duck::append_cell_json(cells, chunk.column(i), r, features[i].type);
    }
  }
}

TEST_F(ParquetRowsTest, ColumnsReadInSeveralPartsAreThoseReadInOne) {
  const Status written = connection_->execute(
      "COPY (SELECT i AS a, CASE WHEN i % 3 > 0 THEN repeat('long text ', i::INT % 40) END AS b, "
      "[i, NULL, i * 2] AS c, {'x': i / 7, 'y': i::VARCHAR} AS d, i % 2 = 0 AS e, "
      "DATE '2020-01-01' + i::INT AS f, CASE WHEN i > 4000 THEN [i::VARCHAR] END AS g "
      "FROM range(5000) r(i)) TO " +
      quote_literal(file_.string()) + " (FORMAT parquet, ROW_GROUP_SIZE 2048)");
  ASSERT_TRUE(written) << written.error().message();
  const schema::Features features = *connection_->describe("FROM " + quote_literal(file_.string()));
  const auto read = [&](std::size_t chunk_bytes, std::size_t columns_together) {
    return all_cells({*connection_, file_, 5000, features, {}, chunk_bytes, columns_together},
                     features);
  };
  const std::string whole = read(std::size_t{32} << 20U, 7);
  EXPECT_EQ(std::ranges::count(whole, '\n'), 5000);
  EXPECT_THAT(whole, ::testing::HasSubstr("\"y\":\"4999\""));
  for (const std::size_t columns_together : {1U, 2U, 3U, 6U}) {
    EXPECT_EQ(read(std::size_t{32} << 20U, columns_together), whole);
    EXPECT_EQ(read(100'000, columns_together), whole);
  }
}

TEST_F(WideParquetRowsTest, AHeavyColumnAmongThemIsReadInSlices) {
  write_wide(100, "repeat('x', 1000000)");
  expect_all(std::size_t{32} << 20U);
  EXPECT_GT(slices_.size(), 1U);
}

TEST_F(ParquetRowsTest, AnotherColumnThanTheDatasetHasIsRefusedBeforeItIsRead) {
  write(3, "'00000000-1234-5678-9abc-def123456789'::UUID");
  const schema::Features features = {{"i", schema::Feature::value("int64")},
                                     {"t", schema::Feature::value("string")}};
  ParquetRows rows(*connection_, file_, num_rows_, features, {});
  duck::Chunk chunk;
  const Result<bool> more = rows.next(chunk);
  ASSERT_FALSE(more);
  EXPECT_THAT(more.error().message(), ::testing::HasSubstr("column \"t\""));
}

}  // namespace
}  // namespace vitrine::ingest
