#include "schema/features.h"

#include <gtest/gtest.h>

namespace vitrine::schema {
namespace {

constexpr std::string_view kPaper =
    R"({"paper_id":{"dtype":"uint32","_type":"Value"},)"
    R"("authors":{"feature":{"dtype":"string","_type":"Value"},"_type":"List"},)"
    R"("type":{"names":["Oral","Poster"],"_type":"ClassLabel"},)"
    R"("meta":{"x":{"_type":"Json"}},"img":{"_type":"Image"},)"
    R"("embedding":{"feature":{"dtype":"float32","_type":"Value"},"length":768,"_type":"List"}})";

TEST(Features, RoundTripInTheHubsForm) {
  const auto features = parse_features(kPaper);
  ASSERT_TRUE(features) << features.error().message();
  EXPECT_EQ(features_json(*features), kPaper);
}

TEST(Features, OldListFormsAreReadAndWrittenOnlyOnRequest) {
  const auto old = parse_feature(R"([{"dtype":"string","_type":"Value"}])");
  ASSERT_TRUE(old);
  EXPECT_EQ(*old, Feature::list(Feature::value("string")));
  std::string out;
  append_feature_json(out, *old, ListForm::kArray);
  EXPECT_EQ(out, R"([{"dtype":"string","_type":"Value"}])");
}

TEST(Features, SequenceOfAStructIsAStructOfLists) {
  const auto feature =
      parse_feature(R"({"feature":{"a":{"dtype":"int64","_type":"Value"}},"_type":"Sequence"})");
  ASSERT_TRUE(feature);
  ASSERT_EQ(feature->kind, Feature::Kind::kStruct);
  EXPECT_EQ(feature->children.at(0).type, Feature::list(Feature::value("int64")));
}

TEST(Features, MalformedTypesAreRefusedWithTheirPlace) {
  const auto bad = parse_features(R"({"a":{"b":{"_type":"Value"}}})");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().message(), "a: b: Value without \"dtype\"");
  EXPECT_FALSE(parse_feature("[]"));
  EXPECT_FALSE(
      parse_feature(R"({"feature":{"dtype":"int8","_type":"Value"},"length":-5,"_type":"List"})"));
}

TEST(Features, LabelsSayTheTypeInWords) {
  const auto features = *parse_features(kPaper);
  EXPECT_EQ(feature_label(features[0].type), "uint32");
  EXPECT_EQ(feature_label(features[1].type), "list of string");
  EXPECT_EQ(feature_label(features[2].type), "class (2)");
  EXPECT_EQ(feature_label(features[4].type), "Image");
  EXPECT_EQ(feature_label(features[5].type), "vector of 768 float32");
}

TEST(Features, ADeclaredVectorIsToldInTheStoredFormAlone) {
  Feature vector = Feature::list(Feature::value("float32"), 3);
  vector.declared_vector = true;
  const std::string stored = features_json({{"v", vector}}, ListForm::kStored);
  EXPECT_EQ(parse_features(stored)->front().type, vector);
  EXPECT_EQ(features_json({{"v", vector}}).find("vector"), std::string::npos);
}

TEST(Features, ALengthThatWasMeasuredIsToldInTheStoredFormAlone) {
  Feature vector = Feature::list(Feature::value("float32"), 16);
  vector.measured_length = true;
  EXPECT_EQ(parse_features(features_json({{"v", vector}}, ListForm::kStored))->front().type,
            vector);
  EXPECT_EQ(features_json({{"v", vector}}),
            R"({"v":{"feature":{"dtype":"float32","_type":"Value"},"_type":"List"}})");
  EXPECT_EQ(features_json({{"v", vector}}, ListForm::kArray),
            R"({"v":[{"dtype":"float32","_type":"Value"}]})");
  EXPECT_TRUE(vector.is_vector());
  EXPECT_EQ(vector.declared_length(), std::nullopt);
}

}  // namespace
}  // namespace vitrine::schema
