#include "ingest/parquet_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "duck/chunk_bytes.h"
#include "duck/types.h"

namespace vitrine {
namespace {

class ParquetRowsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    file_ = fs::path(::testing::TempDir()) / ("rows_" + std::to_string(::getpid()) + ".parquet");
    database_.emplace(*Database::open({.threads = 2}));
    connection_.emplace(*Connection::open(*database_));
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
    const Features features = {{"i", Feature::value("int64")}, {"t", Feature::value("string")}};
    ParquetRows rows(*connection_, file_, num_rows_, features, {}, chunk_bytes);
    std::size_t largest = 0;
    std::int64_t row = 0;
    Chunk chunk;
    while (true) {
      const Result<bool> more = rows.next(chunk);
      if (!more) ADD_FAILURE() << more.error().message();
      if (!more || !*more) break;
      largest = std::max(largest, bytes_of(chunk));
      for (std::size_t r = 0; r < chunk.rows(); ++r) EXPECT_EQ(chunk.column(0).int64(r), row++);
    }
    EXPECT_EQ(static_cast<std::uint64_t>(row), num_rows_);
    slices_ = rows.slices();
    return largest;
  }

  fs::path file_;
  std::optional<Database> database_;
  std::optional<Connection> connection_;
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

TEST_F(ParquetRowsTest, AnotherColumnThanTheDatasetHasIsRefusedBeforeItIsRead) {
  write(3, "'00000000-1234-5678-9abc-def123456789'::UUID");
  const Features features = {{"i", Feature::value("int64")}, {"t", Feature::value("string")}};
  ParquetRows rows(*connection_, file_, num_rows_, features, {});
  Chunk chunk;
  const Result<bool> more = rows.next(chunk);
  ASSERT_FALSE(more);
  EXPECT_THAT(more.error().message(), ::testing::HasSubstr("column \"t\""));
}

}  // namespace
}  // namespace vitrine
