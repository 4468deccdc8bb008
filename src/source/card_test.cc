#include "source/card.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace vitrine::source {
namespace {

std::string error_of(std::string_view header) {
  const Result<Card> card = parse_card("---\n" + std::string(header) + "\n---\nbody\n");
  return card ? "" : card.error().message();
}

TEST(Card, AConfigMayDeclareItsColumnsItself) {
  const Result<Card> card = parse_card(
      "---\nconfigs:\n- config_name: a\n  features:\n  - name: zip\n    dtype: string\n---\n");
  ASSERT_TRUE(card);
  EXPECT_EQ(card->features_of("a")->front().name, "zip");
  EXPECT_EQ(card->features_of("b"), nullptr);
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
  const schema::Features* features = card->features_of("anything");
  ASSERT_NE(features, nullptr);
  EXPECT_EQ(
      schema::features_json(*features),
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

TEST(Card, WhatNothingDependsOnIsReadLeniently) {
  const Result<Card> card = parse_card(R"(---
license: [cc-by-4.0, odc-by]
task_categories: text-retrieval
size_categories: [1K<n<10K]
tags:
- plain
- {not: plain}
configs:
dataset_info:
unknown: [1, {2: 3}]
---
)");
  ASSERT_TRUE(card) << card.error().message();
  EXPECT_EQ(card->license, "cc-by-4.0, odc-by");
  EXPECT_EQ(card->task_categories, std::vector<std::string>{"text-retrieval"});
  EXPECT_EQ(card->size_categories, std::vector<std::string>{"1K<n<10K"});
  EXPECT_EQ(card->tags, std::vector<std::string>{"plain"});
  EXPECT_TRUE(card->configs.empty());
}

TEST(Card, FeaturesOfAConfigGoToItAlone) {
  const Result<Card> card = parse_card(R"(---
dataset_info:
- config_name: en
  features:
  - name: a
    dtype: int8
- config_name: de
  features:
  - name: b
    dtype: int8
---
)");
  ASSERT_TRUE(card) << card.error().message();
  EXPECT_EQ(card->features_of("de")->front().name, "b");
  EXPECT_EQ(card->features_of("fr"), nullptr);
}

/// The JSON form of one column whose YAML is `type`, or the error.
std::string type_of(const std::string& type) {
  const Result<Card> card =
      parse_card("---\ndataset_info:\n  features:\n  - {name: c, " + type + "}\n---\n");
  if (!card) return card.error().message();
  const std::string json = schema::features_json(*card->features_of("default"));
  return json.substr(5, json.size() - 6);
}

TEST(Card, TypesInTheOldAndTheRareForms) {
  EXPECT_EQ(
      type_of("list: {list: int32}"),
      R"({"feature":{"feature":{"dtype":"int32","_type":"Value"},"_type":"List"},"_type":"List"})");
  EXPECT_EQ(type_of("large_list: {dtype: string}"),
            R"({"feature":{"dtype":"string","_type":"Value"},"_type":"LargeList"})");
  EXPECT_EQ(type_of("sequence: {class_label: {names: [a]}}"),
            R"({"feature":{"names":["a"],"_type":"ClassLabel"},"_type":"List"})");
  EXPECT_EQ(type_of("sequence: [{name: x, dtype: int8}, {name: y, dtype: string}]"),
            R"({"x":{"feature":{"dtype":"int8","_type":"Value"},"_type":"List"},)"
            R"("y":{"feature":{"dtype":"string","_type":"Value"},"_type":"List"}})");
  EXPECT_EQ(type_of("list: float32, length: -1"),
            R"({"feature":{"dtype":"float32","_type":"Value"},"_type":"List"})");
  EXPECT_EQ(type_of("dtype: {array2_d: {shape: [2, 3], dtype: float32}}"),
            R"({"shape":[2,3],"dtype":"float32","_type":"Array2D"})");
  EXPECT_EQ(type_of("dtype: {translation: {languages: [de, en]}}"),
            R"({"languages":["de","en"],"_type":"Translation"})");
  EXPECT_EQ(type_of("dtype: {image: {decode: false}}"), R"({"decode":false,"_type":"Image"})");
  EXPECT_EQ(type_of("dtype: 'null'"), R"({"dtype":"null","_type":"Value"})");
}

TEST(Card, ClassesAreOrderedByTheirNumbers) {
  EXPECT_EQ(type_of("dtype: {class_label: {names: {'10': k, '2': c, '0': a, '1': b, '3': d, '4': e,"
                    " '5': f, '6': g, '7': h, '8': i, '9': j}}}"),
            R"({"names":["a","b","c","d","e","f","g","h","i","j","k"],"_type":"ClassLabel"})");
  EXPECT_NE(type_of("dtype: {class_label: {names: {'0': a, '2': b}}}").find("without gaps"),
            std::string::npos);
  EXPECT_NE(type_of("dtype: {class_label: {names: {x: a}}}").find("must be numbered"),
            std::string::npos);
  EXPECT_NE(type_of("dtype: {class_label: {names: [a, a]}}").find("same name"), std::string::npos);
  EXPECT_NE(type_of("dtype: {class_label: three}").find("needs names"), std::string::npos);
}

TEST(Card, DataFilesThatNameNothingAreRefused) {
  const auto data_files = [](const std::string& yaml) {
    return error_of("configs:\n- config_name: a\n  data_files: " + yaml);
  };
  for (const char* yaml : {"{}", "[]", "''", "[a.csv, {b: c}, [d]]", "{train: {a: b}}",
                           "[{split: train, path: [{a: b}]}]"}) {
    EXPECT_NE(data_files(yaml).find("README.md line 4: "), std::string::npos) << yaml;
  }
  EXPECT_NE(data_files("[{split: a, path: x}, {split: a, path: y}]").find("\"a\" twice"),
            std::string::npos);
  EXPECT_EQ(data_files("{train: x.csv, test: [y.csv]}"), "");
  EXPECT_EQ(data_files(""), "") << "the files' names decide";
  EXPECT_NE(
      error_of("configs:\n- {config_name: a, default: true}\n- {config_name: b, default: true}")
          .find("more than one config is the default"),
      std::string::npos);
}

TEST(Card, NamesAreTakenAsTheyAre) {
  const Result<Card> card = parse_card(
      "---\ndataset_info: {features: [{name: \"a\\nb\\\"c\", dtype: int8}, {name: '', dtype: "
      "int8}]}\n---\n");
  ASSERT_TRUE(card) << card.error().message();
  EXPECT_EQ(card->features_of("default")->front().name, "a\nb\"c");
}

/// 2^n fields out of n lines.
std::string alias_bomb(int n) {
  std::string bomb = "a0: &a0 [{name: x, dtype: int8}, {name: y, dtype: int8}]\n";
  for (int i = 1; i < n; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += fmt::format("a{0}: &a{0} [{{name: x, struct: {1}}}, {{name: y, struct: {1}}}]\n", i,
                        before);
  }
  return bomb + "dataset_info: {features: *a" + std::to_string(n - 1) + "}";
}

TEST(Card, AliasesCountAsOftenAsTheyAreUsed) {
  EXPECT_EQ(error_of(alias_bomb(5)), "");
  EXPECT_NE(error_of(alias_bomb(15)).find("more than 20,000 types"), std::string::npos);
  EXPECT_NE(error_of(alias_bomb(60)).find("nested more than 32 deep"), std::string::npos);
  EXPECT_NE(error_of("dataset_info: {features: &l [{name: a, struct: *l}]}").find("32 deep"),
            std::string::npos);
  EXPECT_NE(type_of("dtype: {array2_d: &x {shape: [*x]}}").find("README.md line"),
            std::string::npos);
}

TEST(Card, HostileHeadersNeitherCrashNorHang) {
  for (const char bracket : {'[', '{'}) {
    EXPECT_NE(error_of(std::string(1'000'000, bracket)).find("nested too deeply"),
              std::string::npos);
  }
  std::string dashes;
  for (int i = 0; i < 100'000; ++i) dashes += "- ";
  EXPECT_NE(error_of(dashes).find("nested too deeply"), std::string::npos);
  EXPECT_NE(error_of(std::string(1'000'000, 'x') + ": 1"), "") << "a key above YAML's limit";
  EXPECT_EQ(error_of("tags: \"" + std::string(1'000'000, 'x') + "\""), "");
  EXPECT_NE(error_of(std::string("\0\1\2\xff\xfe", 5)), "");
  EXPECT_EQ(parse_card("---\n" + std::string(1'100'000, 'x') + "\n---\n").error().code(),
            ErrorCode::kTooLarge);
  EXPECT_EQ(parse_card(std::string(5'000'000, 'x')).error().code(), ErrorCode::kTooLarge);
  std::string configs = "configs:\n";
  for (int i = 0; i < 5000; ++i) configs += "- config_name: c" + std::to_string(i) + "\n";
  EXPECT_NE(error_of(configs).find("more than 4,000 configs"), std::string::npos);
}

}  // namespace
}  // namespace vitrine::source
