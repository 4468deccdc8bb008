// Chosen rows as Parquet (row_parquet.h) and as an Arrow stream (row_arrow.h).
#include <gmock/gmock.h>

#include <fstream>

#include "duck/database.h"
#include "duck/types.h"
#include "local/row_arrow.h"
#include "local/row_parquet.h"
#include "local/testing/split_fixture.h"

namespace vitrine::local {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::uint64_t kRoom = 1U << 20U;

class RowFilesTest : public SplitFixture {
 protected:
  void SetUp() override {
    SplitFixture::SetUp();
    split_ = import("rows", "{\"n\":1,\"t\":\"a\"}\n{\"n\":2,\"t\":\"b\"}\n{\"n\":3,\"t\":null}\n");
  }

  Result<std::string> write(search::RowFileFormat format, RowSelector& sql,
                            std::vector<std::uint64_t> rows, std::uint64_t max_bytes = kRoom,
                            std::stop_token stop = {}) const {
    const std::vector<std::size_t> columns = {1, 0};
    return format == search::RowFileFormat::kParquet
               ? rows_as_parquet(*split_, sql, rows, columns, max_bytes, std::move(stop))
               : rows_as_arrow(*split_, sql, rows, columns, max_bytes, std::move(stop));
  }

  /// What DuckDB reads in a file of those bytes, a text for each row.
  std::vector<std::string> read_back(const std::string& bytes, const std::string& select) const {
    const fs::path file = directory_ / "back.parquet";
    EXPECT_TRUE(write_file_atomic(file, bytes));
    duck::Database database = *duck::Database::open({1, 256U << 20U, {}});
    duck::Connection connection = *duck::Connection::open(database);
    Result<duck::QueryResult> result =
        connection.query("SELECT " + select + quote_literal(file.string()) + ")");
    EXPECT_TRUE(result) << result.error().message();
    std::vector<std::string> texts;
    duck::Chunk chunk;
    while (*result->next(chunk)) {
      for (std::size_t r = 0; r < chunk.rows(); ++r) texts.emplace_back(chunk.column(0).text(r));
    }
    return texts;
  }

  std::vector<fs::path> left_behind() const {
    std::vector<fs::path> names;
    for (const auto& entry : fs::directory_iterator(sql_->temp_directory()))
      if (entry.path().filename().string().starts_with("rows-")) names.push_back(entry.path());
    return names;
  }

  std::shared_ptr<const BitmapSplit> split_;
};

constexpr search::RowFileFormat kFormats[] = {search::RowFileFormat::kParquet,
                                              search::RowFileFormat::kArrowStream};

TEST_F(RowFilesTest, ParquetHasTheRowsInTheOrderChosenAndOneTwice) {
  const Result<std::string> bytes = write(search::RowFileFormat::kParquet, *sql_, {2, 0, 2, 1});
  ASSERT_TRUE(bytes) << bytes.error().message();
  EXPECT_THAT(read_back(*bytes, "concat(t, n) FROM read_parquet("),
              ElementsAre("3", "a1", "3", "b2"));
  EXPECT_THAT(read_back(*bytes, "name FROM parquet_schema("),
              ElementsAre("duckdb_schema", "t", "n"));
  EXPECT_THAT(read_back(*bytes, "decode(value) FROM parquet_kv_metadata("),
              ElementsAre(HasSubstr("{\"t\":{\"dtype\":\"string\",\"_type\":\"Value\"},\"n\":")));
  EXPECT_THAT(left_behind(), ElementsAre());
}

TEST_F(RowFilesTest, AnArrowStreamCarriesTheFeatures) {
  const Result<std::string> bytes = write(search::RowFileFormat::kArrowStream, *sql_, {2, 0});
  ASSERT_TRUE(bytes) << bytes.error().message();
  EXPECT_THAT(*bytes, HasSubstr("{\"info\":{\"features\":{\"t\":"));
}

TEST_F(RowFilesTest, MoreBytesThanAllowedAreRefusedAndLeaveNothing) {
  for (const search::RowFileFormat format : kFormats) {
    const std::size_t size = write(format, *sql_, {0, 1})->size();
    EXPECT_TRUE(write(format, *sql_, {0, 1}, size));
    const Result<std::string> refused = write(format, *sql_, {0, 1}, 50);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::kTooLarge);
  }
  EXPECT_THAT(left_behind(), ElementsAre());
}

TEST_F(RowFilesTest, AStopIsTold) {
  std::stop_source stop;
  stop.request_stop();
  for (const search::RowFileFormat format : kFormats) {
    const Result<std::string> stopped = write(format, *sql_, {0}, kRoom, stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code(), ErrorCode::kCancelled);
  }
  EXPECT_THAT(left_behind(), ElementsAre());
}

TEST_F(RowFilesTest, AnEngineThatDoesNotOpenIsAnError) {
  RowSelector broken({.threads = 1, .temp_directory = directory_ / "\xff"});
  const Result<duck::Connection> none = broken.connect();
  ASSERT_FALSE(none);
  for (const search::RowFileFormat format : kFormats) {
    const Result<std::string> refused = write(format, broken, {0});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message(), none.error().message());
  }
}

TEST_F(RowFilesTest, AFolderForTheFileThatIsNoneIsNamed) {
  ASSERT_TRUE(write_file_atomic(directory_ / "file", ""));
  RowSelector sql({.threads = 1, .temp_directory = directory_ / "file" / "below"});
  const Result<std::string> refused = write(search::RowFileFormat::kParquet, sql, {0});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message(), HasSubstr("cannot create a file in"));
}

TEST_F(RowFilesTest, DamagedParquetIsRefusedAndNotSent) {
  const fs::path file = split_->parquet_files().front();
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(8).put('\x7f');
  for (const search::RowFileFormat format : kFormats) {
    const Result<std::string> refused = write(format, *sql_, {0});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::kCorrupt);
  }
}

}  // namespace
}  // namespace vitrine::local
