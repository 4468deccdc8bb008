#include "source/card_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/card.h"

namespace vitrine::source {
namespace {

using testing::HasSubstr;
using testing::Not;

schema::Feature parsed(std::string_view json) {
  const Result<schema::Feature> feature = schema::parse_feature(json);
  EXPECT_TRUE(feature) << json;
  return feature ? *feature : schema::Feature();
}

schema::Features every_kind() {
  return {
      {"text", schema::Feature::value("string")},
      {"odd: \"name\" #1", schema::Feature::value("timestamp[us, tz=Europe/Berlin]")},
      {"nothing", schema::Feature::value("null")},
      {"price", schema::Feature::value("decimal128(38, 2)")},
      {"type", schema::Feature::class_label({"Oral", "yes", "1: 'x'", ""})},
      {"labels", schema::Feature::list(schema::Feature::class_label({"a", "b"}))},
      {"vector", schema::Feature::list(schema::Feature::value("float32"), 768)},
      {"matrix", schema::Feature::list(schema::Feature::list(schema::Feature::value("int8"), 2))},
      {"person",
       schema::Feature::structure(
           {{"name", schema::Feature::value("string")},
            {"born", schema::Feature::structure({{"y", schema::Feature::value("int16")}})}})},
      {"people",
       schema::Feature::list(
           schema::Feature::structure({{"n", schema::Feature::list(schema::Feature::json())}}), 2)},
      {"large", parsed(R"({"feature":{"dtype":"string","_type":"Value"},"_type":"LargeList"})")},
      {"anything", schema::Feature::json()},
      {"picture", parsed(R"({"_type":"Image"})")},
      {"pictures", parsed(R"({"feature":{"_type":"Image"},"_type":"List"})")},
      {"grey", parsed(R"({"mode":"L","_type":"Image"})")},
      {"square", parsed(R"({"shape":[2,2],"dtype":"float32","_type":"Array2D"})")},
  };
}

std::vector<CardSubset> one_subset(const schema::Features& features) {
  return {{"default", {{"train", "data/train-*", 1500, 42}}, features, 7}};
}

TEST(CardWriter, FeaturesComeBackAsTheyWere) {
  const schema::Features features = every_kind();
  const std::string text = write_card(std::nullopt, "Title", one_subset(features));
  const Result<Card> card = parse_card(text);
  ASSERT_TRUE(card) << card.error().message() << "\n" << text;
  ASSERT_NE(card->features_of("default"), nullptr);
  const schema::Features& read = *card->features_of("default");
  ASSERT_EQ(read.size(), features.size());
  for (std::size_t i = 0; i < read.size(); ++i)
    EXPECT_EQ(read[i], features[i]) << features[i].name << "\n" << text;
}

TEST(CardWriter, SizesAndFilesAreTold) {
  const schema::Features features = {{"a", schema::Feature::value("int64")}};
  const std::string text = write_card(std::nullopt, "Title", one_subset(features));
  EXPECT_THAT(text, HasSubstr("num_bytes: 42\n    num_examples: 1500\n"));
  EXPECT_THAT(text, HasSubstr("download_size: 7\n  dataset_size: 42\n"));
  EXPECT_THAT(text, HasSubstr("size_categories:\n- \"1K<n<10K\"\n"));
  EXPECT_THAT(text, testing::EndsWith("---\n\n# Title\n"));
  EXPECT_EQ(parse_card(text)->configs[0].splits[0].patterns[0], "data/train-*");
}

TEST(CardWriter, EachConfigHasItsOwnTypes) {
  const schema::Features first = {{"a", schema::Feature::value("int64")}};
  const schema::Features second = {{"b", schema::Feature::list(schema::Feature::value("string"))}};
  const Result<Card> card =
      parse_card(write_card(std::nullopt, "Title",
                            {{"one", {{"train", "one/train-*", 1, 1}}, first},
                             {"two", {{"train", "two/train-*", 1, 1}}, second}}));
  ASSERT_TRUE(card) << card.error().message();
  EXPECT_EQ(*card->features_of("one"), first);
  EXPECT_EQ(*card->features_of("two"), second);
  EXPECT_TRUE(card->configs[0].is_default);
  EXPECT_FALSE(card->configs[1].is_default);
}

TEST(CardWriter, WhatTheCardSaidIsKeptAsWritten) {
  const schema::Features features = {{"a", schema::Feature::value("int64")}};
  const std::string text = write_card(
      "---\nlicense: mit  # as agreed\nannotations_creators:\n- found\nextra: {deep: [1, 2]}\n"
      "dataset_info:\n  features:\n  - name: old\n    dtype: int8\nsize_categories: [n<1K]\n---\n"
      "# Mine\n\n| a |\n",
      "Title", one_subset(features));
  EXPECT_THAT(text, HasSubstr("license: mit  # as agreed\nannotations_creators:\n- found\n"
                              "extra: {deep: [1, 2]}\nsize_categories: [n<1K]\ndataset_info:\n"));
  EXPECT_THAT(text, Not(HasSubstr("old")));
  EXPECT_THAT(text, testing::EndsWith("---\n# Mine\n\n| a |\n"));
}

}  // namespace
}  // namespace vitrine::source
