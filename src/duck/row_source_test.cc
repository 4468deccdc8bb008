#include "duck/row_source.h"

#include <gtest/gtest.h>

#include <fstream>

#include "duck/database.h"

namespace vitrine::duck {
namespace {

ColumnType scalar(CellType cell) {
  ColumnType type;
  type.cell = cell;
  return type;
}

ColumnType nested(CellType cell, std::vector<ColumnType> children,
                  std::vector<std::string> labels = {}) {
  ColumnType type;
  type.cell = cell;
  type.children = std::move(children);
  type.labels = std::move(labels);
  return type;
}

/// A toy format: lines of "number word"; the word "-" is no word, "!" is damage.
class WordReader final : public RowReader {
 public:
  explicit WordReader(const fs::path& path) : input_(path) {}

  Result<std::size_t> read(RowChunk& out) override {
    std::size_t row = 0;
    std::int64_t number = 0;
    std::string word;
    while (!out.is_full(row) && input_ >> number >> word) {
      if (word == "!") return corrupt("line " + std::to_string(number) + " is damaged");
      out.column(0).number(row, number);
      if (word == "-") {
        out.column(1).null(row);
      } else if (Status status = out.column(1).text(row, word); !status) {
        return std::move(status).error();
      }
      ++row;
    }
    return row;
  }

 private:
  std::ifstream input_;
};

class WordFile final : public RowSource {
 public:
  explicit WordFile(fs::path path) : path_(std::move(path)) {}
  const std::vector<RowColumn>& columns() const override { return columns_; }
  Result<std::unique_ptr<RowReader>> open() const override {
    if (!fs::exists(path_)) return not_found("no file " + path_.string());
    return std::unique_ptr<RowReader>(std::make_unique<WordReader>(path_));
  }

 private:
  fs::path path_;
  std::vector<RowColumn> columns_ = {{"n", scalar(CellType::kInt64)},
                                     {"word", scalar(CellType::kString)}};
};

/// `rows` rows of one column, each written by `write`.
class MadeRows final : public RowSource {
 public:
  using Write = std::function<Status(ColumnWriter, std::size_t row, std::size_t number)>;
  MadeRows(ColumnType type, std::size_t rows, Write write)
      : columns_({{"x", std::move(type)}}), rows_(rows), write_(std::move(write)) {}
  const std::vector<RowColumn>& columns() const override { return columns_; }
  std::optional<std::uint64_t> num_rows() const override { return rows_; }

  Result<std::unique_ptr<RowReader>> open() const override {
    struct Reader final : RowReader {
      explicit Reader(const MadeRows& rows) : source(rows) {}
      Result<std::size_t> read(RowChunk& out) override {
        std::size_t row = 0;
        for (; !out.is_full(row) && next < source.rows_; ++row, ++next) {
          if (Status status = source.write_(out.column(0), row, next); !status)
            return std::move(status).error();
        }
        return row;
      }
      const MadeRows& source;
      std::size_t next = 0;
    };
    return std::unique_ptr<RowReader>(std::make_unique<Reader>(*this));
  }

 private:
  std::vector<RowColumn> columns_;
  std::size_t rows_;
  Write write_;
};

class RowSourceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::path(::testing::TempDir()) / ("row_source_" + std::to_string(::getpid()));
    fs::create_directories(path_);
    database_.emplace(*Database::open({.threads = 2}));
    connection_.emplace(*Connection::open(*database_));
  }
  void TearDown() override { fs::remove_all(path_); }

  std::string words(const std::string& content) {
    const fs::path file = path_ / "words";
    std::ofstream(file) << content;
    return *connection_->add_rows(std::make_shared<WordFile>(file));
  }

  /// The one cell of a query, or its error.
  std::string cell(const std::string& sql) {
    Result<QueryResult> result = connection_->query(sql);
    if (!result) return result.error().message();
    Chunk chunk;
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error().message();
    return *more ? std::string(chunk.column(0).text(0)) : "nothing";
  }

  std::string made(ColumnType type, std::size_t rows, MadeRows::Write write) {
    return *connection_->add_rows(
        std::make_shared<MadeRows>(std::move(type), rows, std::move(write)));
  }

  fs::path path_;
  std::optional<Database> database_;
  std::optional<Connection> connection_;
};

TEST_F(RowSourceTest, AToyFormatIsATableOfSql) {
  const std::string from = words("1 one\n2 -\n3 three\n");
  EXPECT_EQ(cell("SELECT string_agg(n || coalesce(word, 'NULL'), ' ') FROM " + from),
            "1one 2NULL 3three");
  EXPECT_EQ(cell("SELECT a.word FROM " + from + " a JOIN " + from + " b ON a.n = b.n - 2"), "one");
}

TEST_F(RowSourceTest, RowsHandedOutAreCounted) {
  EXPECT_EQ(connection_->rows_read(), 0U);
  const std::string from = words("1 one\n2 -\n3 three\n");
  for (const std::uint64_t read : {3U, 6U}) {
    EXPECT_EQ(cell("SELECT max(word) FROM " + from), "three");
    EXPECT_EQ(connection_->rows_read(), read);
  }
}

