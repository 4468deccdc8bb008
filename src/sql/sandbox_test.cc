#include "sql/sandbox.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "base/json_parse.h"
#include "duck/database.h"

namespace vitrine::sql {
namespace {

using namespace std::chrono_literals;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kSecret = "the secret of the house";

constexpr std::string_view kUser = "ana";

class SqlSandboxTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("sandbox_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    std::ofstream(folder_ / "secret.csv") << "a\n" << kSecret << "\n";
    duck::Database database = *duck::Database::open({.threads = 1});
    duck::Connection connection = *duck::Connection::open(database);
    const std::string file = (folder_ / "papers.parquet").string();
    const Status made = connection.execute(
        "COPY (SELECT i AS id, 'paper ' || i AS title, [i, i + 1] AS refs FROM range(5000) t(i)) "
        "TO '" +
        file + "' (FORMAT parquet)");
    ASSERT_TRUE(made) << made.error().message();
    before_ = *read_file(file);
  }
  void TearDown() override {
    EXPECT_EQ(*read_file(folder_ / "papers.parquet"), before_) << "the data was changed";
    fs::remove_all(folder_);
  }

  SqlRequest request(std::string sql) const {
    SqlRequest asked;
    asked.sql = std::move(sql);
    asked.tables = {{"papers", {folder_ / "papers.parquet"}}};
    return asked;
  }

  /// The whole answer, or "error: ...".
  std::string ask(const SqlRequest& asked) {
    Result<SqlRun> run = sandbox_.start(asked, kUser, {}, &position_);
    if (!run) return told(run.error());
    std::string out;
    while (true) {
      const Result<bool> more = run->next(out);
      if (!more) return told(more.error());
      if (!*more) break;
    }
    summary_ = run->summary();
    columns_ = run->columns();
    return out;
  }
  std::string ask(std::string sql) { return ask(request(std::move(sql))); }

  std::string told(const Error& error) {
    code_ = error.code();
    return "error: " + error.message();
  }

  fs::path folder_;
  std::string before_;
  SqlSandbox sandbox_;
  SqlSummary summary_;
  std::string columns_;
  std::optional<SqlPosition> position_;
  std::optional<ErrorCode> code_;
};

TEST_F(SqlSandboxTest, RowsComeAsArraysWithTheirColumns) {
  EXPECT_EQ(ask("SELECT id, title, refs, NULL AS gap FROM papers WHERE id < 2 ORDER BY id"),
            R"([[0,"paper 0",[0,1],null],[1,"paper 1",[1,2],null]])");
  const Result<boost::json::value> columns = parse_json(columns_);
  ASSERT_TRUE(columns);
  EXPECT_EQ(string_member(columns->at(1), "name"), "title");
  EXPECT_EQ(string_member(columns->at(1), "type"), "string");
  EXPECT_EQ(summary_.rows, 2);
  EXPECT_FALSE(summary_.truncated);
  EXPECT_EQ(ask("SELECT id FROM papers WHERE id < 0"), "[]");
}

/// As an import does it that makes the same snapshot again.
TEST_F(SqlSandboxTest, AFileThatAnotherOfItsContentReplacesIsReadAllTheSame) {
  const std::jthread replacing([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::ofstream(folder_ / "again.parquet") << before_;
      fs::rename(folder_ / "again.parquet", folder_ / "papers.parquet");
    }
  });
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask("SELECT count(*) FROM papers"), "[[5000]]");
}

TEST_F(SqlSandboxTest, AFileThatIsGoneIsSaidToBeReplaced) {
  SqlRequest asked = request("FROM papers");
  asked.tables[0].files[0] = folder_ / "gone.parquet";
  EXPECT_EQ(ask(asked), "error: the dataset was imported again while the query waited; ask again");
  EXPECT_EQ(code_, ErrorCode::kUnavailable);
}

