#include "source/card.h"

#include <gtest/gtest.h>

namespace vitrine {
namespace {

std::string error_of(std::string_view header) {
  const Result<Card> card = parse_card("---\n" + std::string(header) + "\n---\nbody\n");
  return card ? "" : card.error().message();
}

TEST(Card, HeaderAndBodyAreToldApart) {
  const Result<Card> card = parse_card(
      "---\r\npretty_name: ICLR 2025\r\nlicense: cc-by-4.0\r\ntags: [papers, iclr]\r\nlanguage: "
      "en\r\n---\r\n# Title\n");
  ASSERT_TRUE(card) << card.error().message();
  EXPECT_EQ(card->pretty_name, "ICLR 2025");
  EXPECT_EQ(card->license, "cc-by-4.0");
  EXPECT_EQ(card->tags, (std::vector<std::string>{"papers", "iclr"}));
  EXPECT_EQ(card->languages, std::vector<std::string>{"en"});
  EXPECT_EQ(card->markdown, "# Title\n");
}

TEST(Card, WithoutAHeaderEverythingIsBody) {
  EXPECT_EQ(parse_card("# Only text\n---\nmore")->markdown, "# Only text\n---\nmore");
  EXPECT_EQ(parse_card("---\nnever closed")->markdown, "---\nnever closed");
  EXPECT_EQ(parse_card("")->markdown, "");
}

TEST(Card, FeaturesInTheCardsListForm) {
  const Result<Card> card = parse_card(R"(---
dataset_info:
  features:
  - name: paper_id
    dtype: uint32
  - name: authors
    list: string
  - name: tags
    sequence: string
  - name: type
    dtype:
      class_label:
        names:
          '0': Oral
          '1': Poster
  - name: embedding
    list: float32
    length: 768
  - name: meta
    struct:
    - name: year
      dtype: int64
    - name: who
      list:
      - name: first
        dtype: string
  - name: picture
    dtype: image
---
)");
  ASSERT_TRUE(card) << card.error().message();
  const Features* features = card->features_of("anything");
  ASSERT_NE(features, nullptr);
  EXPECT_EQ(
      features_json(*features),
      R"({"paper_id":{"dtype":"uint32","_type":"Value"},)"
      R"("authors":{"feature":{"dtype":"string","_type":"Value"},"_type":"List"},)"
      R"("tags":{"feature":{"dtype":"string","_type":"Value"},"_type":"List"},)"
      R"("type":{"names":["Oral","Poster"],"_type":"ClassLabel"},)"
      R"("embedding":{"feature":{"dtype":"float32","_type":"Value"},"length":768,"_type":"List"},)"
      R"("meta":{"year":{"dtype":"int64","_type":"Value"},"who":{"feature":{"first":)"
      R"({"dtype":"string","_type":"Value"}},"_type":"List"}},"picture":{"_type":"Image"}})");
}

TEST(Card, ConfigsInAllTheirForms) {
  const Result<Card> card = parse_card(R"(---
configs:
- config_name: a
  data_files: a/*.csv
- config_name: b
  default: true
  data_files:
  - split: train
    path: [x.csv, y.csv]
  - split: test
    path: z.csv
- config_name: c
  data_dir: c
---
)");
  ASSERT_TRUE(card) << card.error().message();
  ASSERT_EQ(card->configs.size(), 3U);
  EXPECT_EQ(card->configs[0].splits[0].name, "train");
  EXPECT_TRUE(card->configs[1].is_default);
  EXPECT_EQ(card->configs[1].splits[0].patterns, (std::vector<std::string>{"x.csv", "y.csv"}));
  EXPECT_EQ(card->configs[2].data_dir, "c");
  EXPECT_TRUE(card->configs[2].splits.empty());
}

TEST(Card, MistakesAreNamedWithTheirLine) {
  EXPECT_NE(error_of("a: [1\nb: 2").find("no valid YAML"), std::string::npos);
  EXPECT_NE(error_of("a: 1\nb: c: d").find("README.md line"), std::string::npos);
  EXPECT_NE(
      error_of("dataset_info:\n  features:\n  - dtype: x").find("line 4: a field needs a name"),
      std::string::npos);
  EXPECT_NE(
      error_of(
          "dataset_info:\n  features:\n  - name: a\n    dtype: int8\n  - name: a\n    dtype: int8")
          .find("two fields"),
      std::string::npos);
  EXPECT_NE(error_of("configs:\n- config_name: a\n  data_files:\n  - split: x")
                .find("needs split and path"),
            std::string::npos);
  EXPECT_NE(error_of("- 1\n- 2").find("must be a YAML map"), std::string::npos);
}

TEST(Card, HostileHeadersNeitherCrashNorHang) {
  std::string bomb = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before +
            "]\n";
  }
  error_of(bomb + "tags: *a39");
  error_of("dataset_info:\n  features: " + std::string(2000, '['));
  error_of("dataset_info: {features: [{name: a, list: &l {list: *l}}]}");
  error_of(std::string(1'000'000, 'x') + ": 1");
  EXPECT_EQ(parse_card(std::string(5'000'000, 'x')).error().code(), ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace vitrine
