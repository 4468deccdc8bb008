// Parquet whose bytes are damaged is refused by its file and column.

#include "ingest/parquet_damage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <limits>

#include "base/sql_quote.h"
#include "ingest/import.h"

namespace vitrine::ingest {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ParquetDamage : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = fs::path(::testing::TempDir()) / ("parquet_damage_" + std::to_string(::getpid()));
    fs::create_directories(directory_);
  }
  void TearDown() override { fs::remove_all(directory_); }

  fs::path file() const { return directory_ / "x.parquet"; }

  /// A file of numbers and of texts, of which each is called "marker", uncompressed.
  std::string written() const {
    duck::Database database = *duck::Database::open({.threads = 1});
    duck::Connection connection = *duck::Connection::open(database);
    EXPECT_TRUE(connection.execute(
        "COPY (SELECT i AS n, 'marker' || i AS t FROM range(5) r(i)) TO " +
        quote_literal(file().string()) + " (FORMAT parquet, COMPRESSION uncompressed)"));
    return *read_file(file());
  }

  std::string import_error(const std::string& content) const {
    EXPECT_TRUE(write_file_atomic(file(), content));
    const Result<store::Library> library = store::Library::open(directory_ / "home");
    const std::array<std::string, 1> arguments = {file().string()};
    const Result<source::Source> source = source::resolve_source(arguments);
    if (!source) return source.error().message();
    const Result<ImportOutcome> outcome = import_source(*library, *source, {}, nullptr, {});
    return outcome ? "" : outcome.error().message();
  }

  fs::path directory_;
};

TEST_F(ParquetDamage, AMomentBeyondAllIsNamedByItsColumn) {
  for (const char* type : {"TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS"}) {
    duck::Database database = *duck::Database::open({.threads = 1});
    duck::Connection connection = *duck::Connection::open(database);
    EXPECT_TRUE(connection.execute(
        "COPY (SELECT TIMESTAMP '2020-01-02' AS fine, '2020-01-01'::" + std::string(type) +
        " AS t FROM range(3)) TO " + quote_literal(file().string()) +
        " (FORMAT parquet, COMPRESSION uncompressed)"));
    std::string content = *read_file(file());
    const std::int64_t seconds = 1'577'836'800;
    const std::int64_t nat = std::numeric_limits<std::int64_t>::min();
    std::size_t changed = 0;
    for (const std::int64_t parts : {1000LL, 1'000'000LL, 1'000'000'000LL}) {
      const std::int64_t value = seconds * parts;
      const std::string_view bytes(reinterpret_cast<const char*>(&value), sizeof(value));
      for (std::size_t at = content.find(bytes); at != std::string::npos;
           at = content.find(bytes)) {
        content.replace(at, sizeof(nat), reinterpret_cast<const char*>(&nat), sizeof(nat));
        ++changed;
      }
    }
    ASSERT_GT(changed, 0U) << type;
    EXPECT_EQ(import_error(content),
              "x.parquet: column \"t\" holds a moment that is beyond all that can be told, as "
              "numpy's NaT is (-2^63): write it as null")
        << type;
  }
}

TEST_F(ParquetDamage, TextThatIsNotUtf8IsNamedByItsColumn) {
  std::string content = written();
  for (std::size_t at = content.find("marker"); at != std::string::npos;
       at = content.find("marker", at + 1))
    content[at] = '\xFF';
  EXPECT_EQ(import_error(content),
            "x.parquet: column \"t\" holds text that is not UTF-8: write it as binary, or mend it");
}

TEST_F(ParquetDamage, PagesThatCannotBeReadAreNamedByTheirColumn) {
  std::string content = written();
  const std::size_t first = content.find("marker0");
  ASSERT_NE(first, std::string::npos);
  // The length in front of the first text leads behind the page.
  content[first - 1] = '\x7F';
  const std::string error = import_error(content);
  EXPECT_THAT(error, HasSubstr("x.parquet: column \"t\" cannot be read ("));
  EXPECT_THAT(error, Not(HasSubstr("staging")));
}

/// Puts `byte` behind the one place where `before` stands.
void change_behind(std::string& content, std::string_view before, char byte) {
  const std::size_t at = content.rfind(before);
  ASSERT_NE(at, std::string::npos);
  content[at + before.size()] = byte;
}

TEST_F(ParquetDamage, AFooterThatMiscountsItsRowsLosesNone) {
  std::string content = written();
  // The file's number of rows, 5, in front of the list of its one row group.
  const std::size_t at = content.rfind("\x16\x0A\x19\x1C");
  ASSERT_NE(at, std::string::npos);
  content[at + 1] = '\0';
  EXPECT_EQ(import_error(content), "");
  const Result<store::Library> library = store::Library::open(directory_ / "home");
  EXPECT_EQ((*library->open_snapshot({"local", "x"}))->manifest().num_rows(), 5U);
}

TEST_F(ParquetDamage, WhatIsNotDecodedIsNamedByItsColumn) {
  std::string content = written();
  // The codec behind the path of column t.
  change_behind(content, std::string_view("\x19\x18\x01t\x15", 5), '\x0A');
  EXPECT_THAT(import_error(content), HasSubstr("x.parquet: column \"t\" is compressed by LZ4"));
}

TEST_F(ParquetDamage, AMapWithoutValuesIsNamedByItsColumn) {
  duck::Database database = *duck::Database::open({.threads = 1});
  duck::Connection connection = *duck::Connection::open(database);
  ASSERT_TRUE(connection.execute("COPY (SELECT MAP {'a': 1} AS m) TO " +
                                 quote_literal(file().string()) + " (FORMAT parquet)"));
  std::string content = *read_file(file());
  change_behind(content, "key_value\x15", '\x02');
  EXPECT_EQ(import_error(content),
            "x.parquet: column \"m\" is a map whose entries are not a key and a value: write it as "
            "a list");
}

TEST_F(ParquetDamage, TextsThatAreNoJsonAreNamedByTheirColumn) {
  duck::Database database = *duck::Database::open({.threads = 1});
  duck::Connection connection = *duck::Connection::open(database);
  ASSERT_TRUE(connection.execute("COPY (SELECT '\"marker\"'::JSON AS j FROM range(2)) TO " +
                                 quote_literal(file().string()) +
                                 " (FORMAT parquet, COMPRESSION uncompressed)"));
  std::string content = *read_file(file());
  for (std::size_t at = content.find("\"marker"); at != std::string::npos;
       at = content.find("\"marker", at))
    content[at] = 'x';
  EXPECT_EQ(import_error(content),
            "x.parquet: column \"j\" is declared as JSON and holds a text that is none: declare it "
            "as string, or mend it");
}

TEST_F(ParquetDamage, OtherFailuresStayAsTheyAre) {
  (void)written();
  duck::Database database = *duck::Database::open({.threads = 1});
  duck::Connection connection = *duck::Connection::open(database);
  source::SourceConfig config;
  config.splits.emplace_back().files.push_back(
      {.path = file(), .format = source::FileFormat::kParquet});
  EXPECT_EQ(named_by_column(connection, config, io_error("the disk is full"), {}).message(),
            "the disk is full");
}

}  // namespace
}  // namespace vitrine::ingest
