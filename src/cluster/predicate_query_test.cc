// Conditions and orders as questions to the engine, beside what the local engine answers.

#include "cluster/predicate_query.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <random>
#include <set>
#include <sstream>

#include "ask/column_range.h"
#include "ask/hub_grammar.h"
#include "ask/lenient_grammar.h"
#include "cluster/columns.h"
#include "cluster/order_sort.h"
#include "cluster/testing/engine_fixture.h"
#include "duck/types.h"

namespace vitrine::cluster {
namespace {

using ::testing::HasSubstr;

schema::Features features() {
  return *schema::parse_features(R"({"title":{"dtype":"string","_type":"Value"},
    "year":{"dtype":"int64","_type":"Value"},"score":{"dtype":"float64","_type":"Value"},
    "open":{"dtype":"bool","_type":"Value"},"day":{"dtype":"date32","_type":"Value"},
    "kind":{"names":["Oral","Poster"],"_type":"ClassLabel"},
    "authors":{"feature":{"dtype":"string","_type":"Value"},"_type":"List"},
    "extra":{"_type":"Json"},"meta":{"venue":{"dtype":"string","_type":"Value"}}})");
}

std::string query_of(std::string_view where, std::vector<std::size_t> cut = {}) {
  const Result<ask::Predicate> predicate = ask::parse_where(where, features());
  EXPECT_TRUE(predicate) << where;
  const Result<std::string> query = predicate_query(*predicate, features(), cut);
  return query ? *query : "!! " + query.error().message();
}

TEST(PredicateQuery, ComparesNumbersByRangesOfCodes) {
  EXPECT_EQ(query_of("year = 2020"), R"({"terms":{"c1":[2020]}})");
  EXPECT_EQ(query_of("year > 2020.5"),
            R"({"range":{"c1":{"gte":2021,"lte":9223372036854775807}}})");
  EXPECT_EQ(query_of("year IN (3, 1, 2)"), R"({"range":{"c1":{"gte":1,"lte":3}}})");
  EXPECT_EQ(query_of("day >= '1970-01-02'"),
            R"({"range":{"c4":{"gte":1,"lte":9223372036854775807}}})");
  EXPECT_EQ(query_of("kind = 'Poster'"), R"({"terms":{"c5":[1]}})");
  EXPECT_EQ(query_of("kind LIKE '%O%'"), R"({"terms":{"c5":[0]}})");
}

TEST(PredicateQuery, SaysWhatIsFalseBesideWhatIsTrue) {
  EXPECT_EQ(
      query_of("NOT title = 'x'"),
      R"({"bool":{"filter":[{"term":{"has":"0"}},{"bool":{"must_not":[{"term":{"c0":"x"}}]}}]}})");
  EXPECT_EQ(query_of("title IS NULL"), R"({"bool":{"must_not":[{"term":{"has":"0"}}]}})");
  EXPECT_EQ(query_of("'x' NOT IN authors"), R"({"bool":{"must_not":[{"term":{"c6":"x"}}]}})");
  EXPECT_EQ(query_of("TRUE OR title = 'x'"), R"({"match_all":{}})");
  EXPECT_EQ(query_of("FALSE AND title = 'x'"), R"({"match_none":{}})");
}

TEST(PredicateQuery, NullIsWhereTheColumnHasNothing) {
  EXPECT_EQ(query_of("lower(title) IS NULL"), R"({"bool":{"must_not":[{"term":{"has":"0"}}]}})");
  EXPECT_EQ(query_of("title IS NOT NULL"), R"({"term":{"has":"0"}})");
  EXPECT_EQ(query_of("len(authors) IS NULL"), R"({"bool":{"must_not":[{"term":{"has":"6"}}]}})");
  EXPECT_THAT(query_of("year(day) IS NULL"), HasSubstr("whether a year is null"));
}

TEST(PredicateQuery, RangesOfListsAreOfTheirMembers) {
  const auto range = [](const ask::ColumnRange& of) {
    const Result<std::string> query =
        predicate_query(ask::range_predicate(features(), "authors", of), features(), {});
    return query ? *query : "!! " + query.error().message();
  };
  EXPECT_EQ(range({.value = "Ana"}), R"({"range":{"c6":{"gte":"Ana","lte":"Ana"}}})");
  EXPECT_EQ(range({.low = "A"}), R"({"range":{"c6":{"gte":"A"}}})");
  EXPECT_EQ(range({.low = "A", .high = "B"}), R"({"range":{"c6":{"gte":"A","lte":"B"}}})");
}

TEST(PredicateQuery, WritesPatternsAsLuceneHasThem) {
  EXPECT_EQ(query_of("title LIKE 'a*b%'"), R"({"prefix":{"c0":{"value":"a*b"}}})");
  EXPECT_EQ(query_of("title LIKE '%a*%?b'"), R"({"wildcard":{"c0":{"value":"*a\\**\\?b"}}})");
  EXPECT_EQ(query_of("title ILIKE 'Ak%'"),
            "{\"regexp\":{\"c0\":{\"value\":\"[aA][kK\xE2\x84\xAA].*\",\"flags\":\"NONE\"}}}");
  EXPECT_EQ(query_of("title SIMILAR TO '(GPT|BERT)-?[0-9]+.'"),
            R"({"regexp":{"c0":{"value":"(GPT|BERT)\\-?[0-9]+[^\n]","flags":"NONE"}}})");
  EXPECT_EQ(query_of("regexp_matches(title, '^a|b$')"),
            R"({"regexp":{"c0":{"value":"a.*|.*b","flags":"NONE"}}})");
}

TEST(PredicateQuery, RefusesByNameWhatTheEngineCannotTell) {
  const std::string engine = "!! the engine that holds this dataset's rows cannot evaluate ";
  const std::string sql = "; the SQL tab can";
  EXPECT_EQ(query_of("year = day(day)"), engine + "a comparison of two columns" + sql);
  EXPECT_EQ(query_of("abs(year) = 1"), engine + "abs() of that" + sql);
  EXPECT_EQ(query_of("extra.doi = 'x'"), engine + "what a Json column holds" + sql);
  EXPECT_EQ(query_of("meta.venue = 'x'"), engine + "the field \"venue\" of a struct" + sql);
  EXPECT_EQ(query_of("lower(title) < 'x'"), engine + "an order of texts in lower case" + sql);
  EXPECT_EQ(
      query_of("title LIKE '%x%'", {0}),
      engine + "patterns on column \"title\", which holds texts of more than 8,000 bytes" + sql);
  EXPECT_EQ(query_of("title LIKE 'x%'", {0}), R"({"prefix":{"c0":{"value":"x"}}})");
  EXPECT_EQ(query_of("title < '" + std::string(7901, 'a') + "'", {0}),
            engine + "an order by a text of more than 7,900 bytes" + sql);
  EXPECT_EQ(query_of("title ~ 'a\\b'"), engine + "\\b in a regular expression" + sql);
  EXPECT_EQ(query_of("day > '2024-01-01 12:00:00+02:00'"),
            engine + "'2024-01-01 12:00:00+02:00', which DuckDB reads by rules of its own" + sql);
}

TEST(PredicateQuery, RefusesMoreComparisonsThanTheEngineTakes) {
  std::string where = "title = 'x' OR score < 1";
  for (int i = 0; i < 999; ++i) where += " OR title LIKE 'p" + std::to_string(i) + "%'";
  EXPECT_THAT(query_of(where), HasSubstr("more than the 1,000 comparisons"));
}

TEST(OrderSort, PutsNullsLastAndTellsThemFromTheLargest) {
  const auto sort_of = [](std::string_view text) {
    const Result<ask::Order> order = ask::parse_sort(text, features());
    EXPECT_TRUE(order) << text;
    const Result<std::string> sort = order_sort(*order, features());
    return sort ? *sort : "!! " + sort.error().message();
  };
  EXPECT_EQ(
      sort_of("title desc, len(authors)"),
      R"([{"c0":{"order":"desc","missing":"_last"}},{"l6":{"order":"asc","missing":"_last"}},)"
      R"({"row":"asc"}])");
  EXPECT_EQ(
      sort_of("year"),
      R"([{"c1":{"order":"asc","missing":"_last"}},{"c1":{"order":"desc","missing":"_last"}},)"
      R"({"row":"asc"}])");
  EXPECT_EQ(sort_of("random(7)"),
            "!! the engine that holds this dataset's rows cannot evaluate a random order; the SQL "
            "tab can");
}

/// Tables of every kind of value, with nulls, in the local engine and in the other.
class PredicatesInEngine : public EngineFixture {
 protected:
  /// Rows or the error of both; nothing where the engine refuses.
  void compare(const local::BitmapSplit& split, const ask::Predicate& predicate,
               std::string_view shown) {
    const Result<std::string> query = predicate_query(predicate, split.features(), cut_);
    if (!query && query.error().code() == ErrorCode::kUnsupported) {
      refused_.insert(query.error().message());
      return;
    }
    const Result<std::shared_ptr<const search::RowSet>> rows = split.match(predicate, {});
    ASSERT_EQ(query.has_value(), rows.has_value())
        << shown << ": " << (query ? *query : query.error().message()) << " / "
        << (rows ? "rows" : rows.error().message());
    if (!query) return;
    ++compared_;
    EXPECT_EQ(rows_of(*query), local::listed((*rows)->page(0, split.num_rows()))) << shown << "\n"
                                                                                  << *query;
  }
  void compare(const local::BitmapSplit& split, std::string_view where) {
    const Result<ask::Predicate> predicate = ask::parse_where(where, split.features());
    ASSERT_TRUE(predicate) << where << ": " << predicate.error().message();
    compare(split, *predicate, where);
  }
  void compare_order(const local::BitmapSplit& split, std::string_view sort) {
    const Result<ask::Order> order = ask::parse_sort(sort, split.features());
    ASSERT_TRUE(order) << sort;
    const Result<std::string> asked = order_sort(*order, split.features());
    ASSERT_TRUE(asked) << asked.error().message();
    const Result<search::RowPage> page = split.page({}, *order, 0, split.num_rows(), {});
    ASSERT_TRUE(page) << page.error().message();
    EXPECT_EQ(rows_of(R"({"match_all":{}})", *asked), local::listed(page->rows)) << sort;
  }

