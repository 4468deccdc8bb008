#include "ingest/parquet_export.h"

#include <gtest/gtest.h>

#include "duck/types.h"

namespace vitrine::ingest {
namespace {

class ParquetExport : public ::testing::Test {
 protected:
  static constexpr std::int64_t kRows = 300'000;

  void SetUp() override {
    directory_ = fs::path(::testing::TempDir()) / "parquet_export";
    fs::remove_all(directory_);
    fs::create_directories(directory_ / "out");
    Result<duck::Database> database = duck::Database::open({.threads = 4});
    ASSERT_TRUE(database);
    Result<duck::Connection> connection = duck::Connection::open(*database);
    ASSERT_TRUE(connection);
    connection_.emplace(*std::move(connection));
    // Many row groups, so that several threads read at once.
    const fs::path source = directory_ / "source.parquet";
    Status written = connection_->execute(
        "COPY (SELECT range AS i, repeat(md5(range::VARCHAR), 2) AS t FROM range(" +
        std::to_string(kRows) + ")) TO " + quote_literal(source.string()) +
        " (FORMAT parquet, ROW_GROUP_SIZE 2048)");
    ASSERT_TRUE(written) << written.error().message();
    relation_.sql = "SELECT i, t FROM read_parquet(" + quote_literal(source.string()) + ")";
    relation_.num_rows = kRows;
  }
  void TearDown() override { fs::remove_all(directory_); }

  ExportedSplit export_with(std::uint64_t shard_bytes) {
    const schema::Features features = {{"i", schema::Feature::value("int64")},
                                       {"t", schema::Feature::value("string")}};
    Result<ExportedSplit> exported = export_parquet(*connection_, {}, relation_, features,
                                                    directory_ / "out", nullptr, {}, shard_bytes);
    EXPECT_TRUE(exported) << exported.error().message();
    return exported ? *std::move(exported) : ExportedSplit();
  }

  /// The rows of the shards one after the other are 0, 1, 2, ...
  void expect_order(const ExportedSplit& exported) {
    std::int64_t first = 0;
    for (const store::ParquetFile& file : exported.files) {
      Result<duck::QueryResult> result = connection_->query(
          "SELECT count(*)::BIGINT FROM read_parquet(" +
          quote_literal((directory_ / "out" / file.filename).string()) +
          ", file_row_number=true) WHERE i = file_row_number + " + std::to_string(first));
      ASSERT_TRUE(result) << result.error().message();
      duck::Chunk chunk;
      ASSERT_TRUE(*result->next(chunk));
      EXPECT_EQ(chunk.column(0).uint64(0), file.num_rows) << file.filename;
      first += static_cast<std::int64_t>(file.num_rows);
    }
    EXPECT_EQ(first, kRows);
  }

  fs::path directory_;
  std::optional<duck::Connection> connection_;
  SplitRelation relation_;
};

TEST_F(ParquetExport, RowsKeepTheirOrderWhateverThreadsReadThem) {
  const ExportedSplit exported = export_with(kShardBytes);
  EXPECT_EQ(exported.files.size(), 1U);
  expect_order(exported);
}

TEST_F(ParquetExport, AFileThatIsTooLargeIsCutInOrder) {
  const ExportedSplit exported = export_with(3'000'000);
  EXPECT_GT(exported.files.size(), 2U);
  expect_order(exported);
  for (const store::ParquetFile& file : exported.files) EXPECT_LT(file.size_bytes, 4'000'000U);
  EXPECT_FALSE(fs::exists(directory_ / "out" / "whole.parquet"));
}

/// The largest row group in rows, and whether the groups are those of all rows.
std::uint64_t largest_group(duck::Connection& connection, const fs::path& file) {
  Result<duck::QueryResult> result =
      connection.query("SELECT max(row_group_num_rows)::BIGINT FROM parquet_metadata(" +
                       quote_literal(file.string()) + ")");
  EXPECT_TRUE(result) << result.error().message();
  duck::Chunk chunk;
  EXPECT_TRUE(*result->next(chunk));
  return chunk.column(0).uint64(0);
}

TEST_F(ParquetExport, GroupsOfHeavyRowsHaveFewOfThem) {
  // 64 KiB a row, 10,240 of which would be 640 MiB in a group.
  relation_.sql = "SELECT range AS i, repeat(md5(range::VARCHAR), 2048) AS t FROM range(5000)";
  relation_.num_rows = 5000;
  const ExportedSplit exported = export_with(kShardBytes);
  ASSERT_EQ(exported.files.size(), 1U);
  EXPECT_EQ(exported.num_rows, 5000U);
  // DuckDB's own vectors of 2,048 rows are the least that it cuts where it makes the rows.
  EXPECT_LE(largest_group(*connection_, directory_ / "out" / exported.files[0].filename), 2048U);
}

TEST_F(ParquetExport, GroupsOfLightRowsHaveMany) {
  const ExportedSplit exported = export_with(kShardBytes);
  EXPECT_GT(largest_group(*connection_, directory_ / "out" / exported.files[0].filename), 5000U);
}

}  // namespace
}  // namespace vitrine::ingest
