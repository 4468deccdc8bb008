#include <gtest/gtest.h>

#include <random>

#include "ask/hub_grammar.h"
#include "ask/lenient_grammar.h"
#include "duck/database.h"
#include "local/predicate_sql.h"

namespace vitrine::local {
namespace {

/// Three papers; every column that a grammar treats in its own way.
const schema::Features kFeatures = {
    {"title", schema::Feature::value("string")},
    {"year", schema::Feature::value("int64")},
    {"score", schema::Feature::value("float64")},
    {"type", schema::Feature::class_label({"Oral", "Poster"})},
    {"authors", schema::Feature::list(schema::Feature::value("string"))},
    {"a.b", schema::Feature::value("int64")},
    {"quo\"te", schema::Feature::value("string")},
    {"meta", schema::Feature::structure({{"venue", schema::Feature::value("string")}})},
    {"day", schema::Feature::value("date32")},
};

class GrammarTest : public ::testing::Test {
 protected:
  GrammarTest()
      : database_(*duck::Database::open({1, 256U << 20U, {}})),
        connection_(*duck::Connection::open(database_)) {
    const Status made = connection_.execute(
        "CREATE TABLE t AS SELECT * FROM (VALUES "
        "(0, 'Alpha; drop', 2019, 0.5, 0, ['Ada L.', 'Bo C.'], 1, 'x', {'venue': 'ICLR'}, DATE "
        "'2019-05-01'), "
        "(1, 'beta''s', 2021, -1.5, 1, ['Bo C.'], 2, NULL, {'venue': 'ICML'}, DATE '2021-07-01'), "
        "(2, NULL, 2024, NULL, NULL, [], 3, 'y', NULL, NULL)) "
        "v(row, title, year, score, type, authors, \"a.b\", \"quo\"\"te\", meta, day)");
    EXPECT_TRUE(made) << made.error().message();
  }

  /// "0 2" for the rows that match, or the error.
  std::string rows_of(const Result<ask::Predicate>& predicate) {
    if (!predicate) return "error: " + predicate.error().message();
    const Result<PredicateSql> sql = predicate_sql(*predicate, kFeatures);
    if (!sql) return "error: " + sql.error().message();
    return rows_of_sql("WHERE " + sql->condition + " ORDER BY row");
  }
  std::string sorted(const Result<ask::Order>& order) {
    if (!order) return "error: " + order.error().message();
    const Result<std::string> sql = order_sql(*order, kFeatures);
    return sql ? rows_of_sql("ORDER BY " + *sql + ", row") : "error: " + sql.error().message();
  }
  std::string rows_of_sql(const std::string& clauses) {
    Result<duck::QueryResult> result =
        connection_.query("SELECT row FROM t " + clauses, std::stop_token());
    if (!result) return "refused: " + result.error().message() + " in " + clauses;
    return listed(*result);
  }
  static std::string listed(duck::QueryResult& result) {
    std::string out;
    duck::Chunk chunk;
    while (true) {
      const Result<bool> more = result.next(chunk);
      if (!more) return "refused: " + more.error().message();
      if (!*more) return out;
      for (std::size_t r = 0; r < chunk.rows(); ++r)
        out += (out.empty() ? "" : " ") + std::to_string(chunk.column(0).int64(r));
    }
  }
  std::string lenient(std::string_view where) {
    return rows_of(ask::parse_where(where, kFeatures));
  }
  std::string hub(std::string_view where) {
    return rows_of(ask::parse_hub_where(where, kFeatures));
  }