TEST_F(SqlSandboxTest, MoreRowsThanWantedAreCutAndSaidToBe) {
  SqlRequest asked = request("FROM papers ORDER BY id");
  asked.max_rows = 3;
  EXPECT_THAT(ask(asked), HasSubstr("\"paper 2\""));
  EXPECT_EQ(summary_.rows, 3);
  EXPECT_TRUE(summary_.truncated);
  asked.max_rows = 5000;
  ask(asked);
  EXPECT_FALSE(summary_.truncated) << "exactly as many as there are";
  asked.max_bytes = 1000;
  EXPECT_THAT(ask(asked), HasSubstr("take more than 1000 bytes"));
  EXPECT_EQ(code_, ErrorCode::kTooLarge);
}

TEST_F(SqlSandboxTest, FilesHaveAllRows) {
  SqlRequest asked = request("SELECT id FROM papers ORDER BY id; -- and no more");
  asked.form = SqlForm::kCsv;
  asked.max_rows = 1;
  const std::string csv = ask(asked);
  EXPECT_EQ(csv.substr(0, 8), "id\n0\n1\n2");
  EXPECT_EQ(std::ranges::count(csv, '\n'), 5001);
  asked.form = SqlForm::kJsonLines;
  EXPECT_EQ(ask(asked).substr(0, 9), "{\"id\":0}\n");
  asked.form = SqlForm::kParquet;
  const std::string parquet = ask(asked);
  EXPECT_EQ(parquet.substr(0, 4), "PAR1");
  EXPECT_EQ(parquet.substr(parquet.size() - 4), "PAR1");
}

