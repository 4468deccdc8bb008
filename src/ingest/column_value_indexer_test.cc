#include "ingest/column_value_indexer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "duck/database.h"
#include "store/column_values.h"

namespace vitrine::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ColumnValueIndexerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    file_ =
        fs::path(::testing::TempDir()) / ("column_values_" + std::to_string(::getpid()) + ".vtc");
  }
  void TearDown() override { fs::remove(file_); }

  /// Feeds the rows of a query, whose columns are `features`.
  void feed(const std::string& sql, const schema::Features& features) {
    duck::Database database = *duck::Database::open({.threads = 1});
    duck::Connection connection = *duck::Connection::open(database);
    Result<duck::QueryResult> result = connection.query(sql);
    ASSERT_TRUE(result) << result.error().message();
    Result<ColumnValueIndexer> feed = ColumnValueIndexer::create(file_, features);
    ASSERT_TRUE(feed);
    duck::Chunk chunk;
    while (*result->next(chunk)) ASSERT_TRUE(feed->add(chunk));
    ASSERT_TRUE(feed->finish());
    Result<store::ColumnValues> values = store::ColumnValues::open(file_);
    ASSERT_TRUE(values) << values.error().message();
    values_ = std::make_unique<store::ColumnValues>(*std::move(values));
  }
  void feed(const std::string& sql, const std::string& name, schema::Feature type) {
    feed(sql, schema::Features{{name, std::move(type)}});
  }

  /// What the values track of the first column has, texts as their JSON.
  std::vector<std::string> texts() const {
    std::vector<std::string> out;
    const store::ValueTrack* track = *values_->values(0);
    if (track == nullptr) return out;
    track->for_each({}, [&](std::int64_t code) {
      out.emplace_back(track->value(static_cast<std::uint64_t>(code)));
    });
    return out;
  }
  std::vector<std::int64_t> numbers(bool lengths = false) const {
    std::vector<std::int64_t> out;
    const store::ValueTrack* track = lengths ? *values_->lengths(0) : *values_->values(0);
    if (track == nullptr) return out;
    track->for_each({}, [&](std::int64_t value) { out.push_back(value); });
    return out;
  }

  fs::path file_;
  std::unique_ptr<store::ColumnValues> values_;
};

TEST_F(ColumnValueIndexerTest, KeywordsAreSplitAtCommasAndSemicolons) {
  feed("SELECT unnest(['a; b , c', 'b', '; ,', NULL]) AS keywords", "keywords",
       schema::Feature::value("string"));
  EXPECT_THAT(texts(), ElementsAre(R"("a")", R"("b")", R"("c")", R"("b")"));
}

TEST_F(ColumnValueIndexerTest, OtherTextsAreKeptWhole) {
  feed("SELECT unnest(['a; b', NULL]) AS other", "other", schema::Feature::value("string"));
  EXPECT_THAT(texts(), ElementsAre(R"("a; b")"));
  EXPECT_THAT(numbers(true), ElementsAre(4));
}

TEST_F(ColumnValueIndexerTest, StringsOfEveryWidthAreCountedAlike) {
  for (const char* dtype : {"string", "large_string", "string_view"}) {
    feed("SELECT 'é' AS t", "t", schema::Feature::value(dtype));
    EXPECT_THAT(texts(), ElementsAre("\"é\"")) << dtype;
    EXPECT_THAT(numbers(true), ElementsAre(1)) << dtype;
  }
}

TEST_F(ColumnValueIndexerTest, NanosecondsBefore1970FallIntoTheirOwnMicrosecond) {
  feed(
      "SELECT unnest([TIMESTAMP_NS '1969-12-31 23:59:59.999999999', "
      "TIMESTAMP_NS '1970-01-01 00:00:00.000001999']) AS t",
      "t", schema::Feature::value("timestamp[ns]"));
  EXPECT_THAT(numbers(), ElementsAre(-1, 1));
}

TEST_F(ColumnValueIndexerTest, TimesOfAllUnitsAreMicroseconds) {
  const std::vector<std::pair<std::string, std::int64_t>> cells = {
      {"DATE '1969-12-31'", -86'400'000'000},
      {"TIMESTAMP_S '1970-01-01 00:00:02'", 2'000'000},
      {"TIMESTAMP_MS '1970-01-01 00:00:00.003'", 3'000},
      {"TIMESTAMP '1970-01-01 00:00:00.000004'", 4},
      {"TIME '00:00:00.000005'", 5},
  };
  for (const auto& [cell, micros] : cells) {
    feed("SELECT " + cell + " AS t", "t",
         schema::Feature::value(cell.starts_with("DATE")     ? "date32"
                                : cell.starts_with("TIME '") ? "time64[us]"
                                                             : "timestamp[us]"));
    EXPECT_THAT(numbers(), ElementsAre(micros)) << cell;
  }
}

TEST_F(ColumnValueIndexerTest, ShortListsOfNumbersHaveLengthsAndVectorsHaveNothing) {
  feed("SELECT [1.5, 2.5]::DOUBLE[] AS box", "box",
       schema::Feature::list(schema::Feature::value("float64"), 2));
  EXPECT_THAT(numbers(), IsEmpty());
  EXPECT_THAT(numbers(true), ElementsAre(2));
  feed("SELECT list_transform(range(16), lambda x: x::FLOAT) AS v, 1::BIGINT AS n",
       schema::Features{{"v", schema::Feature::list(schema::Feature::value("float32"), 16)},
                        {"n", schema::Feature::value("int64")}});
  EXPECT_THAT(numbers(true), IsEmpty());
}

TEST_F(ColumnValueIndexerTest, MembersOfListsAreCountedOnceARow) {
  feed("SELECT unnest([['a', 'b', 'a', NULL], [], NULL]) AS tags", "tags",
       schema::Feature::list(schema::Feature::value("large_string")));
  EXPECT_THAT(texts(), ElementsAre(R"("a")", R"("b")"));
  EXPECT_THAT(numbers(true), ElementsAre(4, 0));
}

}  // namespace
}  // namespace vitrine::ingest
