// Predicates answered from column values, beside their SQL.

#include "local/predicate_values.h"

#include <random>

#include "ask/column_range.h"
#include "ask/lenient_grammar.h"
#include "duck/types.h"
#include "local/predicate_sql.h"
#include "local/split_relation.h"
#include "local/testing/split_fixture.h"
#include "store/artefacts.h"

namespace vitrine::local {
namespace {

constexpr std::string_view kCard = R"(---
dataset_info:
  features:
  - name: n
    dtype: int64
  - name: small
    dtype: int8
  - name: big
    dtype: uint64
  - name: share
    dtype: float64
  - name: flag
    dtype: bool
  - name: word
    dtype: string
  - name: kind
    dtype:
      class_label:
        names:
          '0': Oral
          '1': Poster
          '2': it's
  - name: day
    dtype: date32
  - name: at
    dtype: timestamp[us]
---
)";

const std::vector<std::string> kNumbers = {"0",
                                           "-1",
                                           "7",
                                           "9007199254740992",
                                           "9007199254740993",
                                           "-9007199254740993",
                                           "9223372036854775807",
                                           "-9223372036854775808"};
const std::vector<std::string> kWords = {"a", "b", "é", "", "it's", "a b"};
const std::vector<std::string> kDays = {"1969-12-31", "1970-01-01", "2024-02-29"};
const std::vector<std::string> kMoments = {"1969-12-31 23:59:59", "2024-02-29 00:00:00",
                                           "2024-02-29 12:30:00"};

std::string one_of(std::mt19937& random, const std::vector<std::string>& all) {
  return all[random() % all.size()];
}

std::string random_rows(std::mt19937& random, int rows) {
  std::string lines;
  const auto maybe = [&](std::string value) { return random() % 6 == 0 ? "null" : value; };
  for (int row = 0; row < rows; ++row) {
    lines += "{\"n\":" + maybe(one_of(random, kNumbers));
    lines += ",\"small\":" + maybe(std::to_string(static_cast<int>(random() % 5) - 2));
    lines += ",\"big\":" + maybe(random() % 2 == 0 ? "18446744073709551615" : "3");
    lines += ",\"share\":" + maybe(std::to_string(static_cast<double>(random() % 9) / 4));
    lines += std::string(",\"flag\":") + maybe(random() % 2 == 0 ? "true" : "false");
    lines += ",\"word\":" + maybe('"' + one_of(random, kWords) + '"');
    lines += ",\"kind\":" + maybe(std::to_string(random() % 3));
    lines += ",\"day\":" + maybe('"' + one_of(random, kDays) + '"');
    lines += ",\"at\":" + maybe('"' + one_of(random, kMoments) + '"') + "}\n";
  }
  return lines;
}

std::string quoted(const std::string& text) {
  return quote_literal(text);
}

/// A column and a constant that it compares with.
std::pair<std::string, std::string> sides(std::mt19937& random) {
  switch (random() % 9) {
    case 0:
      return {"n", one_of(random, kNumbers)};
    case 1:
      return {"n", one_of(random, {"0.5", "9007199254740992.0", "1e3", "-1e300"})};
    case 2:
      return {"small", one_of(random, {"0", "1", "-2", "300", "0.5"})};
    case 3:
      return {"word", quoted(one_of(random, kWords))};
    case 4:
      return {"day", quoted(one_of(random, kDays))};
    case 5:
      return {"day", quoted(one_of(random, kMoments))};
    case 6:
      return {"at", quoted(one_of(random, kMoments))};
    case 7:
      return {"at", quoted(one_of(random, kDays))};
    default:
      return {"kind", one_of(random, {"'Oral'", "'it''s'", "1", "7"})};
  }
}

std::string leaf(std::mt19937& random) {
  const auto [column, constant] = sides(random);
  switch (random() % 7) {
    case 0:
      return column + " IS NULL";
    case 1:
      return column + " IS NOT NULL";
    case 2:
      return one_of(random,
                    {"flag", "flag = TRUE", "flag IS FALSE", "flag IS NOT TRUE", "FALSE = flag"});
    case 3:
      return constant + " = " + column;
    case 4:
      return column + " NOT IN (" + constant + ")";
    default:
      break;
  }
  const std::string op = column == "kind" ? one_of(random, {"=", "<>"})
                                          : one_of(random, {"=", "<>", "<", "<=", ">", ">="});
  return random() % 4 == 0 && column != "kind" ? constant + " " + op + " " + column
                                               : column + " " + op + " " + constant;
}

std::string condition(std::mt19937& random, int depth) {
  if (depth == 0 || random() % 3 == 0) return leaf(random);
  const std::string a = condition(random, depth - 1);
  if (random() % 3 == 0) return "NOT (" + a + ")";
  return "(" + a + (random() % 2 == 0 ? " AND " : " OR ") + condition(random, depth - 1) + ")";
}

class PredicateValues : public SplitFixture {
 protected:
  void SetUp() override {
    SplitFixture::SetUp();
    split_ = import("many", random_rows(random_, 700), kCard);
  }

