#include "ingest/declared_values.h"

#include <gtest/gtest.h>

namespace vitrine::ingest {
namespace {

schema::Feature member(std::string name, schema::Feature type) {
  return schema::Feature::structure({{std::move(name), std::move(type)}});
}

TEST(DeclaredValues, WhatMayLoseIsToldByTheTypesAlone) {
  const schema::Feature int32 = schema::Feature::value("int32");
  const schema::Feature float64 = schema::Feature::value("float64");
  EXPECT_TRUE(may_lose(int32, float64));
  EXPECT_TRUE(may_lose(float64, int32)) << "beyond 2^53";
  EXPECT_TRUE(may_lose(schema::Feature::list(int32), schema::Feature::list(float64)));
  EXPECT_TRUE(may_lose(member("a", int32), member("a", float64)));
  EXPECT_FALSE(may_lose(member("b", int32), member("a", float64))) << "another shape";
  EXPECT_TRUE(may_lose(schema::Feature::value("date32"), schema::Feature::value("timestamp[us]")));
  EXPECT_TRUE(may_lose(schema::Feature::value("float32"), float64)) << "of whole numbers alone";
  EXPECT_FALSE(may_lose(schema::Feature::value("string"), float64));
  EXPECT_FALSE(may_lose(float64, float64));
}

/// How many of the values, a row of SQL each, of type `found` are refused as `declared`.
std::string refused(const schema::Feature& declared, const schema::Feature& found,
                    const std::string& values) {
  duck::Database database = *duck::Database::open({.threads = 1});
  duck::Connection connection = *duck::Connection::open(database);
  Result<duck::QueryResult> result = connection.query(
      "SELECT string_agg(v::VARCHAR, ' | ' ORDER BY i) FROM (SELECT row_number() OVER () AS i, "
      "unnest([" +
      values + "]) AS v) WHERE " + loses_value("v", declared, found));
  if (!result) return result.error().message();
  duck::Chunk chunk;
  if (!*result->next(chunk)) return "no row";
  return chunk.column(0).is_null(0) ? "" : std::string(chunk.column(0).text(0));
}

TEST(DeclaredValues, Float32CutsDigitsButCountsWholeNumbersExactly) {
  const schema::Feature float32 = schema::Feature::value("float32");
  const schema::Feature float64 = schema::Feature::value("float64");
  EXPECT_EQ(refused(float32, float64,
                    "0.1, 16777216, 16777217, -16777217, 1e20, 1e300, 'nan'::DOUBLE, "
                    "'-inf'::DOUBLE, NULL, 33554432, 16777217.5"),
            "16777217.0 | -16777217.0 | 1e+300");
  EXPECT_EQ(refused(schema::Feature::list(float32), schema::Feature::list(float64),
                    "[0.1], [0.5, 16777217], [NULL], NULL, []"),
            "[0.5, 16777217.0]");
}

TEST(DeclaredValues, EachMemberIsJudgedByItself) {
  const schema::Feature float32 = schema::Feature::value("float32");
  const schema::Feature declared =
      schema::Feature::structure({{"b", float32}, {"a", float32}, {"c", float32}});
  const schema::Feature found = schema::Feature::structure(
      {{"a", schema::Feature::value("int64")}, {"b", schema::Feature::value("float64")}});
  EXPECT_EQ(refused(declared, found,
                    "{'a': 1::BIGINT, 'b': 0.1::DOUBLE}, {'a': 16777217, 'b': 0.1}, NULL"),
            "{'a': 16777217, 'b': 0.1}");
}

TEST(DeclaredValues, ShapesThatHaveNoValueInCommonConflict) {
  const schema::Feature number = schema::Feature::value("int64");
  EXPECT_FALSE(check_shape("c", number, schema::Feature::list(number)));
  EXPECT_FALSE(check_shape("c", member("a", number), member("a", schema::Feature::list(number))));
  EXPECT_TRUE(check_shape("c", schema::Feature::value("string"), schema::Feature::list(number)))
      << "its JSON";
  EXPECT_TRUE(check_shape("c", schema::Feature::list(number), schema::Feature::value("null")));
  EXPECT_TRUE(check_shape("c", number, schema::Feature::value("string")));
}

TEST(DeclaredValues, MembersThatAreNotDeclaredAreNamed) {
  const schema::Feature string = schema::Feature::value("string");
  const schema::Feature found = schema::Feature::list(
      schema::Feature::structure({{"a", string}, {"b", string}, {"c", member("d", string)}}));
  const schema::Feature declared = schema::Feature::list(
      schema::Feature::structure({{"a", string}, {"c", member("e", string)}}));
  EXPECT_EQ(undeclared_members(declared, found), "\"b\", \"d\"");
  EXPECT_EQ(undeclared_members(found, found), "");
}

}  // namespace
}  // namespace vitrine::ingest
