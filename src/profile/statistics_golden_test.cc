// The tables of tests/golden/statistics against the statistics that its script computed by itself.

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/file.h"
#include "base/json_parse.h"
#include "duck/types.h"
#include "profile/statistics.h"
#include "profile/statistics_json.h"

namespace vitrine::profile {
namespace {

fs::path golden_directory() {
  const char* root = std::getenv("VITRINE_SOURCE_DIR");
  return fs::path(root == nullptr ? "." : root) / "tests/golden/statistics";
}

/// Reads the rows with the types that the features have; columns are called c0, c1, ...
std::string relation_of(const fs::path& rows, const schema::Features& features) {
  std::string sql =
      "read_json(" + quote_literal(rows.string()) + ", format = 'newline_delimited', columns = {";
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (i > 0) sql += ", ";
    sql += "'c" + std::to_string(i) + "': " + quote_literal(*duck::sql_type(features[i].type));
  }
  return sql + "})";
}

class StatisticsGoldenTest : public ::testing::TestWithParam<const char*> {};

TEST_P(StatisticsGoldenTest, EqualsTheIndependentComputation) {
  const std::string name = GetParam();
  const Result<std::string> text = read_file(golden_directory() / (name + ".expected.json"));
  ASSERT_TRUE(text) << text.error().message();
  const Result<boost::json::value> expected = parse_json(*text);
  ASSERT_TRUE(expected);
  const boost::json::object& root = expected->as_object();
  Result<schema::Features> features = schema::parse_features(serialize(root.at("features")));
  ASSERT_TRUE(features) << features.error().message();
  for (schema::FeatureField& field : *features)
    field.type.declared_vector = field.type.length.has_value();

  Result<duck::Database> database = duck::Database::open({.threads = 2});
  ASSERT_TRUE(database);
  Result<duck::Connection> connection = duck::Connection::open(*database);
  ASSERT_TRUE(connection);
  const ProfileInput input = {relation_of(golden_directory() / (name + ".rows.jsonl"), *features),
                              *features, ""};
  const Result<SplitStatistics> statistics = profile_split(*connection, input);
  ASSERT_TRUE(statistics) << statistics.error().message();

  EXPECT_EQ(statistics->num_rows, root.at("num_rows").to_number<std::uint64_t>());
  const boost::json::array& columns = root.at("columns").as_array();
  ASSERT_EQ(statistics->columns.size(), columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const ColumnStatistics& mine = statistics->columns[i];
    const boost::json::object& theirs = columns[i].as_object();
    EXPECT_EQ(mine.name, theirs.at("name").as_string());
    EXPECT_EQ(column_type(mine), theirs.at("column_type").as_string()) << mine.name;
    std::string hub;
    append_block(hub, mine, Precision::kHub);
    EXPECT_EQ(*parse_json(hub), theirs.at("statistics")) << mine.name;
    // Ours alone, and tested in statistics_test.cc.
    std::string own;
    append_extra(own, mine);
    boost::json::value extra = *parse_json(own);
    extra.as_object().erase("counts");
    EXPECT_EQ(extra, theirs.at("extra")) << mine.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Tables, StatisticsGoldenTest,
                         ::testing::Values("mixed_300", "mixed_7", "adjacent", "one_row",
                                           "one_value", "constant", "all_null"));

}  // namespace
}  // namespace vitrine::profile
