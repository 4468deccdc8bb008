#include "duck/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

namespace vitrine::duck {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class DatabaseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = fs::path(::testing::TempDir()) / ("vitrine_duck_" + std::to_string(::getpid()));
    fs::create_directories(directory_);
    Result<Database> database = Database::open({.threads = 2});
    ASSERT_TRUE(database) << database.error().message();
    database_.emplace(*std::move(database));
    Result<Connection> connection = Connection::open(*database_);
    ASSERT_TRUE(connection);
    connection_.emplace(*std::move(connection));
  }
  void TearDown() override { fs::remove_all(directory_); }

  std::string file(std::string_view name, std::string_view bytes) {
    const fs::path path = directory_ / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }

  /// The error of a statement that must fail.
  Error failure(const std::string& sql) {
    Status status = connection_->execute(sql);
    EXPECT_FALSE(status) << sql;
    return status ? internal_error("it worked") : std::move(status).error();
  }

  fs::path directory_;
  std::optional<Database> database_;
  std::optional<Connection> connection_;
};

TEST_F(DatabaseTest, StreamsEveryRowInOrder) {
  Result<QueryResult> result =
      connection_->query("SELECT i, i * 2 AS twice FROM range(100000) t(i)");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->features()[1],
            (schema::FeatureField{"twice", schema::Feature::value("int64")}));
  Chunk chunk;
  std::int64_t expected = 0;
  while (true) {
    Result<bool> more = result->next(chunk);
    ASSERT_TRUE(more);
    if (!*more) break;
    ASSERT_GT(chunk.rows(), 0U);
    for (std::size_t row = 0; row < chunk.rows(); ++row, ++expected) {
      ASSERT_EQ(chunk.column(0).int64(row), expected);
      ASSERT_EQ(chunk.column(1).int64(row), expected * 2);
    }
  }
  EXPECT_EQ(expected, 100000);
}

TEST_F(DatabaseTest, AResultOutlivesTheObjectsItCameFrom) {
  Result<QueryResult> result = connection_->query("SELECT i FROM range(5000) t(i)");
  ASSERT_TRUE(result);
  connection_.reset();
  database_.reset();
  Chunk chunk;
  Result<bool> more = result->next(chunk);
  ASSERT_TRUE(more && *more);
  EXPECT_EQ(chunk.column(0).int64(1), 1);
}

TEST_F(DatabaseTest, ParametersOfEveryKindAreBound) {
  const std::vector<SqlValue> parameters = {std::monostate{},
                                            true,
                                            std::int64_t{-5},
                                            ~std::uint64_t{0},
                                            0.25,
                                            std::string("it's \"é\""),
                                            std::vector<std::int64_t>{3, 5}};
  Result<QueryResult> result = connection_->query(
      "SELECT $1::INT, $2, $3, $4, $5, $6, 5 IN (SELECT unnest($7))", parameters);
  ASSERT_TRUE(result) << result.error().message();
  Chunk chunk;
  Result<bool> more = result->next(chunk);
  ASSERT_TRUE(more && *more);
  EXPECT_TRUE(chunk.column(0).is_null(0));
  EXPECT_TRUE(chunk.column(1).boolean(0));
  EXPECT_EQ(chunk.column(2).int64(0), -5);
  EXPECT_EQ(chunk.column(3).uint64(0), ~std::uint64_t{0});
  EXPECT_EQ(chunk.column(4).float64(0), 0.25);
  EXPECT_EQ(chunk.column(5).text(0), "it's \"é\"");
  EXPECT_TRUE(chunk.column(6).boolean(0));
}

TEST_F(DatabaseTest, WrongParametersAreRefused) {
  const std::vector<SqlValue> bad_text = {std::string("\xff")};
  EXPECT_EQ(connection_->execute("SELECT $1", bad_text).error().code(),
            ErrorCode::kInvalidArgument);
  EXPECT_THAT(failure("SELECT $1").message(), HasSubstr("1 parameters, not 0"));
  EXPECT_THAT(failure(std::string("SELECT 1\0", 9)).message(), HasSubstr("NUL"));
  EXPECT_EQ(failure("SELECT '\xff'").code(), ErrorCode::kInvalidArgument);
}

