// Files that formats/ reads, imported: the columns of a dataset made of them.

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "duck/arrow_stream.h"
#include "duck/database.h"
#include "ingest/import.h"
#include "source/source.h"

namespace vitrine::ingest {
namespace {

class RowColumns : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("row_columns_" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "data");
    database_.emplace(*duck::Database::open({.threads = 1}));
    connection_.emplace(*duck::Connection::open(*database_));
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// A query's result as an Arrow stream in a file; `types` are what its columns mean, if given.
  void arrow(const std::string& name, const std::string& sql, const std::string& hub = "",
             const std::vector<schema::Feature>& types = {}) {
    duck::QueryResult result = *connection_->query(sql);
    duck::Chunk chunk;
    ASSERT_TRUE(*result.next(chunk));
    std::vector<duck::ArrowColumn> columns;
    for (std::size_t i = 0; i < result.features().size(); ++i) {
      columns.push_back({result.features()[i].name, chunk.column(i).type()});
      if (!types.empty()) columns.back().feature = types[i];
    }
    std::string out;
    const std::array<std::pair<std::string_view, std::string>, 1> metadata = {
        {{"huggingface", hub}}};
    ASSERT_TRUE(duck::append_arrow_schema(out, columns, metadata));
    ASSERT_TRUE(duck::append_arrow_batch(out, chunk));
    duck::append_arrow_end(out);
    fs::create_directories((folder_ / "data" / name).parent_path());
    std::ofstream(folder_ / "data" / name, std::ios::binary) << out;
  }
  void text(const std::string& name, const std::string& content) const {
    fs::create_directories((folder_ / "data" / name).parent_path());
    std::ofstream(folder_ / "data" / name, std::ios::binary) << content;
  }

  /// "column type, ...: split rows" of the first config, or the error.
  std::string imported() {
    const Result<store::Library> library = store::Library::open(folder_ / "home");
    const std::array<std::string, 1> arguments = {(folder_ / "data").string()};
    const Result<source::Source> source = source::resolve_source(arguments);
    if (!source) return source.error().message();
    const Result<ImportOutcome> outcome = import_source(*library, *source, {}, nullptr, {});
    if (!outcome) return outcome.error().message();
    notices_ = outcome->notices;
    const auto snapshot = library->open_snapshot(outcome->dataset);
    const store::ConfigManifest& config = (*snapshot)->manifest().configs[0];
    std::string out;
    for (const schema::FeatureField& field : config.features)
      out += (out.empty() ? "" : ", ") + field.name + " " + schema::feature_label(field.type);
    for (const store::SplitManifest& split : config.splits)
      out += "; " + split.name + " " + std::to_string(split.num_rows);
    return out;
  }

