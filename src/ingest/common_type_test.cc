#include "ingest/common_type.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace vitrine::ingest {
namespace {

std::string wider_dtype(const std::string& a, const std::string& b) {
  const schema::Feature x = schema::Feature::value(a);
  const schema::Feature y = schema::Feature::value(b);
  return go_together(x, y) ? wider(x, y).dtype : "";
}

TEST(CommonType, MomentsOfOneZoneKeepIt) {
  EXPECT_EQ(wider_dtype("timestamp[s, tz=Europe/Berlin]", "timestamp[us, tz=Europe/Berlin]"),
            "timestamp[us, tz=Europe/Berlin]");
  EXPECT_EQ(wider_dtype("timestamp[s]", "timestamp[ms]"), "timestamp[ms]");
}

TEST(CommonType, MomentsOfTwoZonesAreToldInUtc) {
  EXPECT_EQ(wider_dtype("timestamp[ms, tz=Europe/Berlin]", "timestamp[s, tz=+02:00]"),
            "timestamp[ms, tz=UTC]");
}

TEST(CommonType, MomentsWithAndWithoutAZoneDoNotGoTogether) {
  EXPECT_EQ(wider_dtype("timestamp[us]", "timestamp[us, tz=UTC]"), "");
}

TEST(CommonType, TimesOfDayTakeTheFinerUnitAndDecimalsHoldIntegers) {
  EXPECT_EQ(wider_dtype("time32[s]", "time64[us]"), "time64[us]");
  EXPECT_EQ(wider_dtype("time32[ms]", "time32[s]"), "time32[ms]");
  EXPECT_EQ(wider_dtype("decimal128(5, 1)", "int64"), "decimal128(20, 1)");
  EXPECT_EQ(wider_dtype("uint64", "decimal128(4, 2)"), "decimal128(22, 2)");
  EXPECT_EQ(wider_dtype("decimal128(38, 20)", "int64"), "") << "39 digits";
  EXPECT_EQ(wider_dtype("duration[s]", "duration[us]"), "duration[us]");
  EXPECT_EQ(wider_dtype("duration[ns]", "duration[ms]"), "duration[ns]");
  EXPECT_EQ(wider_dtype("duration[ns]", "int64"), "");
  EXPECT_EQ(wider_dtype("int32", "int64"), "int64");
}

TEST(CommonType, MembersOfStructsAreMatchedByName) {
  const schema::Feature int32 = schema::Feature::value("int32");
  const schema::Feature int64 = schema::Feature::value("int64");
  const schema::Feature text = schema::Feature::value("string");
  const schema::Feature ab = schema::Feature::structure({{"a", int32}, {"b", text}});
  const schema::Feature ba = schema::Feature::structure({{"b", text}, {"a", int64}});
  const schema::Feature bc = schema::Feature::structure({{"b", text}, {"c", text}});
  ASSERT_TRUE(go_together(ab, ba));
  EXPECT_EQ(wider(ab, ba), schema::Feature::structure({{"a", int64}, {"b", text}}));
  ASSERT_TRUE(go_together(schema::Feature::list(ab), schema::Feature::list(bc)));
  EXPECT_EQ(wider(ab, bc), schema::Feature::structure({{"a", int32}, {"b", text}, {"c", text}}));
  EXPECT_FALSE(go_together(ab, schema::Feature::structure({{"x", text}})));
  EXPECT_FALSE(go_together(ab, schema::Feature::structure({{"b", text}, {"A", int32}})));
  EXPECT_FALSE(go_together(
      ab, schema::Feature::structure({{"b", text}, {"a", schema::Feature::value("float64")}})))
      << "integers of structs of another shape are not looked through";
}

/// The least and greatest value of an integer type, as doubles that are exact enough to compare.
std::pair<double, double> range_of(const std::string& dtype) {
  const int bits = std::stoi(dtype.substr(dtype.find_first_of("0123456789")));
  if (dtype[0] == 'u') return {0, std::pow(2.0, bits)};
  return {-std::pow(2.0, bits - 1), std::pow(2.0, bits - 1)};
}

TEST(CommonType, IntegersOfAnyTwoWidthsAreHeld) {
  const std::vector<std::string> types = {"int8",  "int16",  "int32",  "int64",
                                          "uint8", "uint16", "uint32", "uint64"};
  for (const std::string& a : types) {
    for (const std::string& b : types) {
      const std::string both = wider_dtype(a, b);
      EXPECT_EQ(both, wider_dtype(b, a)) << a << " " << b;
      if (both == "decimal128(38, 0)") {
        EXPECT_TRUE(a == "uint64" || b == "uint64") << a << " " << b;
        continue;
      }
      for (const std::string& one : {a, b}) {
        EXPECT_LE(range_of(both).first, range_of(one).first) << a << " " << b << " " << both;
        EXPECT_GE(range_of(both).second, range_of(one).second) << a << " " << b << " " << both;
      }
    }
  }
}

schema::Feature random_type(std::mt19937& random, int depth) {
  static const std::vector<std::string> kTypes = {
      "int8",   "uint32",    "int64",      "float32",          "float64",
      "string", "bool",      "null",       "timestamp[s]",     "timestamp[us, tz=UTC]",
      "date32", "time32[s]", "time64[us]", "decimal128(9, 2)", "decimal128(30, 4)"};
  const unsigned kind = static_cast<unsigned>(random() % (depth > 0 ? 5 : 3));
  if (kind < 3) return schema::Feature::value(kTypes[random() % kTypes.size()]);
  if (kind == 3) return schema::Feature::list(random_type(random, depth - 1));
  std::vector<schema::FeatureField> fields;
  for (const char* name : {"a", "b", "c"})
    if (random() % 3 > 0) fields.push_back({name, random_type(random, depth - 1)});
  if (fields.empty()) fields.push_back({"a", schema::Feature::value("int8")});
  if (random() % 2 == 0) std::ranges::reverse(fields);
  return schema::Feature::structure(std::move(fields));
}

/// As a set of members, whatever their order.
schema::Feature with_sorted_members(schema::Feature type) {
  for (schema::FeatureField& child : type.children) child.type = with_sorted_members(child.type);
  if (type.kind == schema::Feature::Kind::kStruct)
    std::ranges::sort(type.children, {}, &schema::FeatureField::name);
  return type;
}

TEST(CommonType, OneThatHoldsTwoIsTheSameEitherWayAndHoldsThemAgain) {
  int together = 0;
  for (unsigned seed = 1; seed <= 4000; ++seed) {
    std::mt19937 random(seed);
    const schema::Feature a = random_type(random, 2);
    const schema::Feature b = random() % 3 == 0 ? a : random_type(random, 2);
    ASSERT_EQ(go_together(a, b), go_together(b, a)) << "seed " << seed;
    ASSERT_TRUE(go_together(a, a)) << "seed " << seed;
    EXPECT_EQ(wider(a, a), a) << "seed " << seed;
    if (!go_together(a, b)) continue;
    ++together;
    const schema::Feature both = wider(a, b);
    EXPECT_EQ(with_sorted_members(both), with_sorted_members(wider(b, a)))
        << "seed " << seed << ": " << schema::features_json({{"a", a}, {"b", b}});
    for (const schema::Feature& one : {a, b}) {
      EXPECT_TRUE(go_together(both, one)) << "seed " << seed;
      EXPECT_EQ(wider(both, one), both)
          << "seed " << seed << ": " << schema::features_json({{"both", both}, {"one", one}});
    }
  }
  EXPECT_GT(together, 500);
}

TEST(CommonType, WhatConflictsIsNamedDownToTheMember) {
  using schema::Feature;
  const Feature text = Feature::value("string");
  const Feature whole = Feature::value("int64");
  const Feature part = Feature::value("float64");
  const auto of = [](std::vector<schema::FeatureField> fields) {
    return Feature::structure(std::move(fields));
  };
  EXPECT_EQ(conflict_of(whole, text), "is int64 in one and string in the other");
  EXPECT_EQ(conflict_of(Feature::list(whole), Feature::list(text)),
            "is list of int64 in one and list of string in the other");
  EXPECT_EQ(conflict_of(of({{"a", whole}, {"b", text}}), of({{"a", whole}, {"b", whole}})),
            "has the member \"b\", which is string in one and int64 in the other");
  EXPECT_EQ(conflict_of(Feature::list(of({{"a", of({{"x", whole}})}})),
                        Feature::list(of({{"a", of({{"x", Feature::list(text)}})}}))),
            "has the member \"a.x\", which is int64 in one and list of string in the other");
  EXPECT_EQ(conflict_of(of({{"a", whole}, {"b", text}}), of({{"a", part}, {"c", text}})),
            "has the member \"a\", which is int64 in one and float64 in the other");
  EXPECT_EQ(conflict_of(of({{"a", whole}, {"B", text}}), of({{"a", whole}, {"b", text}})),
            "has the member \"B\" in one, which is called \"b\" in the other");
  EXPECT_EQ(conflict_of(of({{"a", whole}}), of({{"c", text}, {"d", text}})),
            "is a struct of a in one and of c, d in the other");
  EXPECT_EQ(conflict_of(of({{"a", whole}}), whole), "is struct (1) in one and int64 in the other");
}

}  // namespace
}  // namespace vitrine::ingest
