#include "ingest/heavy_rows.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "duck/types.h"

namespace vitrine::ingest {
namespace {

class HeavyRows : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("heavy_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    database_.emplace(*duck::Database::open({.threads = 2}));
    connection_.emplace(*duck::Connection::open(*database_));
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// Rows of 6 bytes times `repeats`.
  void write(std::uint64_t num_rows, std::uint64_t repeats, std::uint64_t group_rows = 2048) {
    const Status written = connection_->execute(
        "COPY (SELECT i::BIGINT AS i, repeat(lpad(i::VARCHAR, 6, '0'), " + std::to_string(repeats) +
        ") AS t FROM range(" + std::to_string(num_rows) + ") r(i)) TO " +
        quote_literal(file().string()) + " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE " +
        std::to_string(group_rows) + ")");
    ASSERT_TRUE(written) << written.error().message();
  }

  /// They are numbered from 0 on, and each has its text.
  void expect_rows(const std::vector<fs::path>& files, std::uint64_t num_rows) {
    Result<duck::QueryResult> result =
        connection_->query("SELECT a, b FROM read_parquet(" + duck::path_list_sql(files) + ")");
    ASSERT_TRUE(result) << result.error().message();
    std::uint64_t expected = 0;
    duck::Chunk chunk;
    while (*result->next(chunk)) {
      for (std::size_t r = 0; r < chunk.rows(); ++r, ++expected) {
        ASSERT_EQ(chunk.column(0).uint64(r), expected);
        ASSERT_EQ(std::stoull(std::string(chunk.column(1).text(r).substr(0, 6))), expected);
      }
    }
    EXPECT_EQ(expected, num_rows);
  }

  fs::path file() const { return folder_ / "heavy.parquet"; }

  fs::path folder_;
  std::optional<duck::Database> database_;
  std::optional<duck::Connection> connection_;
};

TEST_F(HeavyRows, TheFooterTellsThem) {
  write(1500, 20'000);
  const Result<RowGroups> groups = row_groups(*connection_, file(), {});
  ASSERT_TRUE(groups) << groups.error().message();
  EXPECT_EQ(groups->num_rows(), 1500U);
  EXPECT_EQ(groups->largest_rows(), 1500U);
  EXPECT_NEAR(static_cast<double>(groups->row_bytes), 120'000, 2'000);
  EXPECT_NEAR(static_cast<double>(groups->vector_bytes), 180'000'000, 3'000'000);
  EXPECT_TRUE(groups->are_heavy());
}

TEST_F(HeavyRows, AFileOfNoRowsHasNone) {
  write(0, 1);
  const Result<RowGroups> groups = row_groups(*connection_, file(), {});
  ASSERT_TRUE(groups) << groups.error().message();
  EXPECT_EQ(groups->num_rows(), 0U);
  EXPECT_FALSE(groups->are_heavy());
}

TEST_F(HeavyRows, AreWrittenAgainAllInTheirOrder) {
  // Groups of one vector and a few rows, of some rows less, and of several vectors.
  for (const std::uint64_t group_rows : {2'048U, 10'240U}) {
    for (const std::uint64_t num_rows : {2'058U, 4'109U, 7'000U}) {
      write(num_rows, 20, group_rows);
      const RowGroups groups = *row_groups(*connection_, file(), {});
      const Result<std::vector<fs::path>> light =
          write_light(*connection_, file(), groups, "i AS a, t AS b", folder_, {});
      ASSERT_TRUE(light) << light.error().message();
      EXPECT_EQ(light->size(), groups.rows.size());
      expect_rows(*light, num_rows);
    }
  }
}

TEST_F(HeavyRows, WorkOnFewThreadsGivesItsErrorAndTheThreadsBack) {
  const auto threads = [&] {
    Result<duck::QueryResult> result =
        connection_->query("SELECT current_setting('threads')::BIGINT");
    duck::Chunk chunk;
    return result && *result->next(chunk) ? chunk.column(0).int64(0) : -1;
  };
  for (const std::uint64_t most : {1U, 2U, 3U}) {
    const Status failed = on_few_threads(*connection_, most, [&]() -> Status {
      EXPECT_EQ(threads(), most == 1 ? 1 : 2);
      return corrupt("no");
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message(), "no");
    EXPECT_EQ(threads(), 2);
  }
}

TEST_F(HeavyRows, LeaveTheNumberOfThreadsAsItWas) {
  write(100, 1);
  ASSERT_TRUE(
      write_light(*connection_, file(), *row_groups(*connection_, file(), {}), "*", folder_, {}));
  Result<duck::QueryResult> result =
      connection_->query("SELECT current_setting('threads')::BIGINT");
  duck::Chunk chunk;
  ASSERT_TRUE(*result->next(chunk));
  EXPECT_EQ(chunk.column(0).int64(0), 2);
}

}  // namespace
}  // namespace vitrine::ingest
