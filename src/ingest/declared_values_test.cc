#include "ingest/declared_values.h"

#include <gtest/gtest.h>

namespace vitrine {
namespace {

Feature member(std::string name, Feature type) {
  return Feature::structure({{std::move(name), std::move(type)}});
}

TEST(DeclaredValues, WhatMayLoseIsToldByTheTypesAlone) {
  const Feature int32 = Feature::value("int32");
  const Feature float64 = Feature::value("float64");
  EXPECT_TRUE(may_lose(int32, float64));
  EXPECT_TRUE(may_lose(float64, int32)) << "beyond 2^53";
  EXPECT_TRUE(may_lose(Feature::list(int32), Feature::list(float64)));
  EXPECT_TRUE(may_lose(member("a", int32), member("a", float64)));
  EXPECT_FALSE(may_lose(member("b", int32), member("a", float64))) << "another shape";
  EXPECT_TRUE(may_lose(Feature::value("date32"), Feature::value("timestamp[us]")));
  EXPECT_TRUE(may_lose(Feature::value("float32"), float64)) << "of whole numbers alone";
  EXPECT_FALSE(may_lose(Feature::value("string"), float64));
  EXPECT_FALSE(may_lose(float64, float64));
}

/// How many of the values, a row of SQL each, of type `found` are refused as `declared`.
std::string refused(const Feature& declared, const Feature& found, const std::string& values) {
  Database database = *Database::open({.threads = 1});
  Connection connection = *Connection::open(database);
  Result<QueryResult> result = connection.query(
      "SELECT string_agg(v::VARCHAR, ' | ' ORDER BY i) FROM (SELECT row_number() OVER () AS i, "
      "unnest([" +
      values + "]) AS v) WHERE " + loses_value("v", declared, found));
  if (!result) return result.error().message();
  Chunk chunk;
  if (!*result->next(chunk)) return "no row";
  return chunk.column(0).is_null(0) ? "" : std::string(chunk.column(0).text(0));
}

TEST(DeclaredValues, Float32CutsDigitsButCountsWholeNumbersExactly) {
  const Feature float32 = Feature::value("float32");
  const Feature float64 = Feature::value("float64");
  EXPECT_EQ(refused(float32, float64,
                    "0.1, 16777216, 16777217, -16777217, 1e20, 1e300, 'nan'::DOUBLE, "
                    "'-inf'::DOUBLE, NULL, 33554432, 16777217.5"),
            "16777217.0 | -16777217.0 | 1e+300");
  EXPECT_EQ(refused(Feature::list(float32), Feature::list(float64),
                    "[0.1], [0.5, 16777217], [NULL], NULL, []"),
            "[0.5, 16777217.0]");
}

TEST(DeclaredValues, EachMemberIsJudgedByItself) {
  const Feature float32 = Feature::value("float32");
  const Feature declared = Feature::structure({{"b", float32}, {"a", float32}, {"c", float32}});
  const Feature found =
      Feature::structure({{"a", Feature::value("int64")}, {"b", Feature::value("float64")}});
  EXPECT_EQ(refused(declared, found,
                    "{'a': 1::BIGINT, 'b': 0.1::DOUBLE}, {'a': 16777217, 'b': 0.1}, NULL"),
            "{'a': 16777217, 'b': 0.1}");
}

TEST(DeclaredValues, ShapesThatHaveNoValueInCommonConflict) {
  const Feature number = Feature::value("int64");
  EXPECT_FALSE(check_shape("c", number, Feature::list(number)));
  EXPECT_FALSE(check_shape("c", member("a", number), member("a", Feature::list(number))));
  EXPECT_TRUE(check_shape("c", Feature::value("string"), Feature::list(number))) << "its JSON";
  EXPECT_TRUE(check_shape("c", Feature::list(number), Feature::value("null")));
  EXPECT_TRUE(check_shape("c", number, Feature::value("string")));
}

TEST(DeclaredValues, MembersThatAreNotDeclaredAreNamed) {
  const Feature string = Feature::value("string");
  const Feature found =
      Feature::list(Feature::structure({{"a", string}, {"b", string}, {"c", member("d", string)}}));
  const Feature declared =
      Feature::list(Feature::structure({{"a", string}, {"c", member("e", string)}}));
  EXPECT_EQ(undeclared_members(declared, found), "\"b\", \"d\"");
  EXPECT_EQ(undeclared_members(found, found), "");
}

}  // namespace
}  // namespace vitrine
