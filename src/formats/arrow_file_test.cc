// The IPC reader against streams of our own writer, and against damage.

#include "formats/arrow_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <random>

#include "duck/arrow_stream.h"
#include "duck/database.h"
#include "formats/arrow_text.h"

namespace vitrine::formats {
namespace {

class ArrowFile : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::path(::testing::TempDir()) / ("arrow_file_" + std::to_string(::getpid()));
    database_.emplace(*duck::Database::open({.threads = 1}));
    connection_.emplace(*duck::Connection::open(*database_));
  }
  void TearDown() override { fs::remove(path_); }

  /// A query's result as an Arrow stream.
  std::string stream(const std::string& sql) {
    duck::QueryResult result = *connection_->query(sql);
    duck::Chunk chunk;
    std::string out;
    bool more = *result.next(chunk);
    std::vector<duck::ArrowColumn> columns;
    for (std::size_t i = 0; i < result.features().size(); ++i)
      columns.push_back({result.features()[i].name, chunk.column(i).type()});
    EXPECT_TRUE(duck::append_arrow_schema(out, columns, {}));
    for (; more; more = *result.next(chunk)) EXPECT_TRUE(duck::append_arrow_batch(out, chunk));
    duck::append_arrow_end(out);
    return out;
  }

  Result<RowFile> open(const std::string& bytes) {
    EXPECT_TRUE(write_file_atomic(path_, bytes));
    return open_arrow(path_);
  }

  /// Reads every cell as text; the error if there is one.
  std::string read(const std::string& bytes, const std::string& columns) {
    const Result<RowFile> file = open(bytes);
    if (!file) return file.error().message();
    const Result<std::string> from = connection_->add_rows(file->rows);
    if (!from) return from.error().message();
    return cell("SELECT list(row(" + columns + "))::VARCHAR FROM " + *from);
  }

  std::string cell(const std::string& sql) {
    Result<duck::QueryResult> result = connection_->query(sql);
    if (!result) return result.error().message();
    duck::Chunk chunk;
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error().message();
    return *more && !chunk.column(0).is_null(0) ? std::string(chunk.column(0).text(0)) : "nothing";
  }

  fs::path path_;
  std::optional<duck::Database> database_;
  std::optional<duck::Connection> connection_;
};

constexpr const char* kMixed =
    "SELECT i AS n, CASE WHEN i % 3 = 0 THEN NULL ELSE 'text ' || i END AS t, "
    "i % 2 = 0 AS b, [i::FLOAT, NULL, 0.5] AS l, {'a': i, 'b': [i::VARCHAR]} AS s, "
    "i::DECIMAL(20, 2) / 4 AS d, DATE '2020-01-01' + i::INTEGER AS on_day, "
    "TIMESTAMP '2020-01-01 00:00:01' AS moment FROM range(5000) r(i)";

TEST_F(ArrowFile, EveryCellOfAStreamOfOursComesBack) {
  const std::string bytes = stream(kMixed);
  const Result<RowFile> file = open(bytes);
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_EQ(file->rows->num_rows(), 5000U);
  std::vector<std::string> names;
  for (const schema::FeatureField& field : file->features)
    names.push_back(field.name + " " + schema::feature_label(field.type));
  EXPECT_EQ(names, (std::vector<std::string>{"n int64", "t string", "b bool", "l list of float32",
                                             "s struct (2)", "d float64", "on_day date32",
                                             "moment timestamp[us]"}));
  const std::string from = *connection_->add_rows(file->rows);
  const std::string differing =
      "SELECT count(*)::VARCHAR FROM (SELECT *, row_number() OVER () AS r FROM " + from +
      ") a POSITIONAL JOIN (" + kMixed +
      ") b WHERE row(c0, c1, c2, c3, c4, c5, c6, c7)::VARCHAR IS DISTINCT FROM "
      "row(n, t, b, l, s, d, on_day, moment)::VARCHAR";
  EXPECT_EQ(cell(differing), "0");
}

