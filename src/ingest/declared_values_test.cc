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
  EXPECT_FALSE(may_lose(Feature::value("float32"), float64)) << "digits are meant to be cut";
  EXPECT_FALSE(may_lose(float64, float64));
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