  /// What was refused, each once.
  std::string refusals() const {
    constexpr std::string_view kEngine =
        "the engine that holds this dataset's rows cannot evaluate ";
    constexpr std::string_view kSql = "; the SQL tab can";
    std::string out;
    for (std::string_view sentence : refused_) {
      EXPECT_TRUE(sentence.starts_with(kEngine) && sentence.ends_with(kSql)) << sentence;
      sentence.remove_prefix(kEngine.size());
      sentence.remove_suffix(kSql.size());
      out += std::string(sentence) + "\n";
    }
    return out;
  }

  std::vector<std::size_t> cut_;
  int compared_ = 0;
  std::set<std::string> refused_;
};

std::string one_of(std::mt19937& random, const std::vector<std::string>& all) {
  return all[random() % all.size()];
}

/// By column: its type, its values and constants that compare with it, as SQL and as conditions
/// have them.
struct Kind {
  std::string name;
  std::string type;
  std::vector<std::string> values;
  std::vector<std::string> constants;
};

std::vector<Kind> kinds() {
  const std::vector<std::string> words = {"'a'",    "'b'",    "'é'",        "''",     "'it''s'",
                                          "'a b'",  "'A'",    "'\u212A'",   "'k'",    "'100%'",
                                          "'a.b'",  "'a*b?'", "'x\ny'",     "'İ'",    "'😀é'",
                                          "'a\\b'", "'É'",    "'GPT-4 ab'", "'a[b]'", "'-^$|'"};
  return {{"n",
           "BIGINT",
           {"0", "-1", "7", "9007199254740992", "9007199254740993", "9223372036854775807",
            "-9223372036854775808"},
           {"0", "7", "-1", "0.5", "9007199254740992.0", "1e3", "-1e300", "9223372036854775807",
            "9223372036854775808", "00012345678901234567890"}},
          {"small", "TINYINT", {"-128", "0", "1", "127"}, {"0", "1", "300", "0.5", "-128"}},
          {"big",
           "UBIGINT",
           {"0", "3", "9223372036854775808", "18446744073709551615"},
           {"0", "3", "-1", "9223372036854775808", "1e19", "18446744073709551615"}},
          {"x",
           "DOUBLE",
           {"'nan'", "'inf'", "'-inf'", "0", "-0.0", "0.1", "-1.5", "1e300", "5e-324"},
           {"0", "0.1", "-1.5", "1e300", "-1", "0.100000000000000005", "3"}},
          {"w",
           "FLOAT",
           {"'nan'", "0.1", "0.5", "-3", "16777216", "1e30"},
           {"0.1", "0.5", "16777217", "-3", "1e0", "1e300", "0.1000000015"}},
          {"flag", "BOOLEAN", {"true", "false"}, {"TRUE", "FALSE"}},
          {"word", "VARCHAR", words, words},
          {"day",
           "DATE",
           {"'1969-12-31'", "'1970-01-01'", "'2024-02-29'", "'infinity'"},
           {"'1970-01-01'", "'2024-02-29'", "'2024-02-29 12:00:00'", "'1969-12-31 00:00:00'"}},
          {"at",
           "TIMESTAMP",
           {"'1969-12-31 23:59:59.999999'", "'2024-02-29'", "'2024-02-29 12:30:00'", "'infinity'",
            "'-infinity'"},
           {"'2024-02-29'", "'2024-02-29 12:30:00'", "'1969-12-31 23:59:59.999999'",
            "'1969-12-31T23:59:59.5'"}},
          {"ms",
           "TIMESTAMP_MS",
           {"'1969-12-31 23:59:59.999'", "'2024-02-29 12:30:00'"},
           {"'2024-02-29 12:30:00'", "'1969-12-31 23:59:59.9991'"}},
          {"ns",
           "TIMESTAMP_NS",
           {"'1969-12-31 23:59:59.999999999'", "'2024-02-29 12:30:00.000000001'"},
           {"'2024-02-29 12:30:00.000000001'", "'2024-02-29'", "'1066-10-14'", "'2500-01-01'"}},
          {"zoned",
           "TIMESTAMPTZ",
           {"'2024-02-29 12:30:00+00'", "'2024-02-29 11:30:00+00'"},
           {"'2024-02-29T12:30:00Z'", "'2024-02-29 12:30:00+01:00'", "'2024-02-29'"}},
          {"clock", "TIME", {"'00:00:00'", "'12:30:00.5'"}, {"'12:30:00'", "'12:30:00.5'"}},
          {"price",
           "DECIMAL(10, 2)",
           {"0", "1.5", "-99999999.99", "0.01"},
           {"1.5", "1.50", "0.005", "2", "-99999999.99"}}};
}

std::string random_table(std::mt19937& random, int rows) {
  std::string sql;
  for (int row = 0; row < rows; ++row) {
    sql += row == 0 ? "SELECT " : " UNION ALL SELECT ";
    for (const Kind& kind : kinds()) {
      sql += "CAST(" + (random() % 6 == 0 ? "NULL" : one_of(random, kind.values)) + " AS " +
             kind.type + ") AS " + kind.name + ", ";
    }
    const auto list = [&](const std::vector<std::string>& members, const std::string& type) {
      if (random() % 6 == 0) return "CAST(NULL AS " + type + "[])";
      std::string out;
      for (std::size_t n = random() % 4; n > 0; --n)
        out += std::string(out.empty() ? "" : ", ") + "CAST(" +
               (random() % 6 == 0 ? "NULL" : one_of(random, members)) + " AS " + type + ")";
      return "CAST([" + out + "] AS " + type + "[])";
    };
    sql += list({"'a'", "'b'", "''", "'a b'"}, "VARCHAR") + " AS tags, ";
    sql += list({"1", "2", "-9223372036854775808"}, "BIGINT") + " AS nums, ";
    sql += list({"'nan'", "0.5", "'inf'", "-2"}, "DOUBLE") + " AS shares, ";
    sql += list({"'2024-02-29'", "'1970-01-01'"}, "DATE") + " AS days";
  }
  return sql;
}

std::string leaf(std::mt19937& random) {
  const std::vector<Kind> all = kinds();
  const Kind& kind = all[random() % all.size()];
  const std::string& column = kind.name;
  const std::string constant = one_of(random, kind.constants);
  switch (random() % 12) {
    case 0:
      return column + one_of(random, {" IS NULL", " IS NOT NULL"});
    case 1:
      return one_of(random, {"flag", "flag IS FALSE", "flag IS NOT TRUE", "FALSE = flag"});
    case 2:
      return column + one_of(random, {" IN (", " NOT IN ("}) + constant + ", " +
             one_of(random, kind.constants) + ")";
    case 3:
      return one_of(random, {"'a'", "''", "'zz'"}) + one_of(random, {" IN tags", " NOT IN tags"});
    case 4:
      return one_of(random, {"1 IN nums", "0.5 IN shares", "'2024-02-29' IN days", "7 IN nums"});
    case 5:
      return one_of(random, {"len(tags)", "tags.length", "word.length", "length(word)"}) +
             one_of(random, {" = 0", " > 1", " IS NULL", " <> 2.5"});
    case 6:
      return "word" + one_of(random, {" LIKE ", " NOT LIKE ", " ILIKE ", " GLOB "}) +
             one_of(random,
                    {"'%a%'", "'a%'", "'%b'", "'a'", "'%'", "'%K%'", "'_'", "'a_b'", "'%É%'",
                     "'[a-k]*'", "'*[!a]'", "'%*%'", "'i%'", "'x%y'", "'%\\%'", "'_é'"});
    case 7:
      return "word" + one_of(random, {" SIMILAR TO ", " ~ "}) +
             one_of(random, {"'a.b'", "'.*'", "'(a|é)+'", "'[^a]'", "'\\w+'", "'x\\sy'", "'a?b*'",
                             "'.{1,2}'", "'[a-cé]+'", "'a\\.b'", "'^a$'", "'|a'", "'GPT-\\d.*?'"});
    case 8:
      return one_of(random,
                    {"contains(word, 'a')", "starts_with(word, 'a')", "ends_with(word, 'b')",
                     "regexp_matches(word, 'b$')", "regexp_matches(word, '^a|é')",
                     "lower(word) = 'k'", "contains(lower(word), 'i')", "lower(word) <> 'a'",
                     "contains(word, '%')", "contains(word, '')", "lower(word) LIKE 'A%'"});
    case 9:
      return "year(" + one_of(random, {"day", "at", "ms"}) + ")" +
             one_of(random, {" = 2024", " < 1970", " >= 1969.5", " <> 2024"});
    default:
      break;
  }
  const std::string op = kind.name == "flag" ? one_of(random, {"=", "<>"})
                                             : one_of(random, {"=", "<>", "<", "<=", ">", ">="});
  return random() % 4 == 0 ? constant + " " + op + " " + column
                           : column + " " + op + " " + constant;
}

std::string condition(std::mt19937& random, int depth) {
  if (depth == 0 || random() % 3 == 0) return leaf(random);
  const std::string a = condition(random, depth - 1);
  if (random() % 3 == 0) return "NOT (" + a + ")";
  return "(" + a + (random() % 2 == 0 ? " AND " : " OR ") + condition(random, depth - 1) + ")";
}

TEST_F(PredicatesInEngine, AgreeWithLocalOnesOnGeneratedConditions) {
  std::mt19937 random(47);
  const auto split = import_sql("many", random_table(random, 250));
  load(*split, 2);
  for (int round = 0; round < 700; ++round) {
    const std::string where = condition(random, round % 4);
    ASSERT_NO_FATAL_FAILURE(compare(*split, where)) << where;
  }
  EXPECT_GT(compared_, 600);
  EXPECT_EQ(refusals(), "'0.1000000015', which DuckDB reads by rules of its own\n");
}

TEST_F(PredicatesInEngine, AgreeOnRangesOfTextQueries) {
  std::mt19937 random(48);
  const auto split = import_sql("ranges", random_table(random, 120));
  load(*split);
  for (const std::string& column : ask::range_columns(split->features())) {
    for (const char* value :
         {"7", "-1", "0.5", "2024", "a", "1970-01-01", "true", "12:30:00", "2024-02-29 12:30:00"}) {
      for (const ask::ColumnRange& range :
           {ask::ColumnRange{.value = value}, ask::ColumnRange{.low = value},
            ask::ColumnRange{.low = "1970", .high = value}, ask::ColumnRange{}}) {
        const ask::Predicate predicate = ask::range_predicate(split->features(), column, range);
        ASSERT_NO_FATAL_FAILURE(compare(*split, predicate, column + ":" + value));
      }
    }
  }
  EXPECT_GT(compared_, 500);
  EXPECT_EQ(refusals(), "");
}

constexpr const char* kGoldenCard = R"(---
dataset_info:
  features:
  - name: title
    dtype: string
  - name: year
    dtype: int64
  - name: score
    dtype: float64
  - name: weight
    dtype: float32
  - name: open
    dtype: bool
  - name: type
    dtype:
      class_label:
        names:
          '0': Oral
          '1': Poster
          '2': it's
  - name: authors
    list: string
  - name: kinds
    list:
      class_label:
        names:
          '0': a
          '1': b
  - name: a.b
    dtype: int64
  - name: quo"te
    dtype: string
  - name: TL;DR
    dtype: string
  - name: day
    dtype: date32
  - name: seen
    dtype: timestamp[us]
  - name: zoned
    dtype: timestamp[us, tz=UTC]
---
)";