TEST_F(ArrowFile, ColumnsWithoutNamesAndTwiceAreRead) {
  EXPECT_EQ(read(stream("SELECT 1 AS x, 2 AS x, 3 AS \" \""), "c0, c1, c2"), "[(1, 2, 3)]");
}

TEST_F(ArrowFile, AStreamThatIsCutIsRefusedOrEndsAtABatch) {
  const std::string whole = stream("SELECT i, 'x' || i AS t FROM range(10) r(i)");
  std::size_t refused = 0;
  for (std::size_t size = 0; size < whole.size(); size += 41) {
    const std::string cells = read(whole.substr(0, size), "c0, c1");
    if (cells.starts_with("[(")) {
      EXPECT_EQ(cells.substr(0, 8), "[(0, x0)");
    } else if (cells != "nothing") {
      ++refused;
    }
  }
  EXPECT_GT(refused, whole.size() / 41 / 2);
}

TEST_F(ArrowFile, AnyByteMayBeWrongAndNothingIsReadThatIsNotThere) {
  const std::string whole = stream(
      "SELECT i, 'text ' || i AS t, [i, i + 1] AS l, {'a': [i::VARCHAR]} AS s, i / 4 AS f "
      "FROM range(40) r(i)");
  std::mt19937 random(20);
  for (int round = 0; round < 60; ++round) {
    std::string bytes = whole;
    for (int k = 0; k <= round % 3; ++k)
      bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
    read(bytes, "c0, c1, c2, c3, c4");  // a sanitizer build tells what it touches
  }
}

TEST_F(ArrowFile, WhatIsNoArrowIsRefused) {
  EXPECT_FALSE(open(""));
  EXPECT_EQ(read("ARROW1", "c0"), "the Arrow file was cut short: copy or write it again");
  EXPECT_EQ(read(std::string("ARROW1\0\0\xFF\xFF\xFF\xFF\0\0\0\0 cut ", 22), "c0"),
            "the Arrow file was cut short, as it does not end with ARROW1: copy or write it again");
  EXPECT_EQ(open(std::string(64, 'x')).error().code(), ErrorCode::kCorrupt);
}

std::string bytes_of(std::initializer_list<int> bytes, std::size_t size, char fill) {
  std::string out;
  for (const int byte : bytes) out += static_cast<char>(byte);
  out.resize(size, fill);
  return out;
}

TEST(ArrowText, DecimalsKeepEveryDigit) {
  EXPECT_EQ(decimal_text(bytes_of({0xD2, 4}, 32, 0), 2), "12.34");
  EXPECT_EQ(decimal_text(bytes_of({0x2E, 0xFB}, 32, '\xFF'), 2), "-12.34");
  EXPECT_EQ(decimal_text(bytes_of({7}, 16, 0), 3), "0.007");
  EXPECT_EQ(decimal_text(bytes_of({7}, 4, 0), -2), "700");
  EXPECT_EQ(decimal_text(bytes_of({}, 8, 0), 0), "0");
  // 2^255 - 1 has 77 digits.
  EXPECT_EQ(decimal_text(std::string(31, '\xFF') + '\x7F', 0),
            "57896044618658097711785492504343953926634992332820282019728792003956564819967");
}

TEST(ArrowText, IntervalsAndUuidsAreTheirStandardForms) {
  EXPECT_EQ(interval_text(bytes_of({14}, 4, 0)), "P14M");
  EXPECT_EQ(interval_text(bytes_of({2, 0, 0, 0, 0xF4, 1}, 8, 0)), "P2DT0.5S");
  EXPECT_EQ(interval_text(std::string(16, '\0')), "PT0S");
  EXPECT_EQ(interval_text(std::string(8, '\0') + std::string(8, '\xFF')), "PT-0.000000001S");
  EXPECT_EQ(uuid_text(bytes_of({1, 0x23, 0xAB}, 16, 0)), "0123ab00-0000-0000-0000-000000000000");
}

}  // namespace
}  // namespace vitrine::formats