TEST_F(RowSourceTest, RowsKeepTheirOrderInParquet) {
  std::string content;
  for (int i = 0; i < 30'000; ++i) content += std::to_string(i) + " w\n";
  const std::string file = (path_ / "x.parquet").string();
  ASSERT_TRUE(connection_->execute("COPY (SELECT n + 1 AS n FROM " + words(content) + ") TO '" +
                                   file + "' (FORMAT parquet, ROW_GROUP_SIZE 2048)"));
  EXPECT_EQ(cell("SELECT count(*)::VARCHAR FROM read_parquet('" + file +
                 "', file_row_number=true) WHERE n <> file_row_number + 1"),
            "0");
  EXPECT_EQ(cell("SELECT count(*)::VARCHAR FROM read_parquet('" + file + "')"), "30000");
}

TEST_F(RowSourceTest, FailuresKeepTheirCodeAndSentence) {
  const std::string from = words("1 one\n2 !\n");
  Result<QueryResult> damaged = connection_->query("SELECT * FROM " + from);
  Error error = internal_error("it worked");
  if (damaged) {
    Chunk chunk;
    const Result<bool> more = damaged->next(chunk);
    ASSERT_FALSE(more);
    error = more.error();
  } else {
    error = damaged.error();
  }
  EXPECT_EQ(error.code(), ErrorCode::kCorrupt);
  EXPECT_EQ(error.message(), "line 2 is damaged");

  const std::string gone = *connection_->add_rows(std::make_shared<WordFile>(path_ / "gone"));
  const Status missing = connection_->execute("SELECT * FROM " + gone);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code(), ErrorCode::kNotFound);
  // The connection goes on.
  EXPECT_EQ(cell("SELECT 'well'"), "well");
}

TEST_F(RowSourceTest, TextThatIsNotUtf8IsRefused) {
  const std::string from = made(
      scalar(CellType::kString), 1,
      [](ColumnWriter column, std::size_t row, std::size_t) { return column.text(row, "\xFF"); });
  EXPECT_EQ(cell("SELECT x FROM " + from), "a text is not valid UTF-8");
}

TEST_F(RowSourceTest, ListsArraysAndStructsNest) {
  ColumnType array = nested(CellType::kArray, {scalar(CellType::kFloat32)});
  array.length = 2;
  const ColumnType type =
      nested(CellType::kList,
             {nested(CellType::kStruct, {scalar(CellType::kString), array}, {"name", "place"})});
  // Row n has n members; of each second one the place is null, and row 2 is null as a whole.
  const std::string from = made(type, 4, [](ColumnWriter list, std::size_t row, std::size_t n) {
    if (n == 2) {
      list.null(row);
      return Status();
    }
    const Result<std::size_t> begin = list.list(row, n);
    if (!begin) return Status(begin.error());
    ColumnWriter item = list.child();
    for (std::size_t i = *begin; i < *begin + n; ++i) {
      if (Status status = item.child(0).text(i, std::to_string(i)); !status) return status;
      ColumnWriter place = item.child(1);
      if (i % 2 == 1) {
        place.null(i);
        continue;
      }
      place.child().number(i * 2, static_cast<float>(i));
      place.child().number(i * 2 + 1, 0.5F);
    }
    return Status();
  });
  EXPECT_EQ(cell("SELECT list(x)::VARCHAR FROM " + from),
            "[[], [{'name': 0, 'place': [0.0, 0.5]}], NULL, [{'name': 1, 'place': NULL}, "
            "{'name': 2, 'place': [2.0, 0.5]}, {'name': 3, 'place': NULL}]]");
}

TEST_F(RowSourceTest, EveryScalarTypeArrives) {
  const auto one = [&](CellType cell_type, auto value, const std::string& sql) {
    const std::string from =
        made(scalar(cell_type), 1, [value](ColumnWriter column, std::size_t row, std::size_t) {
          column.number(row, value);
          return Status();
        });
    EXPECT_EQ(cell("SELECT typeof(x) || ' ' || x::VARCHAR FROM " + from), sql);
  };
  one(CellType::kBool, true, "BOOLEAN true");
  one(CellType::kInt8, std::int8_t{-3}, "TINYINT -3");
  one(CellType::kUint64, std::uint64_t{18446744073709551615U}, "UBIGINT 18446744073709551615");
  one(CellType::kInt128, Int128{-7}, "HUGEINT -7");
  one(CellType::kFloat64, 0.1, "DOUBLE 0.1");
  one(CellType::kDate, std::int32_t{19'000}, "DATE 2022-01-08");
  one(CellType::kTimestampNs, std::int64_t{1}, "TIMESTAMP_NS 1970-01-01 00:00:00.000000001");
  one(CellType::kTime, std::int64_t{61'000'000}, "TIME 00:01:01");
}

TEST_F(RowSourceTest, HeavyRowsMakeSmallChunks) {
  std::size_t written = 0;
  const std::string from =
      made(scalar(CellType::kBlob), 100, [&](ColumnWriter column, std::size_t row, std::size_t) {
        written = std::max(written, row + 1);
        return column.text(row, std::string(1 << 20U, 'x'));
      });
  EXPECT_EQ(cell("SELECT sum(octet_length(x))::VARCHAR FROM " + from), std::to_string(100 << 20U));
  EXPECT_LE(written, 9U);  // 8 MiB and one row
}

}  // namespace
}  // namespace vitrine::duck