TEST_F(DatabaseTest, FloatsAreReadOutOfBytesAndBase64) {
  Result<QueryResult> result = connection_->query(R"(
      SELECT v::VARCHAR, w::VARCHAR FROM (SELECT i, vitrine_floats(b) AS v, vitrine_base64_floats(
          CASE WHEN octet_length(b) = 5 THEN 'no base64!' ELSE base64(b) END) AS w
        FROM (VALUES (1, '\x00\x00\x80\x3F\x00\x00\x00\xC0'::BLOB), (2, NULL), (3, ''::BLOB),
          (4, '\x00\x00\x80\x3F\x00'::BLOB), (5, '\x00\x00\x00\x3F'::BLOB)) AS t(i, b)) ORDER BY i)");
  ASSERT_TRUE(result) << result.error().message();
  Chunk chunk;
  ASSERT_TRUE(*result->next(chunk));
  ASSERT_EQ(chunk.rows(), 5U);
  for (const std::size_t column : {0U, 1U}) {
    const ColumnView view = chunk.column(column);
    EXPECT_EQ(view.text(0), "[1.0, -2.0]");
    for (const std::size_t row : {1U, 2U, 3U}) EXPECT_TRUE(view.is_null(row)) << row;
    EXPECT_EQ(view.text(4), "[0.5]");
  }
}

TEST_F(DatabaseTest, DescribeTellsTypesWithoutRunning) {
  Result<schema::Features> features = connection_->describe(
      "SELECT 1::UTINYINT AS a, [1.5::FLOAT] AS b, error('never run') AS c FROM range(3)");
  ASSERT_TRUE(features) << features.error().message();
  ASSERT_EQ(features->size(), 3U);
  EXPECT_EQ((*features)[0], (schema::FeatureField{"a", schema::Feature::value("uint8")}));
  EXPECT_EQ((*features)[1],
            (schema::FeatureField{"b", schema::Feature::list(schema::Feature::value("float32"))}));
  EXPECT_FALSE(connection_->describe("SELECT nothing"));
}

TEST_F(DatabaseTest, MistakesInAQueryAreInvalidArgumentsInOneSentence) {
  const Error unknown = failure("SELECT titel FROM (SELECT 1 AS title)");
  EXPECT_EQ(unknown.code(), ErrorCode::kInvalidArgument);
  EXPECT_THAT(unknown.message(),
              AllOf(HasSubstr("\"titel\" not found"), HasSubstr("title"), Not(HasSubstr("\n")),
                    Not(HasSubstr("Error:")), Not(HasSubstr("LINE 1"))));
  EXPECT_EQ(failure("SELEC 1").code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(failure("SELECT 'x'::INT").code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(failure("SELECT 1; SELECT 2").code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(failure("").code(), ErrorCode::kInvalidArgument);
}

TEST_F(DatabaseTest, DamagedFilesAreCorruptAndMissingOnesNotFound) {
  EXPECT_EQ(failure("FROM read_json('" + file("a.jsonl", "{\"a\":1}\n{\"a\":\n") +
                    "', format='newline_delimited')")
                .code(),
            ErrorCode::kCorrupt);
  const Error csv = failure("FROM read_csv('" + file("a.csv", "a,b\n1,2\n1,2,3\n") +
                            "', auto_detect=false, header=true, columns={'a':'INT','b':'INT'})");
  EXPECT_EQ(csv.code(), ErrorCode::kCorrupt) << csv.message();
  EXPECT_THAT(csv.message(), AllOf(HasSubstr("Line: 3"), HasSubstr("Found: 3")));
  EXPECT_EQ(
      failure("FROM read_parquet('" + file("a.parquet", "not a parquet file at all") + "')").code(),
      ErrorCode::kCorrupt);
  EXPECT_EQ(failure("FROM read_parquet('" + file("b.parquet", "") + "')").code(),
            ErrorCode::kCorrupt);
  EXPECT_EQ(failure("FROM read_parquet('" + (directory_ / "none.parquet").string() + "')").code(),
            ErrorCode::kNotFound);
}

TEST_F(DatabaseTest, OutOfMemoryIsTooLargeAndTheConnectionStaysUsable) {
  Result<Database> small = Database::open({.threads = 1, .memory_limit_bytes = 32U << 20U});
  ASSERT_TRUE(small);
  Result<Connection> connection = Connection::open(*small);
  ASSERT_TRUE(connection);
  const Status status = connection->execute(
      "SELECT count(*) FROM (SELECT DISTINCT hash(i)::VARCHAR || repeat('x', 100) "
      "FROM range(2000000) t(i))");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), ErrorCode::kTooLarge) << status.error().message();
  EXPECT_TRUE(connection->execute("SELECT 1"));
}

TEST_F(DatabaseTest, WhatIsAllowedBeyondTheLimitHoldsForAllItsConnectionsUntilItsEnd) {
  Result<Database> small = Database::open({.threads = 1, .memory_limit_bytes = 32U << 20U});
  ASSERT_TRUE(small);
  Result<Connection> asking = Connection::open(*small);
  Result<Connection> other = Connection::open(*small);
  ASSERT_TRUE(asking && other);
  const std::string heavy =
      "SELECT count(*) FROM (SELECT DISTINCT i::VARCHAR || repeat('x', 100) "
      "FROM range(400000) t(i))";
  EXPECT_EQ(other->execute(heavy).error().code(), ErrorCode::kTooLarge);
  const Status failed = asking->beyond_limit(512U << 20U, [&]() -> Status {
    const auto nothing = [] { return Status(); };
    EXPECT_TRUE(asking->beyond_limit(1, nothing));  // less: neither it nor its end takes back
    EXPECT_TRUE(other->execute(heavy));
    return corrupt("no");
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message(), "no");
  EXPECT_EQ(other->execute(heavy).error().code(), ErrorCode::kTooLarge);
}

TEST_F(DatabaseTest, ChunksSideBySideHaveTheColumnsOfAllInTheirOrder) {
  const auto first_chunk = [&](const std::string& sql) {
    Result<QueryResult> result = connection_->query(sql);
    Chunk chunk;
    EXPECT_TRUE(result && *result->next(chunk));
    return chunk;
  };
  std::vector<Chunk> parts;
  parts.push_back(first_chunk("SELECT i AS a, i * 10 AS b FROM range(3) t(i)"));
  parts.push_back(first_chunk("SELECT 't' || i AS c FROM range(3) t(i)"));
  parts.push_back(first_chunk("SELECT i * 100 AS d FROM range(3) t(i)"));
  Chunk row = Chunk::side_by_side(std::move(parts));
  ASSERT_EQ(row.rows(), 3U);
  ASSERT_EQ(row.columns(), 4U);
  const Chunk moved = std::move(row);
  EXPECT_EQ(moved.column(0).int64(2), 2);
  EXPECT_EQ(moved.column(1).int64(2), 20);
  EXPECT_EQ(moved.column(2).text(2), "t2");
  EXPECT_EQ(moved.column(3).int64(2), 200);
}

TEST_F(DatabaseTest, AStopThatCameBeforeEndsAQueryAtOnce) {
  std::stop_source stop;
  stop.request_stop();
  const Status status = connection_->execute("SELECT 1", stop.get_token());
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), ErrorCode::kCancelled);
  EXPECT_TRUE(connection_->execute("SELECT 1"));
}