/// Rows in which the golden conditions find something.
constexpr const char* kGoldenRows = R"sql(
SELECT CASE i % 7 WHEN 0 THEN NULL WHEN 1 THEN 'abc' WHEN 2 THEN 'GPT-4' WHEN 3 THEN 'x'
       WHEN 4 THEN 'a zero-shot model' WHEN 5 THEN '' ELSE 'É axb' END AS title,
  CASE WHEN i % 9 = 0 THEN NULL ELSE 2016 + i % 9 END::BIGINT AS year,
  CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN 1.5 WHEN 2 THEN 'nan'::DOUBLE WHEN 3 THEN -0.5 ELSE 3 END::DOUBLE AS score,
  CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN 0.5 ELSE 2 END::FLOAT AS weight,
  CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN true ELSE false END AS open,
  CASE i % 5 WHEN 4 THEN NULL WHEN 3 THEN -1 ELSE i % 5 END::BIGINT AS type,
  CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN [] WHEN 2 THEN ['Yoshua Bengio', 'x'] ELSE ['a', 'b', 'c', 'd'] END::VARCHAR[] AS authors,
  CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN [0, 1] ELSE [1] END::BIGINT[] AS kinds,
  (i % 3)::BIGINT AS "a.b",
  CASE i % 2 WHEN 0 THEN NULL ELSE 'x' END AS "quo""te", CASE i % 3 WHEN 0 THEN NULL ELSE 'x' END AS "TL;DR",
  CASE i % 4 WHEN 0 THEN NULL ELSE DATE '2023-12-30' + (i % 4)::INTEGER END AS day,
  CASE i % 5 WHEN 0 THEN NULL ELSE TIMESTAMP '2023-12-31 12:30:00' + to_hours(i % 5 * 6) END AS seen,
  CASE i % 5 WHEN 0 THEN NULL ELSE TIMESTAMPTZ '2023-12-31 12:30:00+00' + to_hours(i % 5 * 6) END AS zoned,
  CASE i % 3 WHEN 0 THEN NULL ELSE {'venue': 'ICML', 'Rank': (i % 3)::INTEGER} END AS meta,
  CASE i % 3 WHEN 0 THEN NULL ELSE '{"doi":"x"}' END::JSON AS extra,
  CASE i % 3 WHEN 0 THEN NULL ELSE [0.5, 1, 2, 3] END::FLOAT[4] AS embedding,
  CASE i % 3 WHEN 0 THEN NULL ELSE 'x'::BLOB END AS raw
