#include "ask/pattern.h"

#include <gtest/gtest.h>

#include <random>
#include <string_view>

#include "duck/database.h"
#include "duck/types.h"
#include "local/predicate_sql.h"

namespace vitrine::local {
namespace {

/// "`text` matches `pattern`" as SQL.
Result<std::string> pattern_sql(std::string_view text, ask::PatternKind kind,
                                std::string_view pattern) {
  Result<ask::TextPattern> test = ask::text_pattern(kind, pattern);
  if (!test) return std::move(test).error();
  ask::Predicate matches =
      ask::Predicate::about(ask::Predicate::Kind::kMatches,
                            ask::Expression::of({ask::Constant::Type::kText, std::string(text)}));
  matches.pattern = *std::move(test);
  const Result<PredicateSql> sql = predicate_sql(matches, {});
  if (!sql) return sql.error();
  return sql->condition;
}

class PatternTest : public ::testing::Test {
 protected:
  PatternTest()
      : database_(*duck::Database::open({1, 256U << 20U, {}})),
        connection_(*duck::Connection::open(database_)) {}

  /// "true", "false" or the error of an SQL expression.
  std::string outcome(const std::string& sql) {
    Result<duck::QueryResult> result = connection_.query("SELECT " + sql, std::stop_token());
    if (!result) return result.error().message();
    duck::Chunk chunk;
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error().message();
    return chunk.column(0).boolean(0) ? "true" : "false";
  }
  bool matches(std::string_view text, ask::PatternKind kind, std::string_view pattern) {
    const Result<std::string> sql = pattern_sql(text, kind, pattern);
    EXPECT_TRUE(sql) << pattern;
    return sql && outcome(*sql) == "true";
  }

  duck::Database database_;
  duck::Connection connection_;
};

TEST_F(PatternTest, AgreesWithDuckDBOnShortTexts) {
  struct Kind {
    ask::PatternKind kind;
    std::string_view op;
    std::string_view letters;
  };
  std::mt19937 random(11);
  const auto text_of = [&](std::string_view letters, std::size_t longest) {
    std::string out;
    for (std::size_t n = random() % longest; n > 0; --n) out += letters[random() % letters.size()];
    return out;
  };
  for (const Kind& kind : {Kind{ask::PatternKind::kLike, "LIKE", "%%__aAb.\\\n"},
                           Kind{ask::PatternKind::kIlike, "ILIKE", "%%__aAb.\\\n"},
                           Kind{ask::PatternKind::kGlob, "GLOB", "**??aAb.\\[]!-"}}) {
    for (int round = 0; round < 1500; ++round) {
      const std::string pattern = text_of(kind.letters, 8);
      const std::string text = text_of("aaAbB.-]\\\n", 6);
      const Result<std::string> sql = pattern_sql(text, kind.kind, pattern);
      ASSERT_TRUE(sql);
      EXPECT_EQ(outcome(*sql), outcome(quote_literal(text) + " " + std::string(kind.op) + " " +
                                       quote_literal(pattern)))
          << "seed 11: " << text << " " << kind.op << " " << pattern << " as " << *sql;
    }
  }
}

TEST_F(PatternTest, CountsCharactersNotBytes) {
  EXPECT_TRUE(matches("né", ask::PatternKind::kLike, "n_"));
  EXPECT_TRUE(matches("NÉ", ask::PatternKind::kIlike, "_é"));
  EXPECT_TRUE(matches("né", ask::PatternKind::kGlob, "n?"));
  EXPECT_TRUE(matches("né", ask::PatternKind::kGlob, "n[éè]"));
  EXPECT_FALSE(matches("né", ask::PatternKind::kGlob, "n??"));
}

TEST_F(PatternTest, RegexesMatchTheWholeText) {
  EXPECT_FALSE(matches("GPT-4o", ask::PatternKind::kRegex, "GPT-[0-9]"));
  EXPECT_TRUE(matches("GPT-4o", ask::PatternKind::kRegex, "GPT-[0-9].*"));
}

TEST_F(PatternTest, LongPatternsAreRefusedOnlyWhereTheyAreCompiled) {
  const std::string many(2000, 'a');
  EXPECT_TRUE(pattern_sql("x", ask::PatternKind::kLike, many + "%"));
  EXPECT_TRUE(pattern_sql("x", ask::PatternKind::kIlike, many + "%"));
  for (const ask::PatternKind kind : {ask::PatternKind::kLike, ask::PatternKind::kIlike,
                                      ask::PatternKind::kGlob, ask::PatternKind::kRegex}) {
    const Result<std::string> sql = pattern_sql("x", kind, many + "_");
    ASSERT_FALSE(sql);
    EXPECT_EQ(sql.error().code(), ErrorCode::kTooLarge);
  }
}

/// Each of these runs for minutes in DuckDB's own operator, on this one text.
TEST_F(PatternTest, HostilePatternsEndAtOnce) {
  std::string text;
  for (int i = 0; i < 120; ++i) text += "the model learns a e " + std::to_string(i) + " ";
  EXPECT_FALSE(matches(text, ask::PatternKind::kLike, "%e_%e_%e_%e_%e_%X_"));
  EXPECT_FALSE(matches(text, ask::PatternKind::kIlike, "%e%e%e%e%e%e%X"));
  EXPECT_FALSE(matches(text, ask::PatternKind::kIlike, "%e_%e_%e_%e_%X_"));
  EXPECT_FALSE(matches(text, ask::PatternKind::kGlob, "*e*e*e*e*e*e*X?"));
  EXPECT_FALSE(matches(text, ask::PatternKind::kRegex, "(.*e)*X"));
}

}  // namespace
}  // namespace vitrine::local
