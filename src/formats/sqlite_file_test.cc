#include "formats/sqlite_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <fstream>

#include "formats/rows_for_tests.h"

namespace vitrine::formats {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SqliteFile : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::path(::testing::TempDir()) / ("sqlite #" + std::to_string(::getpid()) + "?.db");
  }
  void TearDown() override {
    for (const char* ending : {"", "-wal", "-journal"}) fs::remove(path_.string() + ending);
  }

  void run(const std::string& sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK)
        << (error == nullptr ? "" : error);
    sqlite3_free(error);
    sqlite3_close(database);
  }
  std::string table(const std::string& name) const { return shown(open_sqlite(path_, name)); }

  fs::path path_;
};

TEST_F(SqliteFile, ValuesDecideWithTheDeclaredType) {
  run("CREATE TABLE t(i INTEGER, r REAL, s TEXT, b BLOB, ok BOOLEAN, d DATE, at DATETIME, e INT);"
      "INSERT INTO t VALUES (1, 0.5, 'a', x'00ff', 1, '2024-02-29', '2024-01-02 03:04:05.5', NULL),"
      "(9007199254740993, 2, NULL, NULL, 0, NULL, NULL, NULL);");
  EXPECT_EQ(table("t"),
            "i:int64, r:float64, s:string, b:binary, ok:bool, d:date32, at:timestamp[us], e:int64 "
            "[(1, 0.5, a, \\x00\\xFF, true, 2024-02-29, '2024-01-02 03:04:05.5', NULL), "
            "(9007199254740993, 2.0, NULL, NULL, false, NULL, NULL, NULL)]");
}

TEST_F(SqliteFile, WhatDoesNotFitADeclaredTypeIsText) {
  run("CREATE TABLE t(n INTEGER, d DATE, ok BOOLEAN, f FLOAT);"
      "INSERT INTO t VALUES (1, '2024-01-01', 1, 0.1), ('n/a', '01/02/2024', 2, 'x');"
      "INSERT INTO t VALUES (NULL, NULL, NULL, 0.30000000000000004);");
  EXPECT_EQ(table("t"),
            "n:string, d:string, ok:int64, f:string [(1, 2024-01-01, 1, 0.1), "
            "(n/a, 01/02/2024, 2, x), (NULL, NULL, NULL, 0.30000000000000004)]");
}

TEST_F(SqliteFile, WideIntegersBesideRealsKeepTheirDigits) {
  run("CREATE TABLE t(v); INSERT INTO t VALUES (9007199254740993), (0.5);");
  EXPECT_EQ(table("t"), "v:string [(9007199254740993), (0.5)]");
}

TEST_F(SqliteFile, TextThatIsNotUtf8IsBinary) {
  run("CREATE TABLE t(v TEXT); INSERT INTO t VALUES (CAST(x'ff41' AS TEXT));");
  EXPECT_EQ(table("t"), "v:binary [(\\xFFA)]");
}

TEST_F(SqliteFile, TablesAndViewsAreListedWithoutWhatSqliteKeeps) {
  run("CREATE TABLE b(id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE \"a b\"(k TEXT PRIMARY "
      "KEY, v) WITHOUT ROWID; INSERT INTO \"a b\" VALUES ('y', 1), ('x', 2);"
      "CREATE VIEW v AS SELECT k FROM \"a b\"; CREATE INDEX ix ON b(id);");
  const Result<std::vector<std::string>> tables = sqlite_tables(path_);
  ASSERT_TRUE(tables) << tables.error().message();
  EXPECT_THAT(*tables, ElementsAre("b", "a b", "v"));
  EXPECT_EQ(table("a b"), "k:string, v:int64 [(x, 2), (y, 1)]");
  EXPECT_EQ(table("v"), "k:string [(x), (y)]");
  EXPECT_EQ(table("b"), "id:int64 ");
}

TEST_F(SqliteFile, TablesThatMapsKeepForThemselvesComeLast) {
  run("CREATE TABLE gpkg_contents(a); CREATE TABLE spatial_ref_sys(a); CREATE TABLE roads(a);"
      "CREATE TABLE rtree_roads(a); CREATE TABLE gpkgs(a);");
  const Result<std::vector<std::string>> tables = sqlite_tables(path_);
  ASSERT_TRUE(tables) << tables.error().message();
  EXPECT_THAT(*tables,
              ElementsAre("roads", "gpkgs", "gpkg_contents", "spatial_ref_sys", "rtree_roads"));
}

TEST_F(SqliteFile, AViewOfNothingIsRefusedInSqlitesWords) {
  run("CREATE TABLE t(v); CREATE VIEW w AS SELECT * FROM t; PRAGMA legacy_alter_table = ON;"
      "DROP TABLE t;");
  EXPECT_EQ(table("w"), "no such table: main.t");
}

TEST_F(SqliteFile, AViewWithoutEndEnds) {
  run("CREATE VIEW v AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) "
      "SELECT max(n) AS m FROM r;");
  EXPECT_THAT(shown(open_sqlite(path_, "v", 3)), HasSubstr("takes too long"));
}

TEST_F(SqliteFile, ChangesThatWaitInAJournalAreNotPassedOver) {
  run("CREATE TABLE t(v);");
  std::ofstream(path_.string() + "-wal") << "something";
  EXPECT_THAT(table("t"), AllOf(HasSubstr("-wal that are not in the file yet"),
                                HasSubstr("sqlite3 " + path_.filename().string() + " ")));
}

TEST_F(SqliteFile, NothingIsWrittenAndOtherFilesAreRefused) {
  run("CREATE TABLE t(v); INSERT INTO t VALUES (1);");
  const std::string before = *read_file(path_);
  EXPECT_EQ(table("t"), "v:int64 [(1)]");
  EXPECT_EQ(*read_file(path_), before);
  std::ofstream(path_, std::ios::trunc) << std::string(4096, 'x');
  EXPECT_THAT(table("t"), HasSubstr("no SQLite database"));
  std::ofstream(path_, std::ios::trunc) << before.substr(0, before.size() / 2);
  EXPECT_THAT(table("t"), HasSubstr("damaged"));
}

}  // namespace
}  // namespace vitrine::formats