  fs::path folder_;
  std::optional<duck::Database> database_;
  std::optional<duck::Connection> connection_;
  std::vector<std::string> notices_;
};

TEST_F(RowColumns, FilesThatNearlyFitMakeOneTable) {
  arrow("a.arrow", "SELECT 1::INTEGER AS n, 'x' AS t");
  arrow("b.arrow", "SELECT 'y' AS \"T\", 2::BIGINT AS n, 0.5::FLOAT AS f");
  EXPECT_EQ(imported(), "n int64, t string, f float32; train 2");
}

TEST_F(RowColumns, MembersOfStructsAreMatchedByName) {
  arrow("a.arrow", "SELECT {'a': 1::BIGINT, 'b': 'x'} AS s, [{'k': 1, 'v': 2}] AS l");
  arrow("b.arrow",
        "SELECT {'b': 'y', 'a': 2::INTEGER, 'c': 0.5::DOUBLE} AS s, "
        "[{'v': 3, 'k': 4}] AS l");
  EXPECT_EQ(imported(), "s struct (3), l list of struct (2); train 2");
  const std::string values =
      "SELECT s.a || s.b || coalesce(s.c::VARCHAR, '-') || l[1].k || l[1].v FROM read_parquet('" +
      (folder_ / "home/datasets/local/data").string() + "/**/*.parquet')";
  duck::QueryResult result = *connection_->query(values);
  duck::Chunk chunk;
  ASSERT_TRUE(*result.next(chunk));
  EXPECT_EQ(chunk.column(0).text(0), "1x-12");
  EXPECT_EQ(chunk.column(0).text(1), "2y0.543");
}

TEST_F(RowColumns, IntegersInsideGoWithFloatsUnlessOneWouldBeRounded) {
  arrow("a.arrow", "SELECT [1::BIGINT, 2] AS l");
  arrow("b.arrow", "SELECT [0.5::DOUBLE] AS l");
  EXPECT_EQ(imported(), "l list of float64; train 2");
  arrow("a.arrow", "SELECT [9007199254740993::BIGINT] AS l");
  EXPECT_EQ(
      imported(),
      "a.arrow: column \"l\" has integers inside that the floats of another file would round");
}

TEST_F(RowColumns, DurationsTakeTheFinerUnitOfAllFilesExactly) {
  const auto durations = [](const std::string& unit) {
    const schema::Feature one = schema::Feature::value("duration[" + unit + "]");
    return std::vector<schema::Feature>{
        one, schema::Feature::structure(
                 {{"d", schema::Feature::list(one)}, {"t", schema::Feature::value("string")}})};
  };
  arrow("a.arrow", "SELECT -90::BIGINT AS d, {'d': [1::BIGINT, NULL], 't': 'x'} AS s", "",
        durations("s"));
  arrow("b.arrow", "SELECT 5::BIGINT AS d, {'d': [7::BIGINT], 't': 'y'} AS s", "", durations("us"));
  EXPECT_EQ(imported(), "d duration[us], s struct (2); train 2");
  duck::QueryResult result =
      *connection_->query("SELECT d || ' ' || s::VARCHAR FROM read_parquet('" +
                          (folder_ / "home/datasets/local/data").string() + "/**/*.parquet')");
  duck::Chunk chunk;
  ASSERT_TRUE(*result.next(chunk));
  EXPECT_EQ(chunk.column(0).text(0), "-90000000 {'d': [1000000, NULL], 't': x}");
  EXPECT_EQ(chunk.column(0).text(1), "5 {'d': [7], 't': y}");
  arrow("a.arrow", "SELECT 9223372036854::BIGINT + 1 AS d, {'d': [1::BIGINT], 't': 'x'} AS s", "",
        durations("s"));
  const std::string refused = imported();
  EXPECT_TRUE(refused.starts_with("a.arrow: column \"d\" is duration[s], with a duration that "))
      << refused;
}

TEST_F(RowColumns, TypesThatConflictAreRefusedWithColumnFilesAndTypes) {
  arrow("a.arrow", "SELECT 1 AS n");
  arrow("b.arrow", "SELECT 'x' AS n");
  EXPECT_EQ(imported(),
            "the files a.arrow and b.arrow do not go together: column \"n\" is int32 in one and "
            "string in the other");
}

TEST_F(RowColumns, WhatTheWriterNamedIsTakenAndLongListsAreVectors) {
  arrow("train.arrow",
        "SELECT 1::BIGINT AS y, [i::FLOAT FOR i IN range(16)] AS v, [0.5::FLOAT, 1] AS pair",
        R"({"info":{"features":{"y":{"names":["a","b"],"_type":"ClassLabel"}}}})");
  EXPECT_EQ(imported(), "y class (2), v vector of 16 float32, pair list of float32; train 1");
}

TEST_F(RowColumns, AFolderOfSaveToDiskHasItsSplitsAndNoLeftovers) {
  text("dataset_dict.json", R"({"splits": ["train", "odd-one"]})");
  for (const std::string split : {"train", "odd-one"}) {
    text(split + "/state.json",
         R"({"_data_files": [{"filename": "data-1.arrow"}], "_split": "x"})");
    text(split + "/dataset_info.json", "{}");
    arrow(split + "/data-1.arrow", "SELECT 1 AS n");
    arrow(split + "/cache-1.arrow", "SELECT 'another' AS m");
  }
  EXPECT_EQ(imported(), "n int32; train 1; odd-one 1");
}

TEST_F(RowColumns, TablesOfSqliteAreConfigsAndACutDatabaseIsRefused) {
  const fs::path path = folder_ / "data" / "a.db";
  sqlite3* file = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &file), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(file,
                         "CREATE TABLE p (n INTEGER, t TEXT); INSERT INTO p VALUES (1, 'x');"
                         "CREATE TABLE q (f REAL); INSERT INTO q VALUES (0.5), (2)",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(file);
  EXPECT_EQ(imported(), "n int64, t string; train 1");
  const std::array<std::string, 1> arguments = {path.string()};
  const Result<source::Source> source = source::resolve_source(arguments);
  ASSERT_TRUE(source);
  ASSERT_EQ(source->configs.size(), 2U);
  EXPECT_EQ(source->configs[1].name, "q");
  fs::resize_file(path, fs::file_size(path) - 1000);
  EXPECT_NE(imported().find("cut short"), std::string::npos);
}

TEST_F(RowColumns, ASavedDatasetThatNamesFilesOutsideIsRefused) {
  text("dataset_info.json", "{}");
  text("state.json", R"({"_data_files": [{"filename": "../secret.arrow"}]})");
  EXPECT_NE(imported().find("is not what save_to_disk writes"), std::string::npos);
}

}  // namespace
}  // namespace vitrine::ingest
