#include "ingest/json_as_written.h"

#include <gtest/gtest.h>

namespace vitrine::ingest {
namespace {

const schema::Feature kString = schema::Feature::value("string");
const schema::Feature kFloat = schema::Feature::value("float64");

std::string padded(std::string_view record) {
  std::string out(record);
  out.resize(record.size() + JsonRecords::kRecordPadding);
  return out;
}

std::string quoted(schema::Features keys, std::string_view record) {
  JsonQuoter quoter(std::move(keys));
  const std::string text = padded(record);
  const Result<std::string_view> out =
      quoter.quote(std::string_view(text).substr(0, record.size()));
  return out ? std::string(*out) : out.error().message();
}

bool changes(std::initializer_list<std::string_view> records) {
  JsonSchemaScan scan;
  for (const std::string_view record : records) {
    const std::string text = padded(record);
    EXPECT_TRUE(scan.add(std::string_view(text).substr(0, record.size())));
  }
  return changes_numbers(scan.root().fields.at(0).shape, scan.features().at(0).type);
}

TEST(JsonAsWritten, ValuesOfJsonBecomeStringsOfWhatIsWritten) {
  EXPECT_EQ(quoted({{"a", schema::Feature::json()}}, R"({"a": {"x": [1.10, "y\u00e9"], "z": {}}})"),
            R"({"a":"{\"x\":[1.10,\"yé\"],\"z\":{}}"})");
  EXPECT_EQ(quoted({{"a", schema::Feature::json()}}, R"({"a":"\"q\"\n"})"),
            R"({"a":"\"\\\"q\\\"\\n\""})");
  EXPECT_EQ(quoted({{"a", schema::Feature::json()}}, R"({"a":0.1234567890123456789})"),
            R"({"a":"0.1234567890123456789"})");
  EXPECT_EQ(quoted({{"a", schema::Feature::json()}}, R"({"a":[1E5 , -0.0,1e400,NaN, true,null]})"),
            R"({"a":"[1E5,-0.0,1e400,NaN,true,null]"})");
  EXPECT_EQ(quoted({{"a", schema::Feature::json()}}, R"({"a":null})"), R"({"a":null})");
}

TEST(JsonAsWritten, TextsThatAreNoneBecomeTheirJsonAndOthersStay) {
  EXPECT_EQ(quoted({{"a", kString}}, R"({"a":1.10})"), R"({"a":"1.10"})");
  EXPECT_EQ(quoted({{"a", kString}}, R"({"a":"x\ty"})"), R"({"a":"x\ty"})");
  EXPECT_EQ(quoted({{"a", kString}}, R"({"a":{"b":[]}})"), R"({"a":"{\"b\":[]}"})");
}

TEST(JsonAsWritten, PlacesInsideAreFoundAndOtherKeysLeftOut) {
  const schema::Feature inner =
      schema::Feature::structure({{"n", kFloat}, {"j", schema::Feature::json()}});
  EXPECT_EQ(quoted({{"l", schema::Feature::list(inner)}},
                   R"({"x":1,"l":[{"n":1.50,"j":1.50},null,{"j":"s"}]})"),
            R"({"l":[{"n":1.50,"j":"1.50"},null,{"j":"\"s\""}]})");
  EXPECT_EQ(quoted({{"l", kFloat}}, R"({"x":1})"), "{}");
}

TEST(JsonAsWritten, ReadersChangeFractionsOfJsonAndTextAlone) {
  EXPECT_TRUE(changes({R"({"a":1.10})", R"({"a":"x"})"}));
  EXPECT_TRUE(changes({R"({"a":[{"b":1.5}]})", R"({"a":[{"b":"x"}]})"}));
  EXPECT_TRUE(changes({R"({"a":{"b":1e400}})"}));
  EXPECT_FALSE(changes({R"({"a":1.10})", R"({"a":2})"}));
  EXPECT_FALSE(changes({R"({"a":1})", R"({"a":"x"})"}));
  std::string many = R"({"a":{)";
  for (int i = 0; i < 1000; ++i) many += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_TRUE(changes({many + R"("last":1.10}})"}));
  EXPECT_FALSE(changes({many + R"("last":1}})"}));
}

TEST(JsonAsWritten, WhatIsBrokenIsSaid) {
  EXPECT_EQ(quoted({{"a", kFloat}}, R"({"a":)").substr(0, 12), "broken JSON:");
}

}  // namespace
}  // namespace vitrine::ingest