FROM range(200) AS r(i))sql";

/// The conditions of tests/golden/filter, in both grammars: the same rows, or refused by name.
TEST_F(PredicatesInEngine, AgreeOnTheGoldenConditions) {
  const fs::path folder = directory_ / "source" / "golden";
  fs::create_directories(folder);
  ASSERT_TRUE(write_file_atomic(folder / "README.md", kGoldenCard));
  const auto split = import_sql("golden", kGoldenRows);
  load(*split);
  ASSERT_EQ(split->features()[5].type.kind, schema::Feature::Kind::kClassLabel);
  ASSERT_EQ(split->features()[15].type.kind, schema::Feature::Kind::kJson);
  const char* const root = std::getenv("VITRINE_SOURCE_DIR");
  for (const char* grammar : {"lenient", "hub"}) {
    const fs::path path = fs::path(root == nullptr ? "." : root) / "tests/golden/filter";
    const Result<std::string> text = read_file(path / (std::string(grammar) + ".txt"));
    ASSERT_TRUE(text) << text.error().message();
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
      if (line.empty() || line.starts_with('#')) continue;
      if (line.starts_with("features ")) {
        if (line.find("\"title\"") == std::string::npos) break;  // nanoseconds are told elsewhere
        continue;
      }
      const Result<ask::Predicate> predicate = std::string_view(grammar) == "hub"
                                                   ? ask::parse_hub_where(line, split->features())
                                                   : ask::parse_where(line, split->features());
      std::string answer;
      std::getline(lines, answer);
      if (answer.starts_with("!!")) continue;
      ASSERT_TRUE(predicate) << line << ": " << predicate.error().message();
      ASSERT_NO_FATAL_FAILURE(compare(*split, *predicate, line)) << line;
    }
  }
  EXPECT_GT(compared_, 60);
  EXPECT_EQ(
      refusals(),
      R"('00012345678901234567890123456789012345678901234567890', which DuckDB reads by rules of its own
a column's value among the members of a list
a comparison of two columns
a comparison of two constants
coalesce() of that
left() of that
members of column "embedding"
replace() of that
round() of that
the field "Rank" of a struct
the field "venue" of a struct
trim() of that
what a Json column holds
)");
}

