#include "ingest/json_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vitrine::ingest {
namespace {

using ::testing::HasSubstr;

/// Adds the records, each with the padding that the scan asks for.
Status add_all(JsonSchemaScan& scan, std::initializer_list<std::string_view> records) {
  for (const std::string_view record : records) {
    std::string padded(record);
    padded.resize(record.size() + JsonRecords::kRecordPadding);
    if (Status status = scan.add(std::string_view(padded).substr(0, record.size())); !status)
      return status;
  }
  return {};
}

std::string record_of(const char* number) {
  return R"({"a":)" + std::string(number) + "}";
}

schema::Feature inferred(std::initializer_list<std::string_view> records) {
  JsonSchemaScan scan;
  const Status status = add_all(scan, records);
  EXPECT_TRUE(status) << status.error().message();
  return scan.features().at(0).type;
}

TEST(JsonSchema, IntegersTakeTheSmallestExactType) {
  EXPECT_EQ(inferred({R"({"a":1})", R"({"a":null})"}), schema::Feature::value("int64"));
  EXPECT_EQ(inferred({R"({"a":-9223372036854775808})"}), schema::Feature::value("int64"));
  EXPECT_EQ(inferred({R"({"a":9223372036854775808})"}), schema::Feature::value("uint64"));
  EXPECT_EQ(inferred({R"({"a":18446744073709551615})", R"({"a":-1})"}),
            schema::Feature::value("decimal128(38, 0)"));
  EXPECT_EQ(inferred({R"({"a":123456789012345678901234567890})"}),
            schema::Feature::value("decimal128(38, 0)"));
  EXPECT_EQ(inferred({"{\"a\":" + std::string(39, '9') + "}"}), schema::Feature::json());
}

TEST(JsonSchema, MixedNumbersAreFloats) {
  EXPECT_EQ(inferred({R"({"a":1})", R"({"a":2.5})"}), schema::Feature::value("float64"));
  EXPECT_EQ(inferred({R"({"a":NaN})", R"({"a":-Infinity})"}), schema::Feature::value("float64"));
}

TEST(JsonSchema, NumbersThatNoDoubleHoldsBesideFractionsStayAsTheyAreWritten) {
  EXPECT_EQ(inferred({R"({"a":9007199254740993})", R"({"a":0.5})"}), schema::Feature::json());
  EXPECT_EQ(inferred({R"({"a":9007199254740992})", R"({"a":0.5})"}),
            schema::Feature::value("float64"));
  EXPECT_EQ(inferred({R"({"a":-10000000000000000000000})", R"({"a":0.5})"}),
            schema::Feature::value("float64"));
  EXPECT_EQ(inferred({R"({"a":1e400})"}), schema::Feature::json());
  EXPECT_EQ(inferred({R"({"a":1e-400})"}), schema::Feature::value("float64"));
  EXPECT_EQ(inferred({R"({"a":[9007199254740993,0.5]})"}),
            schema::Feature::list(schema::Feature::json()));
}

TEST(JsonSchema, NumbersWhoseWholePartNoDoubleHoldsStayAsTheyAreWritten) {
  for (const char* number :
       {"1234567890123456789.0", "-12345678901234567.89", "123456789012345678.5"})
    EXPECT_EQ(inferred({record_of(number)}), schema::Feature::json()) << number;
  for (const char* number : {"123456789012345680.0", "1.2345678901234567e+18",
                             "123456789.123456789", "0.1234567890123456789"})
    EXPECT_EQ(inferred({record_of(number)}), schema::Feature::value("float64")) << number;
}

TEST(JsonSchema, WhatIsNearlyANumberIsNone) {
  for (const char* number :
       {"5.", "1e", "1e+", "1.e5", "1.2.3", "1e5.5", "1-2", "-", "01", "-01.5"}) {
    JsonSchemaScan scan;
    const Status status = add_all(scan, {record_of(number)});
    ASSERT_FALSE(status) << number;
    EXPECT_THAT(status.error().message(), HasSubstr("is no JSON value")) << number;
  }
}

TEST(JsonSchema, UsualMistakesAreCalledByTheirNames) {
  const auto error = [](std::string_view record) {
    JsonSchemaScan scan;
    const Status status = add_all(scan, {record});
    return status ? std::string("no error") : status.error().message();
  };
  EXPECT_THAT(error("{'a': 1}"), HasSubstr("single quotes"));
  EXPECT_THAT(error(R"({"a": True})"), HasSubstr("True"));
  EXPECT_THAT(error(R"({"a": 1,})"), HasSubstr("a comma stands before a closing bracket"));
  EXPECT_THAT(error(R"({"a": [1, ]})"), HasSubstr("a comma stands before a closing bracket"));
  EXPECT_THAT(error(R"({"a": 1},)"), HasSubstr("a comma stands behind the record"));
  EXPECT_THAT(error("{\"a\": 1 // one\n}"), HasSubstr("comment"));
  EXPECT_THAT(error("{\"a\": \"x\ty\"}"), HasSubstr("control character"));
  EXPECT_THAT(error(R"({"a": "x)"), HasSubstr("does not end"));
  EXPECT_THAT(error(R"({"a" 1})"), HasSubstr("broken JSON"));
  EXPECT_THAT(error("{a: 1}"), HasSubstr("keys stand without quotes"));
  EXPECT_THAT(error("{\"a\": 1, \"b\": { c_1 : 2}}"), HasSubstr("keys stand without quotes"));
  for (const char* text : {R"(\x41)", R"(C:\Users)", R"(\u00/*)", R"(\u12)", R"(\')", R"(\\\ )"})
    EXPECT_THAT(error("{\"a\": \"" + std::string(text) + "\"}"), HasSubstr("begins no escape"))
        << text;
  EXPECT_EQ(error(R"({"a": "\\u00 \u00e9 \" \/ \b\f\n\r\t \ud83d\ude00"})"), "no error");
  // What stands inside of texts is none.
  EXPECT_EQ(error(R"({"a": "it's // not, } # True"})"), "no error");
}

TEST(JsonSchema, MixedKindsAreJsonAndNothingIsAString) {
  EXPECT_EQ(inferred({R"({"a":1})", R"({"a":"x"})"}), schema::Feature::json());
  EXPECT_EQ(inferred({R"({"a":null})"}), schema::Feature::value("string"));
  EXPECT_EQ(inferred({R"({"a":{}})"}), schema::Feature::json());
}

TEST(JsonSchema, ObjectsOfVeryManyKeysInAllAreJson) {
  const auto objects = [](int outer, int inner) {
    std::string text = R"({"a":{)";
    for (int i = 0; i < outer; ++i) {
      text += (i > 0 ? ",\"o" : "\"o") + std::to_string(i) + "\":{";
      for (int j = 0; j < inner; ++j) text += (j > 0 ? ",\"k" : "\"k") + std::to_string(j) + "\":1";
      text += '}';
    }
    return text + "}}";
  };
  EXPECT_EQ(inferred({objects(10, 100)}).kind, schema::Feature::Kind::kStruct);
  EXPECT_EQ(inferred({objects(10, 101)}), schema::Feature::json());
}

TEST(JsonSchema, DatesAndTimesOnlyIfAllAre) {
  EXPECT_EQ(inferred({R"({"a":"2024-02-29"})"}), schema::Feature::value("date32"));
  EXPECT_EQ(inferred({R"({"a":"2023-02-29"})"}), schema::Feature::value("string"));
  EXPECT_EQ(inferred({R"({"a":"2024-01-05T10:00:00"})", R"({"a":"2024-01-05 10:00:00.25"})"}),
            schema::Feature::value("timestamp[us]"));
  EXPECT_EQ(inferred({R"({"a":"2024-01-05T10:00:00Z"})"}),
            schema::Feature::value("timestamp[us, tz=UTC]"));
  EXPECT_EQ(inferred({R"({"a":"2024-01-05"})", R"({"a":"soon"})"}),
            schema::Feature::value("string"));
}

/// {"a":[item, item, ...]}
std::string list_of(std::size_t count, std::string_view item) {
  std::string out = "{\"a\":[";
  for (std::size_t i = 0; i < count; ++i) out += (i == 0 ? "" : ",") + std::string(item);
  return out + "]}";
}

/// Of float32, all of one length.
schema::Feature measured_list(std::uint32_t length) {
  schema::Feature type = schema::Feature::list(schema::Feature::value("float32"), length);
  type.measured_length = true;
  return type;
}

TEST(JsonSchema, ListsOfSixteenFiniteNumbersOrMoreAreVectors) {
  const schema::Feature plain = schema::Feature::list(schema::Feature::value("float64"));
  EXPECT_EQ(inferred({list_of(16, "0.5"), list_of(16, "2"), R"({"a":null})"}), measured_list(16));
  EXPECT_EQ(inferred({list_of(15, "0.5")}), plain);
  EXPECT_EQ(inferred({list_of(16, "0.5"), list_of(17, "0.5")}), plain);
  EXPECT_EQ(inferred({list_of(16, "0.5"), list_of(16, "null")}), plain);
  EXPECT_EQ(inferred({list_of(16, "NaN")}), plain);
  EXPECT_EQ(inferred({list_of(16, "7")}), schema::Feature::list(schema::Feature::value("int64")))
      << "token ids";
  EXPECT_EQ(inferred({R"({"a":[0.5,1]})", R"({"a":[2,3]})"}), plain) << "a pair is no vector";
}

TEST(JsonSchema, VectorsAreFloat32OnlyIfEveryNumberSurvivesIt) {
  const auto width = [](std::string_view number) {
    return inferred({list_of(16, "0.5"), list_of(16, number)}).item().dtype;
  };
  for (const std::string_view number :
       {"0.1", "-73.98566", "1e-7", "0.10000000149011612", "3.4e38", "16777216", "0.12345679"})
    EXPECT_EQ(width(number), "float32") << number;
  for (const std::string_view number :
       {"1700000042.25", "40.748433456", "1e300", "1e-50", "16777217", "0.123456789012"})
    EXPECT_EQ(width(number), "float64") << number;
}

TEST(JsonSchema, AColumnThatIsCalledAVectorIsOneAtAnyLength) {
  for (const std::string name : {"embedding", "title_embedding", "Vectors", "text emb"}) {
    JsonSchemaScan scan;
    const std::string record = "{\"" + name + "\":[0.5,1]}";
    ASSERT_TRUE(add_all(scan, {record}));
    EXPECT_EQ(scan.features().at(0).type, measured_list(2)) << name;
  }
  for (const std::string name : {"v", "bbox", "embedded", "vector_of"}) {
    JsonSchemaScan scan;
    const std::string record = "{\"" + name + "\":[0.5,1]}";
    ASSERT_TRUE(add_all(scan, {record}));
    EXPECT_EQ(scan.features().at(0).type, schema::Feature::list(schema::Feature::value("float64")))
        << name;
  }
}

TEST(JsonSchema, AColumnIsAVectorIfTheUserSaysSo) {
  JsonSchemaScan scan({{"a"}});
  ASSERT_TRUE(add_all(scan, {R"({"a":[0.5,1],"b":[0.5,1]})"}));
  EXPECT_EQ(scan.features().at(0).type, measured_list(2));
  EXPECT_EQ(scan.features().at(1).type, schema::Feature::list(schema::Feature::value("float64")));
}

TEST(JsonSchema, MergedScansAreOneScanOfAllRecords) {
  const std::initializer_list<std::string_view> first = {R"({"a":1,"b":[1],"c":{"x":1}})"};
  const std::initializer_list<std::string_view> second = {R"({"b":[0.5],"d":"2024-01-05"})",
                                                          R"({"c":{"y":"s"},"a":-1})"};
  JsonSchemaScan merged;
  JsonSchemaScan part;
  JsonSchemaScan whole;
  ASSERT_TRUE(add_all(merged, first));
  ASSERT_TRUE(add_all(part, second));
  merged.merge(part);
  ASSERT_TRUE(add_all(whole, first));
  ASSERT_TRUE(add_all(whole, second));
  EXPECT_EQ(merged.features(), whole.features());
  EXPECT_EQ(merged.records(), 3U);
}

TEST(JsonSchema, NestedTypesMergeOverRecords) {
  const schema::Feature feature = inferred({R"({"a":{"x":1}})", R"({"a":{"y":["s"],"x":2}})"});
  ASSERT_EQ(feature.kind, schema::Feature::Kind::kStruct);
  EXPECT_EQ(feature.children.at(0), (schema::FeatureField{"x", schema::Feature::value("int64")}));
  EXPECT_EQ(feature.children.at(1),
            (schema::FeatureField{"y", schema::Feature::list(schema::Feature::value("string"))}));
  EXPECT_EQ(inferred({R"({"a":{"x":1,"X":2}})"}), schema::Feature::json())
      << "names differ in case only";
}

TEST(JsonSchema, MalformedRecordsAreRefused) {
  for (const std::string_view bad :
       {R"({"a":tru})", R"({"a":1)", R"({"a":01})", R"({"a":1}x)", R"([1])", R"(3)", R"({"a" 1})",
        "{\"a\":\"\xFF\"}", R"({"a\u0000b":1})", R"({"a":nan})", R"({"a":-})", R"({"a":1.2.3x})",
        R"({"a":nul})", "\0"}) {
    JsonSchemaScan scan;
    EXPECT_FALSE(add_all(scan, {bad})) << bad;
  }
}

TEST(JsonSchema, DepthIsBounded) {
  JsonSchemaScan scan;
  const std::string deep = "{\"a\":" + std::string(500, '[') + std::string(500, ']') + "}";
  EXPECT_FALSE(add_all(scan, {deep}));
}

TEST(JsonSchema, EscapedKeysAreTheirText) {
  JsonSchemaScan scan;
  ASSERT_TRUE(add_all(scan, {R"({"a\"b":1,"TL;DR":"x","":2})"}));
  EXPECT_EQ(scan.features().at(0).name, "a\"b");
  EXPECT_EQ(scan.features().at(1).name, "TL;DR");
  EXPECT_EQ(scan.features().at(2).name, "");
}

TEST(JsonSchema, AKeyThatStandsTwiceIsRefusedOrKept) {
  JsonSchemaScan twice;
  EXPECT_FALSE(add_all(twice, {R"({"a":1,"b":2,"a":3})"}));
  JsonSchemaScan nested;
  ASSERT_TRUE(add_all(nested, {R"({"o":{"a":1,"a":2}})", R"({"o":{"a":1}})"}));
  EXPECT_EQ(nested.features().at(0).type, schema::Feature::json()) << "a struct would lose a value";
  JsonSchemaScan apart;
  EXPECT_TRUE(add_all(apart, {R"({"a":1})", R"({"a":2})"}));
}

TEST(JsonSchema, OffsetsThatMomentsWouldNotKeepAreText) {
  JsonSchemaScan scan;
  ASSERT_TRUE(add_all(
      scan, {R"({"z":"2024-01-05T10:00:00Z","o":"2024-01-05T10:00:00+02:00","t":"x"})",
             R"({"z":"2024-01-05 10:00:00.123456+00:00","o":"2024-01-05T10:00:00Z","t":"y"})"}));
  EXPECT_EQ(scan.features().at(0).type, schema::Feature::value("timestamp[us, tz=UTC]"));
  EXPECT_EQ(scan.features().at(1).type, schema::Feature::value("string"));
  EXPECT_EQ(scan.offset_columns(), std::vector<std::string>{"o"});
}

TEST(JsonSchema, ManyFieldsInAnyOrderAreTheSame) {
  std::string up = "{";
  std::string down = "{";
  constexpr int kFields = 300;
  for (int i = 0; i < kFields; ++i) {
    up += (i == 0 ? "" : ",") + ("\"k" + std::to_string(i)) + "\":1";
    down += (i == 0 ? "" : ",") + ("\"k" + std::to_string(kFields - i)) + "\":0.5";
  }
  JsonSchemaScan scan;
  ASSERT_TRUE(add_all(scan, {up + "}", down + "}"}));
  const schema::Features features = scan.features();
  ASSERT_EQ(features.size(), kFields + 1U) << "k0 and k300 are each in one of them";
  EXPECT_EQ(features.front(), (schema::FeatureField{"k0", schema::Feature::value("int64")}));
  EXPECT_EQ(features.at(7), (schema::FeatureField{"k7", schema::Feature::value("float64")}));
  EXPECT_EQ(features.back(), (schema::FeatureField{"k300", schema::Feature::value("float64")}));
}

}  // namespace
}  // namespace vitrine::ingest
