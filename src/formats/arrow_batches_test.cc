// Cells of batches that are read a few rows at a time: what is taken from a place further on.

#include <gtest/gtest.h>
#include <unistd.h>

#include "duck/arrow_stream.h"
#include "duck/database.h"
#include "formats/arrow_file.h"

namespace vitrine::formats {
namespace {

class ArrowBatches : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::path(::testing::TempDir()) / ("arrow_batches_" + std::to_string(::getpid()));
    database_.emplace(*duck::Database::open({.threads = 1}));
    connection_.emplace(*duck::Connection::open(*database_));
  }
  void TearDown() override { fs::remove(path_); }

  /// Writes a query's result as an Arrow stream of ours, and opens it.
  Result<RowFile> open(const std::string& sql) {
    Result<duck::QueryResult> result = connection_->query(sql);
    if (!result) return std::move(result).error();
    duck::Chunk chunk;
    std::string bytes;
    bool more = *result->next(chunk);
    std::vector<duck::ArrowColumn> columns;
    for (std::size_t i = 0; i < result->features().size(); ++i)
      columns.push_back({result->features()[i].name, chunk.column(i).type()});
    EXPECT_TRUE(duck::append_arrow_schema(bytes, columns, {}));
    for (; more; more = *result->next(chunk)) EXPECT_TRUE(duck::append_arrow_batch(bytes, chunk));
    duck::append_arrow_end(bytes);
    EXPECT_TRUE(write_file_atomic(path_, bytes));
    return open_arrow(path_);
  }

  /// In how many rows the file's only column is not what the query says.
  std::string differing(const std::string& sql) {
    const Result<RowFile> file = open(sql);
    if (!file) return file.error().message();
    const Result<std::string> from = connection_->add_rows(file->rows);
    if (!from) return from.error().message();
    Result<duck::QueryResult> result =
        connection_->query("SELECT count(*)::VARCHAR FROM " + *from + " a POSITIONAL JOIN (" + sql +
                           ") b WHERE a.c0::VARCHAR IS DISTINCT FROM b.v::VARCHAR");
    if (!result) return result.error().message();
    duck::Chunk chunk;
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error().message();
    return std::string(chunk.column(0).text(0));
  }

  std::string type_of(const std::string& sql) {
    const Result<RowFile> file = open(sql);
    return file ? schema::feature_label(file->features.at(0).type) : file.error().message();
  }

  fs::path path_;
  std::optional<duck::Database> database_;
  std::optional<duck::Connection> connection_;
};

/// More rows than are read at once.
const std::string kRows = " AS v FROM range(5000) r(i)";

TEST_F(ArrowBatches, ListsOfOneLengthAreReadFromTheirPlace) {
  EXPECT_EQ(differing("SELECT [i, i + 1, -i]::BIGINT[3]" + kRows), "0");
  EXPECT_EQ(differing("SELECT [i::FLOAT, 0.5]::FLOAT[2]" + kRows), "0");
  EXPECT_EQ(differing("SELECT [[i, 1]::BIGINT[2], [2, i]::BIGINT[2]]::BIGINT[2][2]" + kRows), "0");
}

TEST_F(ArrowBatches, ListsOfAnyLengthAreReadFromTheirPlace) {
  EXPECT_EQ(differing("SELECT range(i % 5)" + kRows), "0");
  EXPECT_EQ(differing("SELECT [{'a': i, 'b': 'x' || i}]" + kRows), "0");
}

TEST_F(ArrowBatches, MomentsWithAZoneKeepIt) {
  const std::string moments = "SELECT to_timestamp(i + 0.25)" + kRows;
  EXPECT_EQ(differing(moments), "0");
  EXPECT_EQ(type_of(moments), "timestamp[us, tz=UTC]");
  EXPECT_EQ(type_of("SELECT TIMESTAMP '2020-01-01 00:00:01'" + kRows), "timestamp[us]");
  for (const std::string unit : {"s", "ms", "ns"}) {
    const std::string name = unit == "s" ? "S" : unit == "ms" ? "MS" : "NS";
    EXPECT_EQ(type_of("SELECT TIMESTAMP_" + name + " '2020-01-01 00:00:01'" + kRows),
              "timestamp[" + unit + "]");
  }
}

}  // namespace
}  // namespace vitrine::formats