  duck::Database database_;
  duck::Connection connection_;
};

TEST_F(GrammarTest, LenientComparisons) {
  EXPECT_EQ(lenient("year >= 2020"), "1 2");
  EXPECT_EQ(lenient("YEAR == 2019 or \"year\" = 2024"), "0 2");
  EXPECT_EQ(lenient("score < -1"), "1");
  EXPECT_EQ(lenient("score > -1.5e0"), "0");
  EXPECT_EQ(lenient("title = 'beta''s'"), "1");
  EXPECT_EQ(lenient("title = 'Alpha; drop'"), "0");
  EXPECT_EQ(lenient("day >= '2020-01-01'"), "1");
  EXPECT_EQ(lenient("year <> 2019 AND year != 2021"), "2");
  EXPECT_EQ(lenient("\"quo\"\"te\" = 'x'"), "0");
  EXPECT_EQ(lenient("a.b = 3"), "2") << "a column with a dot in its name";
  EXPECT_EQ(lenient("meta.venue = 'ICML'"), "1");
  EXPECT_EQ(lenient("year > a.b"), "0 1 2") << "column against column";
}

TEST_F(GrammarTest, LenientForms) {
  EXPECT_EQ(lenient("year IN (2019, 2024)"), "0 2");
  EXPECT_EQ(lenient("year not in (2019)"), "1 2");
  EXPECT_EQ(lenient("year BETWEEN 2020 AND 2023 OR year = 2019"), "0 1");
  EXPECT_EQ(lenient("year NOT BETWEEN 2020 AND 2023"), "0 2");
  EXPECT_EQ(lenient("NOT (year = 2019 OR year = 2021)"), "2");
  EXPECT_EQ(lenient("title IS NULL"), "2");
  EXPECT_EQ(lenient("title IS NOT NULL AND title ILIKE 'ALPHA%'"), "0");
  EXPECT_EQ(lenient("title not like 'beta%'"), "0");
  EXPECT_EQ(lenient("title SIMILAR TO '.*drop'"), "0");
  EXPECT_EQ(lenient("'Bo C.' IN authors"), "0 1");
  EXPECT_EQ(lenient("'Ada L.' NOT IN authors"), "1 2");
  EXPECT_EQ(lenient("\"title.length\" > 8"), "0");
  EXPECT_EQ(lenient("title.length = 6 or len(authors) = 0"), "1 2");
  EXPECT_EQ(lenient("\"title\".lower() = 'alpha; drop'"), "0");
  EXPECT_EQ(lenient("contains(lower(title), 'beta')"), "1");
  EXPECT_EQ(lenient("year = 2019 OR year = 2021 AND score > 0"), "0") << "AND binds tighter";
}

TEST_F(GrammarTest, LenientLabelsOfClasses) {
  EXPECT_EQ(lenient("type = 'Oral'"), "0");
  EXPECT_EQ(lenient("'Poster' = type"), "1");
  EXPECT_EQ(lenient("type != 'Oral'"), "1");
  EXPECT_EQ(lenient("type IN ('Oral', 'Poster')"), "0 1");
  EXPECT_EQ(lenient("type = 1"), "1");
  EXPECT_EQ(lenient("type = 'Talk'"),
            "error: column \"type\" has no class 'Talk'; it has Oral, Poster");
}

TEST_F(GrammarTest, LenientMistakesSayWhatToWrite) {
  EXPECT_EQ(lenient("yeer = 1"),
            "error: there is no column \"yeer\"; did you mean \"year\"? (at character 1)");
  EXPECT_EQ(lenient("year >"),
            "error: the condition ends at character 7 where a column or a value was expected");
  EXPECT_EQ(lenient("year = 1 year"),
            "error: \"year\" stands at character 10 where AND, OR or the end was expected");
  EXPECT_EQ(lenient("(year = 1"),
            "error: the condition ends at character 10 where a closing bracket was expected");
  EXPECT_EQ(lenient("title = 'open"), "error: the quote at character 9 is never closed");
  EXPECT_EQ(lenient("authors = 'Bo C.'"),
            "error: column \"authors\" is a list: write 'Bo C.' IN \"authors\"");
  EXPECT_EQ(lenient("title = 5"), "error: column \"title\" holds text: write '5' in quotes");
  EXPECT_EQ(lenient("year = 'x'"),
            "error: column \"year\" holds numbers: write a number at character 8");
  EXPECT_EQ(lenient("read_text('/etc/passwd') = 'x'"),
            "error: there is no function read_text in conditions (at character 1)");
  EXPECT_EQ(lenient("year = 1; DROP TABLE t"),
            "error: ';' at character 9 has no meaning here; texts are written 'in quotes'");
  EXPECT_EQ(lenient(""),
            "error: the condition ends at character 1 where a column or a value was expected");
}

TEST_F(GrammarTest, LenientSizeAndDepthAreBounded) {
  EXPECT_NE(lenient(std::string(1000, '(') + "year = 1").find("64 deep"), std::string::npos);
  std::string nots;
  for (int i = 0; i < 1000; ++i) nots += "NOT ";
  EXPECT_NE(lenient(nots + "year = 1").find("64 deep"), std::string::npos);
  std::string calls;
  for (int i = 0; i < 1000; ++i) calls += "lower(";
  EXPECT_NE(lenient(calls).find("64 deep"), std::string::npos);
  EXPECT_NE(lenient(std::string(200'000, 'x')).find("100,000 bytes"), std::string::npos);
  EXPECT_NE(lenient(std::string("title = 'a\0b'", 13)).find("without NUL"), std::string::npos);
}

TEST_F(GrammarTest, SortKeys) {
  const auto sorted = [&](std::string_view sort) {
    return this->sorted(ask::parse_sort(sort, kFeatures));
  };
  EXPECT_EQ(sorted("score"), "1 0 2") << "nulls last";
  EXPECT_EQ(sorted("score desc"), "0 1 2") << "nulls last downwards too";
  EXPECT_EQ(sorted("len(authors) asc, \"year\" DESC"), "2 1 0");
  EXPECT_EQ(sorted("title.length"), "1 0 2");
  EXPECT_EQ(sorted("year sideways"),
            "error: \"sideways\" stands at character 6 where a comma, ASC or DESC was expected");
  EXPECT_EQ(sorted("random(x)"),
            "error: \"x\" stands at character 8 where a whole number from 0 to 4,294,967,295 was "
            "expected");
  EXPECT_EQ(sorted("random(1.5)").substr(0, 6), "error:");
  EXPECT_EQ(sorted("random(-1)").substr(0, 6), "error:");
  EXPECT_EQ(sorted("random(99999999999)").substr(0, 6), "error:");
  EXPECT_EQ(sorted("random(7"),
            "error: the condition ends at character 9 where a closing bracket was expected");
  EXPECT_EQ(sorted("5"), "error: \"5\" stands at character 1 where a column was expected");
}

TEST_F(GrammarTest, HubAccepts) {
  EXPECT_EQ(hub("\"year\"=2019"), "0");
  EXPECT_EQ(hub("\"year\" >= 2020 AND \"year\" < 2024"), "1");
  EXPECT_EQ(hub("(\"year\"=2019 OR \"year\"=2021) AND \"score\"<1"), "0 1");
  EXPECT_EQ(hub("((\"year\"=2019 OR \"year\"=2021) AND \"score\"<1) OR \"a.b\"=3"), "0 1 2");
  EXPECT_EQ(hub("(\"year\")=2019 OR (\"year\" = 2021)"), "0 1");
  EXPECT_EQ(hub("(\"title\").lower()='beta''s'"), "1");
  EXPECT_EQ(hub("((\"year\")=2019 OR \"year\"=2021) AND \"score\"<0"), "1");
  EXPECT_EQ(hub("\"title\"='beta''s'"), "1");
  EXPECT_EQ(hub("\"title\" like 'beta%'"), "1");
  EXPECT_EQ(hub("\"title\" ILIKE 'BETA%'"), "1");
  EXPECT_EQ(hub("\"title\" is null"), "2");
  EXPECT_EQ(hub("\"title\" IS NOT NULL"), "0 1");
  EXPECT_EQ(hub("\"meta\".\"venue\"='ICML'"), "1");
  EXPECT_EQ(hub("\"authors.length\" > 0"), "0 1");
  EXPECT_EQ(hub("\"title.length\" > 8"), "0");
  EXPECT_EQ(hub("\"title\".lower() = 'beta''s'"), "1");
  EXPECT_EQ(hub("\"title\".contains('beta') = true"), "1");
  EXPECT_EQ(hub("\"type\"=1"), "1");
  EXPECT_EQ(hub("\"type\"='Oral'"), "0");
  EXPECT_EQ(hub("\"quo\"\"te\"='x'"), "0");
}

TEST_F(GrammarTest, HubRefuses) {
  const std::string refused = "error: Parameter 'where' contains errors or invalid symbols";
  for (const std::string_view where : {"",
                                       "year=1",
                                       "\"year\"=-1",
                                       "\"year\"=1e3",
                                       "\"year\" IN (1)",
                                       "\"year\" BETWEEN 1 AND 2",
                                       "NOT \"year\"=1",
                                       "\"year\"=TRUE",
                                       "\"year\"=\"a.b\"",
                                       "\"year\"=1  AND \"year\"=2",
                                       "\"year\"=1 ",
                                       "\"year\"=1 And \"year\"=2",
                                       "len(\"authors\")=1",
                                       "\"title\".contains('x')",
                                       "((\"year\"=1))",
                                       "\"title\"='a;b'",
                                       "\"title\"='a--b'",
                                       "\"title\"='/*'",
                                       "\"title\"='open",
                                       "\"year\"=1 OR"}) {
    EXPECT_EQ(hub(where), refused) << where;
  }
  const std::string invalid = "error: A query parameter is invalid";
  for (const std::string_view where :
       {"\"absent\"=1", "(\"year\"=1", "\"year\"=1)", "\"year\"=1.2.3", "\"year\" = = 1",
        "\"type\"='Talk'", "\"title\".getenv() = 'x'"}) {
    EXPECT_EQ(hub(where), invalid) << where;
  }
}

TEST_F(GrammarTest, HubOrder) {
  const auto sorted = [&](std::string_view orderby) {
    return this->sorted(ask::parse_hub_orderby(orderby, kFeatures));
  };
  EXPECT_EQ(sorted("\"score\" desc"), "0 1 2");
  EXPECT_EQ(sorted("\"score\""), "1 0 2");
  EXPECT_EQ(sorted("\"year\", \"score\""),
            "error: Parameter 'orderby' contains errors or invalid symbols");
  EXPECT_EQ(sorted("score"), "error: Parameter 'orderby' contains errors or invalid symbols");
}

TEST_F(GrammarTest, PiecesInAnyOrderNeverCrashAndNeverLeaveTheGrammar) {
  const std::vector<std::string> pieces = {"\"year\"", "year",
                                           "'x'",      "1",
                                           "-",        "(",
                                           ")",        " ",
                                           "=",        "<",
                                           "AND",      "OR",
                                           "NOT",      "IN",
                                           "IS",       "NULL",
                                           "BETWEEN",  ",",
                                           ".",        "lower",
                                           "LIKE",     "\"title\".lower()",
                                           "''",       "\"",
                                           "'",        "\xFF",
                                           ";"};
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (std::size_t n = random() % 12; n > 0; --n)
      text += pieces[random() % pieces.size()] + (random() % 2 == 0 ? " " : "");
    for (const Result<ask::Predicate>& predicate :
         {ask::parse_where(text, kFeatures), ask::parse_hub_where(text, kFeatures)}) {
      if (!predicate || round % 50 != 0) continue;
      // What a grammar lets through is one condition: DuckDB may dislike its types, not its shape.
      const std::string outcome = rows_of(predicate);
      EXPECT_EQ(outcome.find("syntax error"), std::string::npos) << text << ": " << outcome;
    }
  }
}

}  // namespace
}  // namespace vitrine::local