TEST_F(SqlSandboxTest, MistakesSayWhere) {
  EXPECT_THAT(ask("SELECT id,\n  nope FROM papers"), HasSubstr("\"nope\" not found"));
  EXPECT_EQ(position_, (SqlPosition{2, 3}));
  EXPECT_THAT(ask("SELECT 'é', nope FROM papers"), HasSubstr("nope"));
  EXPECT_EQ(position_, (SqlPosition{1, 13})) << "in characters";
  EXPECT_THAT(ask("SELECT id FRM papers"), HasSubstr("error: "));
  EXPECT_TRUE(position_);
  EXPECT_THAT(ask("SELECT title + 1 FROM papers"), HasSubstr("error: "));
  EXPECT_EQ(code_, ErrorCode::kInvalidArgument);
  EXPECT_THAT(ask(""), HasSubstr("empty"));
  EXPECT_THAT(ask(std::string("SELECT 1\0;", 10)), HasSubstr("error: "));
  EXPECT_THAT(ask("SELECT 1 -- " + std::string(200'000, 'x')), HasSubstr("longer than"));
}

TEST_F(SqlSandboxTest, NothingButTheTablesCanBeRead) {
  const std::string secret = (folder_ / "secret.csv").string();
  const std::string papers = (folder_ / "papers.parquet").string();
  const std::string q = "'" + secret + "'";
  for (const std::string& sql : std::vector<std::string>{
           "FROM " + q,
           "FROM \"" + secret + "\"",
           "FROM read_csv(" + q + ")",
           "FROM read_csv_auto(" + q + ")",
           "FROM sniff_csv(" + q + ")",
           "FROM read_text(" + q + ")",
           "FROM read_blob(" + q + ")",
           "FROM read_json(" + q + ")",
           "FROM read_json_auto(" + q + ")",
           "FROM read_ndjson(" + q + ")",
           "FROM read_json_objects(" + q + ")",
           "FROM glob('/etc/*')",
           "FROM parquet_metadata('" + papers + "')",
           "FROM parquet_schema('" + papers + "')",
           "FROM parquet_file_metadata('" + papers + "')",
           "FROM parquet_kv_metadata('" + papers + "')",
           "FROM read_parquet('" + papers + "')",
           "FROM query('FROM read_text(''" + secret + "'')')",
           "FROM query_table('" + secret + "')",
           "FROM duckdb_settings()",
           "FROM duckdb_secrets()",
           "FROM duckdb_views()",
           "FROM duckdb_databases()",
           "FROM duckdb_extensions()",
           "FROM pragma_database_list()",
           "FROM information_schema.tables",
           "FROM sqlite_master",
           "FROM pg_catalog.pg_views",
           "FROM enable_logging()",
           "FROM duckdb_logs()",
           "FROM which_secret('a', 'b')",
           "SELECT current_setting('allowed_paths')",
           "SELECT getenv('HOME')",
           "SELECT getvariable('x')",
           "SELECT json_execute_serialized_sql('{}')",
           "FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
           "SELECT current_query()",
           "SELECT * FROM 'https://127.0.0.1:1/a.parquet'",
           "FROM read_parquet('s3://bucket/a.parquet')",
           "FROM 'hf://datasets/a/b/c.parquet'",
           "COPY papers TO '" + secret + "'",
           "COPY (SELECT 1) TO '" + papers + "'",
           "EXPLAIN ANALYZE COPY (SELECT 1) TO '" + papers + "'",
           "EXPORT DATABASE '" + folder_.string() + "'",
           "IMPORT DATABASE '/tmp'",
           "ATTACH '" + secret + "'",
           "INSTALL httpfs",
           "LOAD httpfs",
           "SET threads = 9",
           "RESET memory_limit",
           "PRAGMA database_list",
           "CALL pragma_version()",
           "CHECKPOINT",
           "CREATE TABLE t AS SELECT 1",
           "DROP VIEW papers",
           "INSERT INTO papers VALUES (1)",
           "SELECT 1; SELECT 2",
           "PREPARE p AS SELECT 1",
           "BEGIN",
           "VACUUM",
           "USE memory",
           "CREATE SECRET s (TYPE s3)",
           "DETACH memory",
           "SHOW TABLES",
           "SHOW ALL TABLES",
           "WITH x AS (FROM read_text(" + q + ")) FROM x",
           "SELECT (SELECT content FROM read_text(" + q + "))",
           "SELECT * FROM papers WHERE title IN (SELECT content FROM read_text(" + q + "))"}) {
    const std::string answer = ask(sql);
    EXPECT_THAT(answer, HasSubstr("error: ")) << sql;
    EXPECT_THAT(answer, Not(HasSubstr(std::string(kSecret)))) << sql;
    EXPECT_THAT(code_, AnyOf(ErrorCode::kInvalidArgument, ErrorCode::kUnsupported)) << sql;
  }
}

/// Whatever DuckDB's next version brings is refused until somebody has looked at it.
TEST_F(SqlSandboxTest, NoTableFunctionIsReachedButThoseThatCompute) {
  duck::Database database = *duck::Database::open({.threads = 1});
  duck::Connection connection = *duck::Connection::open(database);
  Result<duck::QueryResult> names = connection.query(
      "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN "
      "('table', 'table_macro', 'pragma') AND function_name NOT IN "
      "('range', 'generate_series', 'unnest', 'repeat_row') ORDER BY 1");
  ASSERT_TRUE(names);
  std::string all;
  int count = 0;
  duck::Chunk chunk;
  while (*names->next(chunk)) {
    for (std::size_t r = 0; r < chunk.rows(); ++r, ++count) {
      const std::string name(chunk.column(0).text(r));
      EXPECT_THAT(ask("SELECT * FROM \"" + name + "\"('x')"), HasSubstr("error: ")) << name;
    }
  }
  EXPECT_GT(count, 60);
}

TEST_F(SqlSandboxTest, MemoryEndsTheQueryAndNothingElse) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the sanitizers need the address space that would be limited";
#endif
  SqlRequest asked = request("SELECT length(repeat('x', 3000000000))");
  asked.memory_bytes = 512U << 20U;
  EXPECT_THAT(ask(asked), HasSubstr("error: "));
  EXPECT_EQ(code_, ErrorCode::kTooLarge);
  asked.sql = "SELECT list(title || id::VARCHAR || repeat('y', 2000)) FROM papers, range(1000)";
  EXPECT_THAT(ask(asked), HasSubstr("error: "));
  EXPECT_EQ(code_, ErrorCode::kTooLarge);
  EXPECT_EQ(ask("SELECT 1"), "[[1]]");
}

TEST_F(SqlSandboxTest, TimeEndsIt) {
  SqlSandbox hasty({.time_limit = 1500ms});
  const auto started = std::chrono::steady_clock::now();
  Result<SqlRun> run =
      hasty.start(request("SELECT count(*) FROM range(10000000) a, range(10000000) b"), kUser, {});
  std::string out;
  const Error error = run ? run->next(out).error() : run.error();
  EXPECT_EQ(error.code(), ErrorCode::kCancelled);
  EXPECT_THAT(error.message(), HasSubstr("1 seconds that a query may take"));
  EXPECT_LT(std::chrono::steady_clock::now() - started, 20s);
}

TEST_F(SqlSandboxTest, AStopEndsItAtOnce) {
  std::stop_source stop;
  SqlRequest endless = request("SELECT a.range FROM range(10000000) a, range(10000000) b");
  endless.form = SqlForm::kCsv;
  Result<SqlRun> run = sandbox_.start(endless, kUser, stop.get_token());
  ASSERT_TRUE(run) << run.error().message();
  std::string out;
  Result<bool> more = run->next(out);
  ASSERT_TRUE(more && *more);  // it runs, and has more to say
  stop.request_stop();
  while (more && *more) more = run->next(out);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code(), ErrorCode::kCancelled);
}

TEST_F(SqlSandboxTest, OnlySoManyRunAtOnce) {
  SqlSandbox narrow({.max_running = 1});
  SqlRequest endless = request("SELECT a.range FROM range(10000000) a, range(10000000) b");
  endless.form = SqlForm::kCsv;
  {
    Result<SqlRun> first = narrow.start(endless, kUser, {});
    ASSERT_TRUE(first);
    const Result<SqlRun> second = narrow.start(request("SELECT 1"), kUser, {});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code(), ErrorCode::kUnavailable);
  }
  EXPECT_TRUE(narrow.start(request("SELECT 1"), kUser, {})) << "the first has ended with its run";
}

