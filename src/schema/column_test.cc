#include "schema/column.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <set>

namespace vitrine::schema {
namespace {

TEST(ColumnKind, EveryTypeOfTheHubHasOne) {
  const std::vector<std::pair<std::string, std::string_view>> kinds = {
      {"null", "null"},
      {"bool", "bool"},
      {"int8", "integer"},
      {"uint64", "integer"},
      {"float16", "float"},
      {"float64", "float"},
      {"decimal128(38, 0)", "decimal"},
      {"string", "text"},
      {"large_string", "text"},
      {"string_view", "text"},
      {"binary", "binary"},
      {"large_binary", "binary"},
      {"binary_view", "binary"},
      {"fixed_size_binary[16]", "binary"},
      {"date32", "date"},
      {"date64", "date"},
      {"time32[ms]", "time"},
      {"time64[ns]", "time"},
      {"timestamp[s]", "timestamp"},
      {"timestamp[us, tz=UTC]", "timestamp"},
      {"duration[us]", "duration"},
      {"complex64", "other"},
  };
  for (const auto& [dtype, kind] : kinds)
    EXPECT_EQ(kind_name(kind_of(Feature::value(dtype))), kind) << dtype;
  EXPECT_EQ(kind_of(Feature::class_label({"a"})), ColumnKind::kClass);
  EXPECT_EQ(kind_of(Feature::json()), ColumnKind::kJson);
  EXPECT_EQ(kind_of(Feature::structure({})), ColumnKind::kStruct);
  EXPECT_EQ(kind_of(Feature::list(Feature::value("float32"))), ColumnKind::kList);
  EXPECT_EQ(kind_of(Feature::list(Feature::value("float32"), 768)), ColumnKind::kVector);
}

TEST(ColumnKind, NamesAreDistinct) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kColumnKinds; ++i) names.insert(kind_name(ColumnKind(i)));
  EXPECT_EQ(names.size(), kColumnKinds);
}

TEST(ScalarForm, IsThatOfTheKind) {
  const std::vector<std::pair<std::string, ScalarForm>> forms = {
      {"null", ScalarForm::kNone},
      {"bool", ScalarForm::kBool},
      {"uint64", ScalarForm::kInteger},
      {"float16", ScalarForm::kFloat},
      {"decimal128(38, 0)", ScalarForm::kDecimal},
      {"large_string", ScalarForm::kText},
      {"fixed_size_binary[16]", ScalarForm::kBinary},
      {"date64", ScalarForm::kDate},
      {"time64[ns]", ScalarForm::kTime},
      {"timestamp[us, tz=UTC]", ScalarForm::kTimestamp},
      {"duration[us]", ScalarForm::kDuration},
      {"complex64", ScalarForm::kNone},
  };
  for (const auto& [dtype, form] : forms) EXPECT_EQ(form_of(Feature::value(dtype)), form) << dtype;
  EXPECT_EQ(form_of(Feature::class_label({"a"})), ScalarForm::kClass);
}

TEST(ScalarForm, WhatIsNoSingleValueHasNone) {
  EXPECT_EQ(form_of(Feature::json()), ScalarForm::kNone);
  EXPECT_EQ(form_of(Feature::structure({})), ScalarForm::kNone);
  EXPECT_EQ(form_of(Feature::list(Feature::value("float32"))), ScalarForm::kNone);
  EXPECT_EQ(form_of(Feature::list(Feature::value("float32"), 768)), ScalarForm::kNone);
}

TEST(Vector, IsAListOfSixteenFloatsOrMoreUnlessDeclared) {
  for (const std::uint32_t length : {0U, 2U, 15U}) {
    Feature list = Feature::list(Feature::value("float32"), length);
    EXPECT_FALSE(list.is_vector()) << length;
    EXPECT_EQ(feature_label(list), "list of float32");
    list.declared_vector = true;
    EXPECT_EQ(list.is_vector(), length >= 2) << length;
  }
  EXPECT_TRUE(Feature::list(Feature::value("float64"), 16).is_vector());
  EXPECT_FALSE(Feature::list(Feature::value("int64"), 16).is_vector());
  EXPECT_FALSE(Feature::list(Feature::value("float32")).is_vector());
}

TEST(Vector, NamesThatSaySoDeclareShortOnes) {
  for (const char* name : {"embedding", "Text_Embeddings", "vector", "title vector", "emb"})
    EXPECT_TRUE(names_vector(name)) << name;
  for (const char* name : {"bbox", "location", "span", "embedded", "eigenvectors_of", ""})
    EXPECT_FALSE(names_vector(name)) << name;
  // A header without line ends is one name; the time may not grow with the square of it.
  EXPECT_FALSE(names_vector(std::string(50'000'000, 'x')));
  EXPECT_TRUE(names_vector(std::string(50'000'000, 'x') + "_embedding"));
}

TEST(Column, TextsOfEveryWidthAreEqual) {
  for (const char* dtype : {"string", "large_string", "string_view"}) {
    const Column column = make_columns({{"title", Feature::value(dtype)}}).front();
    EXPECT_EQ(column.role, Role::kTitle) << dtype;
    EXPECT_TRUE(column.is_text && column.is_countable && column.has_length) << dtype;
  }
}

TEST(Column, KnowsDimensionUnitAndWhatCanBeCounted) {
  const std::vector<Column> columns =
      make_columns({{"v", Feature::list(Feature::value("float32"), 32)},
                    {"t", Feature::value("timestamp[ms, tz=UTC]")},
                    {"u", Feature::value("uint64")},
                    {"tags", Feature::list(Feature::value("string"))},
                    {"box", Feature::list(Feature::value("float64"), 4)}});
  EXPECT_EQ(columns[0].dimension, 32U);
  EXPECT_EQ(columns[0].role, Role::kVector);
  EXPECT_EQ(columns[1].unit, TimeUnit::kMilli);
  EXPECT_FALSE(columns[2].is_countable);
  EXPECT_TRUE(columns[3].is_countable);
  EXPECT_EQ(columns[4].kind, ColumnKind::kList);
  EXPECT_TRUE(columns[4].has_length);
}

TEST(ToMicros, RoundsDownOnBothSidesOf1970) {
  EXPECT_EQ(to_micros(1'999, TimeUnit::kNano), 1);
  EXPECT_EQ(to_micros(-1, TimeUnit::kNano), -1);
  EXPECT_EQ(to_micros(-1'000, TimeUnit::kNano), -1);
  EXPECT_EQ(to_micros(-1'001, TimeUnit::kNano), -2);
  EXPECT_EQ(to_micros(std::numeric_limits<std::int64_t>::min(), TimeUnit::kNano),
            -9'223'372'036'854'776);
  EXPECT_EQ(to_micros(-3, TimeUnit::kSecond), -3'000'000);
  EXPECT_EQ(to_micros(7, TimeUnit::kMilli), 7'000);
  EXPECT_EQ(to_micros(-7, TimeUnit::kMicro), -7);
  EXPECT_EQ(to_micros(std::numeric_limits<std::int64_t>::max(), TimeUnit::kSecond), std::nullopt);
}

}  // namespace
}  // namespace vitrine::schema
