#include "transformer/tokenizer_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace vitrine::transformer {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kTokenizer =
    R"({"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,)"
    R"("strip_accents":null,"lowercase":true},"pre_tokenizer":{"type":"BertPreTokenizer"},)"
    R"("model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",)"
    R"("max_input_chars_per_word":100,)"
    R"("vocab":{"a":3,"[UNK]":0,"[CLS]":1,"[SEP]":2,"##b":4,"A":5,"é":6,"e":7}}})";

class TokenizerFilesTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& name, std::string_view text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  /// The spellings of a text's tokens.
  std::string tokens(std::string_view text) const {
    const Result<TokenizerFiles> files = read_tokenizer_files(folder_);
    EXPECT_TRUE(files) << files.error().message();
    const encoder::WordPieces pieces = *encoder::WordPieces::parse(files->lines, files->unknown);
    encoder::Tokenizer tokenizer(pieces, files->rules);
    std::string joined;
    for (const encoder::TokenId id : tokenizer.tokens(text))
      joined.append(joined.empty() ? "" : " ").append(pieces.token(id));
    return joined;
  }

  fs::path folder_ =
      fs::temp_directory_path() / ("tokenizer_files_test_" + std::to_string(::getpid()));
};

TEST_F(TokenizerFilesTest, NumbersAreThoseOfTokenizerJson) {
  write("tokenizer.json", kTokenizer);
  write("vocab.txt", "never\nread\n");
  const Result<TokenizerFiles> files = read_tokenizer_files(folder_);
  ASSERT_TRUE(files) << files.error().message();
  EXPECT_EQ(files->lines, "[UNK]\n[CLS]\n[SEP]\na\n##b\nA\n\xC3\xA9\ne\n");
  EXPECT_EQ(files->unknown, 0U);
  EXPECT_EQ(files->first, 1U);
  EXPECT_EQ(files->last, 2U);
}

TEST_F(TokenizerFilesTest, TokenizerConfigIsTheLastWord) {
  write("tokenizer.json", kTokenizer);
  EXPECT_EQ(tokens("Ab \xC3\x89"), "a ##b e");
  write("tokenizer_config.json", R"({"do_lower_case": false})");
  EXPECT_EQ(tokens("Ab \xC3\xA9"), "A ##b \xC3\xA9");
  write("tokenizer_config.json", R"({"do_lower_case": true, "strip_accents": false})");
  EXPECT_EQ(tokens("Ab \xC3\x89"), "a ##b \xC3\xA9");
  write("tokenizer_config.json", R"({"do_lower_case": null, "strip_accents": null})");
  EXPECT_EQ(tokens("Ab \xC3\x89"), "a ##b e");
}

TEST_F(TokenizerFilesTest, VocabTxtServesWithoutTokenizerJson) {
  write("vocab.txt", "[UNK]\r\n[CLS]\r\n[SEP]\r\na\r\n##b\r\n");
  EXPECT_EQ(tokens("Ab x"), "a ##b [UNK]");
}

TEST_F(TokenizerFilesTest, SpecialTokensMayHaveOtherNames) {
  write("vocab.txt", "<u>\n<s>\n</s>\na\n");
  write("tokenizer_config.json",
        R"({"unk_token": {"content": "<u>"}, "cls_token": "<s>", "sep_token": "</s>"})");
  const Result<TokenizerFiles> files = read_tokenizer_files(folder_);
  ASSERT_TRUE(files) << files.error().message();
  EXPECT_EQ(files->last, 2U);
}

TEST(TokenizerJson, OtherTokenizersAreRefusedByName) {
  const std::string text(kTokenizer);
  const auto complaint = [&](std::string_view from, std::string_view to) {
    std::string changed = text;
    const auto files = parse_tokenizer_json(changed.replace(changed.find(from), from.size(), to));
    return files ? "read" : files.error().message();
  };
  EXPECT_THAT(complaint("WordPiece", "Unigram"), HasSubstr("tokenizer is Unigram"));
  EXPECT_THAT(complaint("BertNormalizer", "Precompiled"), HasSubstr("\"Precompiled\""));
  EXPECT_THAT(complaint("BertPreTokenizer", "Metaspace"), HasSubstr("\"Metaspace\""));
  EXPECT_THAT(complaint("\"##\"", "\"@@\""), HasSubstr("##"));
}

TEST(TokenizerJson, VocabulariesWithGapsOrDoublesAreRefused) {
  const std::string text(kTokenizer);
  for (const std::string_view number : {"8", "-1", "6", "1.5", "\"7\"", "99999999999"}) {
    std::string changed = text;
    changed.replace(changed.find("\"e\":7"), 5, "\"e\":" + std::string(number));
    EXPECT_FALSE(parse_tokenizer_json(changed)) << number;
  }
  EXPECT_FALSE(parse_tokenizer_json("{}"));
  EXPECT_FALSE(parse_tokenizer_json("[1"));
  EXPECT_FALSE(parse_tokenizer_json(R"({"model":{"vocab":[]}})"));
}

}  // namespace
}  // namespace vitrine::transformer