TEST_F(PredicatesInEngine, LongTextsAreEqualOnlyWhereTheyAre) {
  const auto split = import_sql(
      "long",
      "SELECT repeat('a', 8000) || CASE i % 3 WHEN 0 THEN '' WHEN 1 THEN 'b' ELSE 'c' END AS t, "
      "[repeat('é', 5000) || i] AS list, 'short' AS s FROM range(9) AS r(i)");
  load(*split);
  const Result<std::string> answer = search(cut_columns_body());
  ASSERT_TRUE(answer);
  cut_ = *read_cut_columns(*answer);
  EXPECT_EQ(cut_, (std::vector<std::size_t>{0, 1}));
  const std::string a(8000, 'a');
  for (const std::string& where : std::vector<std::string>{
           "t = '" + a + "b'", "t <> '" + a + "b'", "t IN ('" + a + "', '" + a + "c')", "t > 'b'",
           "t < 'b'", "t >= '" + a.substr(0, 7000) + "'", "t LIKE 'aaa%'", "length(t) = 8001",
           "s LIKE '%hor%'", "'x' NOT IN list"})
    ASSERT_NO_FATAL_FAILURE(compare(*split, where)) << where.substr(0, 20);
  EXPECT_EQ(refusals(), "");
  ASSERT_NO_FATAL_FAILURE(compare(*split, "t LIKE '%b'"));
  ASSERT_NO_FATAL_FAILURE(compare(*split, "t >= '" + a + "'"));
  EXPECT_EQ(refused_.size(), 2U);
}