  /// The rows by the values; "SQL" where they do not tell.
  std::string by_values(const ask::Predicate& predicate) {
    const Result<store::ColumnValues> values =
        store::ColumnValues::open(split_->snapshot().index_file(
            "default", "train", store::artefact_filename(store::Artefact::kValues)));
    EXPECT_TRUE(values);
    const Result<std::optional<search::RowSet>> rows =
        rows_by_values(predicate, split_->features(), *values,
                       [](const ask::MapArea&) { return internal_error("no map is asked for"); });
    EXPECT_TRUE(rows);
    return *rows ? listed((*rows)->page(0, split_->num_rows())) : "SQL";
  }
  std::string by_sql(const ask::Predicate& predicate) {
    const Result<PredicateSql> sql = predicate_sql(predicate, split_->features());
    EXPECT_TRUE(sql);
    Result<duck::Connection> connection = sql_->connect();
    EXPECT_TRUE(connection);
    const std::string row = quote_identifier(kRowColumn);
    Result<duck::QueryResult> result =
        connection->query("SELECT " + row + " FROM (" + split_relation_sql(*split_, kRowColumn) +
                              ") WHERE " + sql->condition + " ORDER BY " + row,
                          std::stop_token());
    if (!result) return "refused: " + result.error().message();
    std::vector<std::uint64_t> rows;
    duck::Chunk chunk;
    while (*result->next(chunk)) {
      for (std::size_t r = 0; r < chunk.rows(); ++r) rows.push_back(chunk.column(0).uint64(r));
    }
    return listed(rows);
  }
  ask::Predicate parsed(std::string_view where) {
    Result<ask::Predicate> predicate = ask::parse_where(where, split_->features());
    EXPECT_TRUE(predicate) << where << ": " << predicate.error().message();
    return predicate ? *std::move(predicate) : ask::Predicate::constant(false);
  }

  std::mt19937 random_{31};
  std::shared_ptr<const BitmapSplit> split_;
};

TEST_F(PredicateValues, AgreeWithSqlOnGeneratedConditions) {
  int told = 0;
  int rounds = 0;
  for (; rounds < 600; ++rounds) {
    const std::string where = condition(random_, 3);
    const ask::Predicate predicate = parsed(where);
    const std::string values = by_values(predicate);
    if (values == "SQL") continue;
    ++told;
    ASSERT_EQ(values, by_sql(predicate)) << where;
  }
  EXPECT_GT(told, rounds * 9 / 10);
}

TEST_F(PredicateValues, AgreeWithSqlOnRangesOfTextQueries) {
  for (const char* column : {"n", "small", "word", "kind", "day", "at", "share", "flag"}) {
    for (const char* value : {"7", "-1", "oral", "2024", "a", "2024-02-29", "true", "soon"}) {
      for (const ask::ColumnRange& range :
           {ask::ColumnRange{.value = value}, ask::ColumnRange{.low = value},
            ask::ColumnRange{.low = "0", .high = value}, ask::ColumnRange{}}) {
        const ask::Predicate predicate = ask::range_predicate(split_->features(), column, range);
        const std::string values = by_values(predicate);
        if (values == "SQL") continue;
        EXPECT_EQ(values, by_sql(predicate)) << column << ":" << value;
      }
    }
  }
}

TEST_F(PredicateValues, LeaveToSqlWhatTheyDoNotTell) {
  for (const char* where :
       {"share < 1", "share IS NULL", "big = 3", "word LIKE 'a%'", "len(word) = 1", "n = small",
        "n = 1 OR share < 1", "kind > 'Oral'", "at < '2024-02-29 12:30:00.5'"}) {
    EXPECT_EQ(by_values(parsed(where)), "SQL") << where;
    EXPECT_EQ(rows_where(*split_, where), by_sql(parsed(where))) << where;
  }
}

TEST_F(PredicateValues, AnsweringFromThemOpensNoDatabase) {
  for (const store::ParquetFile& file : split_->split().parquet_files)
    fs::remove(split_->snapshot().parquet_file("default", "train", file.filename));
  EXPECT_NE(rows_where(*split_, "n = 7 AND NOT flag").substr(0, 5), "error");
  EXPECT_EQ(rows_where(*split_, "share < 1").substr(0, 5), "error");
}

}  // namespace
}  // namespace vitrine::local
