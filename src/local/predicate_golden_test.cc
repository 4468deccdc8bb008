// Behaviour as text: tests/golden/filter/*.txt hold conditions and what becomes of them.

#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "ask/hub_grammar.h"
#include "ask/lenient_grammar.h"
#include "base/file.h"
#include "duck/database.h"
#include "duck/types.h"
#include "local/predicate_sql.h"

namespace vitrine::local {
namespace {

using Parse = Result<ask::Predicate> (*)(std::string_view, const schema::Features&);

Result<std::string> sql_of(const Result<ask::Predicate>& predicate,
                           const schema::Features& features) {
  if (!predicate) return predicate.error();
  const Result<PredicateSql> sql = predicate_sql(*predicate, features);
  if (!sql) return sql.error();
  return sql->condition;
}

Result<std::string> order_sql_of(const Result<ask::Order>& order,
                                 const schema::Features& features) {
  return order ? order_sql(*order, features) : Result<std::string>(order.error());
}

std::string answer(const Result<std::string>& sql) {
  return sql ? "=> " + *sql : "!! " + sql.error().message();
}

/// An empty table with the features' columns.
std::string create_table(const schema::Features& features) {
  std::string sql = "CREATE OR REPLACE TABLE t (";
  for (const schema::FeatureField& field : features) {
    Result<std::string> type = duck::sql_type(field.type);
    EXPECT_TRUE(type) << field.name;
    sql += (sql.ends_with('(') ? "" : ", ") + quote_identifier(field.name) + " " +
           std::move(type).value_or("");
  }
  return sql + ")";
}

fs::path project_file(std::string_view name) {
  const char* const root = std::getenv("VITRINE_SOURCE_DIR");
  return fs::path(root == nullptr ? "." : root) / name;
}

void check(const std::string& name, Parse parse) {
  const fs::path path = project_file("tests/golden/filter") / (name + ".txt");
  const Result<std::string> text = read_file(path);
  ASSERT_TRUE(text) << text.error().message();
  duck::Database database = *duck::Database::open({1, 256U << 20U, {}});
  duck::Connection connection = *duck::Connection::open(database);
  schema::Features features;
  std::istringstream lines(*text);
  std::string rewritten;
  const bool update = std::getenv("VITRINE_UPDATE_GOLDEN") != nullptr;
  int cases = 0;
  for (std::string line; std::getline(lines, line);) {
    rewritten += line + "\n";
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with("features ")) {
      features = *schema::parse_features(line.substr(9));
      ASSERT_TRUE(connection.execute(create_table(features)));
      continue;
    }
    ++cases;
    const Result<std::string> sql = sql_of(parse(line, features), features);
    std::string expected;
    std::getline(lines, expected);
    rewritten += answer(sql) + "\n";
    if (!update) {
      EXPECT_EQ(answer(sql), expected) << line;
    }
    if (!sql) continue;
    const Status bound = connection.execute("SELECT 1 FROM t WHERE " + *sql);
    EXPECT_TRUE(bound) << line << " became " << *sql << ": " << bound.error().message();
  }
  EXPECT_GT(cases, 40);
  if (update) {
    ASSERT_TRUE(write_file_atomic(path, rewritten));
  }
}

TEST(FilterGolden, LenientConditionsBecomeWhatIsWritten) {
  check("lenient", ask::parse_where);
}

TEST(FilterGolden, HubConditionsBecomeWhatIsWritten) {
  check("hub", ask::parse_hub_where);
}

/// The examples of docs/filters.md stand indented under two headings.
TEST(FilterGolden, ExamplesOfTheDocumentationAreAccepted) {
  const schema::Features features =
      *schema::parse_features(R"({"title":{"dtype":"string","_type":"Value"},
      "year":{"dtype":"int64","_type":"Value"},"score":{"dtype":"float64","_type":"Value"},
      "venue":{"dtype":"string","_type":"Value"},"published":{"dtype":"date32","_type":"Value"},
      "type":{"names":["Oral","Poster"],"_type":"ClassLabel"},
      "TL;DR":{"dtype":"string","_type":"Value"},"extra":{"_type":"Json"},
      "authors":{"feature":{"dtype":"string","_type":"Value"},"_type":"List"}})");
  const Result<std::string> page = read_file(project_file("docs/filters.md"));
  ASSERT_TRUE(page);
  duck::Database database = *duck::Database::open({1, 256U << 20U, {}});
  duck::Connection connection = *duck::Connection::open(database);
  ASSERT_TRUE(connection.execute(create_table(features)));
  std::istringstream lines(*page);
  std::string section;
  int examples = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#")) section = line;
    if (!line.starts_with("    ")) continue;
    ++examples;
    const bool sort = section.find("ort keys") != std::string::npos;
    const bool hub = section.find("Hub") != std::string::npos;
    const std::string example = line.substr(4);
    const Result<std::string> sql =
        sort  ? order_sql_of(ask::parse_sort(example, features), features)
        : hub ? sql_of(ask::parse_hub_where(example, features), features)
              : sql_of(ask::parse_where(example, features), features);
    ASSERT_TRUE(sql) << example << ": " << sql.error().message();
    const Status bound =
        connection.execute("SELECT 1 FROM t " + std::string(sort ? "ORDER BY " : "WHERE ") + *sql);
    EXPECT_TRUE(bound) << example << ": " << bound.error().message();
  }
  EXPECT_GE(examples, 15);
}

}  // namespace
}  // namespace vitrine::local