TEST_F(PredicatesInEngine, AsManyComparisonsAsAreTakenAreAnswered) {
  const auto split = import_sql("wide", "SELECT 'w' || i AS word FROM range(50) AS r(i)");
  load(*split);
  std::string where = "word LIKE 'w7%'";
  for (int i = 0; i < 999; ++i) where += " OR word LIKE '%x" + std::to_string(i) + "%'";
  ASSERT_NO_FATAL_FAILURE(compare(*split, where));
  std::string deep = "word LIKE 'w7%'";
  for (int i = 0; i < 60; ++i)
    deep = "(" + deep + (i % 2 == 0 ? " AND NOT " : " OR ") + "word LIKE 'w" + std::to_string(i) +
           "%')";
  ASSERT_NO_FATAL_FAILURE(compare(*split, deep));
  EXPECT_EQ(compared_, 2);
}

TEST_F(PredicatesInEngine, OrdersAreTheLocalOnes) {
  std::mt19937 random(49);
  const auto split = import_sql("orders", random_table(random, 250));
  load(*split);
  for (const Kind& kind : kinds()) {
    ASSERT_NO_FATAL_FAILURE(compare_order(*split, kind.name));
    ASSERT_NO_FATAL_FAILURE(compare_order(*split, kind.name + " desc"));
  }
  ASSERT_NO_FATAL_FAILURE(compare_order(*split, "flag, x desc, word.length, len(tags) desc"));
}

}  // namespace
}  // namespace vitrine::cluster
