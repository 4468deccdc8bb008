// Every function that DuckDB has, and every one that its documentation and extensions name, called
// in the sandbox's place: with the gate and the lock, and arguments that lead to a file, to the
// environment and to the network. What is not refused must not know any of it.

#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <set>

#include "duck/database.h"
#include "duck/json_cell.h"
#include "duck/sql_gate.h"
#include "duck/types.h"

namespace vitrine::sql {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kSecret = "the secret of the house";
constexpr const char* kVariable = "VITRINE_TEST_SECRET";

// What extensions add, by DuckDB's documentation: none is there, and none may come by being named.
constexpr std::array kOfExtensions = {
    "read_csv_auto",
    "read_ndjson_auto",
    "read_json_objects_auto",
    "read_xlsx",
    "sqlite_scan",
    "sqlite_attach",
    "sqlite_query",
    "postgres_scan",
    "postgres_query",
    "mysql_query",
    "mysql_scan",
    "iceberg_scan",
    "iceberg_metadata",
    "delta_scan",
    "st_read",
    "st_read_meta",
    "st_drivers",
    "st_readosm",
    "read_avro",
    "http_get",
    "http_post",
    "http_head",
    "load_aws_credentials",
    "read_lines",
    "shellfs",
    "getenv",
    "from_substrait",
    "get_substrait",
    "vss_match",
    "vortex_scan",
    "fts_main_papers",
    "read_stat",
    "ui_is_started",
    "start_ui",
    "get_ui_url",
    "ducklake_info",
    "write_blob",
    "copy_file",
    "read_file",
    "system",
};

class SqlFunctions : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("functions_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    std::ofstream(folder_ / "secret.csv") << "a\n" << kSecret << "\n";
    ::setenv(kVariable, std::string(kSecret).c_str(), 1);
    database_.emplace(*duck::Database::open({.threads = 1}));
    connection_.emplace(*duck::Connection::open(*database_));
    const fs::path data = folder_ / "papers.parquet";
    run("COPY (SELECT i AS id, 'paper ' || i AS title FROM range(5) t(i)) TO '" + data.string() +
        "' (FORMAT parquet)");
    run("CREATE VIEW papers AS FROM read_parquet(['" + data.string() + "'])");
    const std::array readable = {data};
    ASSERT_TRUE(duck::lock_down(*connection_, readable));
  }
  void TearDown() override {
    ::unsetenv(kVariable);
    fs::remove_all(folder_);
  }

  void run(const std::string& sql) {
    const Status status = connection_->execute(sql);
    ASSERT_TRUE(status) << sql << ": " << status.error().message();
  }

  std::set<std::string> names(const std::string& types) {
    Result<duck::QueryResult> result = connection_->query(
        "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN (" + types +
        ")");
    EXPECT_TRUE(result);
    std::set<std::string> out;
    duck::Chunk chunk;
    while (*result->next(chunk)) {
      for (std::size_t row = 0; row < chunk.rows(); ++row) out.emplace(chunk.column(0).text(row));
    }
    return out;
  }

  bool passes(const std::string& sql) {
    const std::array<std::string, 1> tables = {"papers"};
    return duck::check_select(*connection_, sql, tables).has_value();
  }

  /// Everything that the query answers, or the error, as a client would read it; "" if it is
  /// refused before it runs.
  std::string told(const std::string& sql) {
    if (!passes(sql)) return "";
    ++ran_;
    Result<duck::QueryResult> result =
        connection_->query("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (" + sql + ") LIMIT 3");
    if (!result) return result.error().message();
    std::string out;
    duck::Chunk chunk;
    while (true) {
      const Result<bool> more = result->next(chunk);
      if (!more) return out + more.error().message();
      if (!*more) return out;
      for (std::size_t row = 0; row < chunk.rows(); ++row) {
        for (std::size_t column = 0; column < chunk.columns(); ++column) {
          if (!chunk.column(column).is_null(row)) out += chunk.column(column).text(row);
        }
      }
    }
  }

  /// Literals that lead somewhere, each as an argument.
  std::vector<std::string> arguments() const {
    const std::string secret = quote_literal((folder_ / "secret.csv").string());
    return {secret, "'" + std::string(kVariable) + "'", "'http://127.0.0.1:1/a'", "'papers'",
            "'FROM read_text(''" + (folder_ / "secret.csv").string() + "'')'"};
  }

  void expect_ignorant(const std::string& sql) {
    const std::string answer = told(sql);
    EXPECT_THAT(answer, Not(HasSubstr(std::string(kSecret)))) << sql;
    // A path that the query itself holds may come back; the one that the view reads may not.
    EXPECT_THAT(answer, Not(HasSubstr("papers.parquet"))) << sql;
  }

  fs::path folder_;
  std::optional<duck::Database> database_;
  std::optional<duck::Connection> connection_;
  int ran_ = 0;
};

TEST_F(SqlFunctions, NoTableFunctionPassesButThoseThatCompute) {
  std::set<std::string> all = names("'table', 'table_macro', 'pragma'");
  EXPECT_GT(all.size(), 60U);
  all.insert(kOfExtensions.begin(), kOfExtensions.end());
  for (const char* allowed : {"range", "generate_series", "unnest", "repeat_row"})
    all.erase(allowed);
  for (const std::string& name : all) {
    const std::string quoted = quote_identifier(name);
    for (const std::string& argument : {std::string(), arguments().front()}) {
      for (const std::string& call : {quoted, "main." + quoted, "system.main." + quoted})
        EXPECT_FALSE(passes("FROM " + call + "(" + argument + ")")) << call << argument;
      EXPECT_FALSE(passes("CALL " + quoted + "(" + argument + ")")) << name;
      EXPECT_FALSE(passes("PRAGMA " + quoted + "(" + argument + ")")) << name;
    }
    EXPECT_FALSE(passes("SELECT (SELECT count(*) FROM " + quoted + "('x'))")) << name;
    EXPECT_FALSE(passes("FROM papers, LATERAL (FROM " + quoted + "(title))")) << name;
  }
}

TEST_F(SqlFunctions, NoScalarFunctionKnowsAFileOrTheEnvironment) {
  std::set<std::string> all = names("'scalar', 'macro', 'aggregate'");
  EXPECT_GT(all.size(), 400U);
  all.insert(kOfExtensions.begin(), kOfExtensions.end());
  for (const std::string& name : all) {
    const std::string quoted = quote_identifier(name);
    expect_ignorant("SELECT " + quoted + "()");
    for (const std::string& argument : arguments()) {
      for (const std::string& list : {argument, argument + ", 0", argument + ", " + argument,
                                      argument + ", " + argument + ", " + argument})
        expect_ignorant("SELECT " + quoted + "(" + list + ")");
    }
    expect_ignorant("SELECT " + quoted + "(title) FROM papers");
    expect_ignorant("SELECT " + quoted + "(papers) FROM papers");
  }
  EXPECT_GT(ran_, 5000);
}

TEST_F(SqlFunctions, NoPseudoColumnTellsAFile) {
  for (const char* sql :
       {"SELECT filename FROM papers", "SELECT file_row_number FROM papers",
        "SELECT file_index FROM papers", "SELECT rowid FROM papers", "SELECT papers FROM papers",
        "SELECT * FROM papers WHERE error(title)", "SELECT title::INT FROM papers",
        "SELECT * FROM papers WHERE no_such_column = 1", "DESCRIBE papers", "SUMMARIZE papers"})
    expect_ignorant(sql);
}

}  // namespace
}  // namespace vitrine::sql