TEST_F(SqlSandboxTest, OneUserHasNotAllOfTheQueries) {
  SqlSandbox narrow({.max_running = 3, .max_running_per_user = 2});
  SqlRequest endless = request("SELECT a.range FROM range(10000000) a, range(10000000) b");
  endless.form = SqlForm::kCsv;
  const Result<SqlRun> first = narrow.start(endless, "ana", {});
  {
    const Result<SqlRun> second = narrow.start(endless, "ana", {});
    ASSERT_TRUE(first && second);
    const Result<SqlRun> third = narrow.start(request("SELECT 1"), "ana", {});
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().code(), ErrorCode::kUnavailable);
    EXPECT_TRUE(narrow.start(request("SELECT 1"), "bo", {})) << "the third is another's";
  }
  EXPECT_TRUE(narrow.start(request("SELECT 1"), "ana", {})) << "the second has ended";
}

TEST_F(SqlSandboxTest, ADamagedTableIsToldByItsName) {
  std::ofstream(folder_ / "damaged.parquet") << "PAR1 this is no Parquet file PAR1";
  SqlRequest asked = request("FROM broken");
  asked.tables.push_back({"broken", {folder_ / "damaged.parquet"}});
  const std::string answer = ask(asked);
  EXPECT_THAT(answer, HasSubstr("error: "));
  EXPECT_THAT(answer, Not(HasSubstr(folder_.string())));
}

TEST_F(SqlSandboxTest, AProgramThatIsNoWorkerIsAnErrorOfOurs) {
  SqlSandbox missing({.program = folder_ / "nothing"});
  EXPECT_FALSE(missing.start(request("SELECT 1"), kUser, {}));
  SqlSandbox silent({.program = "/bin/true"});
  const Result<SqlRun> run = silent.start(request("SELECT 1"), kUser, {});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code(), ErrorCode::kInternal);
}

}  // namespace
}  // namespace vitrine::sql