TEST_F(DatabaseTest, AStopEndsARunningQueryAndTheConnectionStaysUsable) {
  std::stop_source stop;
  std::atomic<bool> started = false;
  std::jthread stopper([&] {
    started.wait(false);
    stop.request_stop();
  });
  started = true;
  started.notify_one();
  // Would run for hours, so it only ends if the stop reaches it, however early or late it comes.
  const Status status = connection_->execute(
      "SELECT count(*) FROM range(10000000) a(i), range(10000000) b(j) WHERE hash(i + j) % 7 = 0",
      stop.get_token());
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), ErrorCode::kCancelled) << status.error().message();
  EXPECT_TRUE(connection_->execute("SELECT 1"));
}

TEST_F(DatabaseTest, InterruptWorksFromAnotherThread) {
  std::atomic<bool> done = false;
  std::jthread interrupter([&] {
    // An interrupt that comes before the statement has begun is forgotten: insist.
    while (!done) {
      connection_->interrupt();
      std::this_thread::yield();
    }
  });
  const Error error = failure(
      "SELECT count(*) FROM range(10000000) a(i), range(10000000) b(j)"
      " WHERE hash(i + j) % 7 = 0");
  done = true;
  EXPECT_EQ(error.code(), ErrorCode::kCancelled);
}

TEST_F(DatabaseTest, AStopBetweenChunksEndsTheResult) {
  std::stop_source stop;
  Result<QueryResult> result =
      connection_->query("SELECT i FROM range(100000000) t(i)", stop.get_token());
  ASSERT_TRUE(result);
  Chunk chunk;
  ASSERT_TRUE(result->next(chunk));
  stop.request_stop();
  const Result<bool> more = result->next(chunk);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code(), ErrorCode::kCancelled);
}

TEST_F(DatabaseTest, AnAbandonedResultFreesItsConnection) {
  for (int i = 0; i < 3; ++i) {
    Result<QueryResult> result = connection_->query("SELECT i FROM range(10000000) t(i)");
    ASSERT_TRUE(result);
    Chunk chunk;
    ASSERT_TRUE(result->next(chunk));
  }
  EXPECT_TRUE(connection_->execute("SELECT 1"));
}

}  // namespace
}  // namespace vitrine::duck
