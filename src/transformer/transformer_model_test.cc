#include "transformer/transformer_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>
#include <cmath>
#include <fstream>

#include "transformer/testing/small_bert.h"

namespace vitrine::transformer {
namespace {

using ::testing::HasSubstr;

class TransformerModelTest : public ::testing::Test {
 protected:
  void SetUp() override { write_small_bert(folder_, {}); }
  void TearDown() override { fs::remove_all(folder_); }

  std::unique_ptr<TransformerModel> open() {
    Result<std::unique_ptr<TransformerModel>> model = TransformerModel::open(folder_, "o/small");
    EXPECT_TRUE(model) << model.error().message();
    return model ? *std::move(model) : nullptr;
  }
  std::string complaint() {
    const auto model = TransformerModel::open(folder_, "o/small");
    return model ? "opened" : model.error().message();
  }
  std::string read(const std::string& name) const { return *read_file(folder_ / name); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  void replace(const std::string& name, const std::string& from, const std::string& to) const {
    std::string text = read(name);
    ASSERT_NE(text.find(from), std::string::npos) << from;
    write(name, text.replace(text.find(from), from.size(), to));
  }

  static std::vector<float> encode(const TransformerModel& model, std::string_view text,
                                   encoder::TextRole role = encoder::TextRole::kPassage) {
    std::vector<float> out(model.dimension());
    EXPECT_TRUE(model.encode(std::span(&text, 1), role, out, {}));
    return out;
  }

  /// By the slow twin, with mean pooling.
  std::vector<double> expected(const TransformerModel& model, std::string_view text) const {
    const std::vector<encoder::TokenId> tokens = model.tokens(text, encoder::TextRole::kPassage);
    const std::vector<double> states = slow_bert(folder_, model.settings().shape, tokens);
    std::vector<double> mean(model.dimension());
    for (std::size_t i = 0; i < states.size(); ++i) mean[i % mean.size()] += states[i];
    double square = 0;
    for (const double value : mean) square += value * value;
    for (double& value : mean) value /= std::sqrt(square);
    return mean;
  }

  fs::path folder_ =
      fs::temp_directory_path() / ("transformer_model_test_" + std::to_string(::getpid()));
};

std::vector<std::string> texts() {
  std::vector<std::string> all = {"",
                                  "graph",
                                  "Deep learning, deep graphs!",
                                  "\xF0\x9F\x98\x80",
                                  std::string("\0\x01\xFF", 3),
                                  "\xE4\xBA\xBA deep"};
  for (std::size_t words : {7, 31, 33, 64, 99, 118, 119, 500}) {
    std::string text;
    for (std::size_t i = 0; i < words; ++i)
      text += i % 3 == 0 ? "neural " : i % 5 == 0 ? "graph " : "a ";
    all.push_back(text);
  }
  return all;
}

TEST_F(TransformerModelTest, VectorsAreThoseOfPlainLoopsInDouble) {
  const auto model = open();
  ASSERT_NE(model, nullptr);
  for (const std::string& text : texts()) {
    const std::vector<float> found = encode(*model, text);
    const std::vector<double> wanted = expected(*model, text);
    for (std::size_t i = 0; i < found.size(); ++i) ASSERT_NEAR(found[i], wanted[i], 5e-6) << text;
  }
}

TEST_F(TransformerModelTest, ATextHasTheSameVectorWhateverStandsBesideIt) {
  const auto model = open();
  ASSERT_NE(model, nullptr);
  const std::vector<std::string> all = texts();
  const std::vector<std::string_view> views(all.begin(), all.end());
  std::vector<float> together(all.size() * model->dimension());
  ASSERT_TRUE(model->encode(views, encoder::TextRole::kPassage, together, {}));
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::vector<float> alone = encode(*model, all[i]);
    for (std::size_t k = 0; k < alone.size(); ++k)
      ASSERT_NEAR(alone[k], together[i * model->dimension() + k], 2e-6) << all[i];
  }
}

TEST_F(TransformerModelTest, ReadsNoMoreTokensThanTheModelSays) {
  write("sentence_bert_config.json", R"({"max_seq_length": 5, "do_lower_case": false})");
  const auto model = open();
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(model->tokens("a b c graph neural", encoder::TextRole::kPassage),
            (std::vector<encoder::TokenId>{2, 5, 6, 7, 3}));
  EXPECT_EQ(encode(*model, "a b c graph neural"), encode(*model, "a b c"));
}

TEST_F(TransformerModelTest, PutsThePromptOfTheRoleInFront) {
  write("config_sentence_transformers.json",
        R"({"prompts": {"query": "graph, ", "document": "a "}, "default_prompt_name": null})");
  const auto model = open();
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(model->tokens("deep", encoder::TextRole::kQuery),
            (std::vector<encoder::TokenId>{2, 12, 17, 21, 3}));
  EXPECT_EQ(model->tokens("deep", encoder::TextRole::kPassage),
            (std::vector<encoder::TokenId>{2, 5, 21, 3}));
}

TEST_F(TransformerModelTest, PoolsByTheFirstTokenWhereTheModelSaysSo) {
  write("1_Pooling/config.json",
        R"({"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false})");
  const auto model = open();
  ASSERT_NE(model, nullptr);
  const std::vector<encoder::TokenId> tokens =
      model->tokens("deep graph", encoder::TextRole::kPassage);
  const std::vector<double> states = slow_bert(folder_, model->settings().shape, tokens);
  double square = 0;
  for (std::size_t i = 0; i < model->dimension(); ++i) square += states[i] * states[i];
  const std::vector<float> found = encode(*model, "deep graph");
  for (std::size_t i = 0; i < found.size(); ++i)
    ASSERT_NEAR(found[i], states[i] / std::sqrt(square), 5e-6);
}

TEST_F(TransformerModelTest, ReadsHalfPrecisionWeights) {
  const auto exact = open();
  ASSERT_NE(exact, nullptr);
  const std::vector<float> wanted = encode(*exact, "deep graphs");
  for (const char* type : {"F16", "BF16"}) {
    SmallBert bert;
    bert.dtype = type;
    write_small_bert(folder_, bert);
    const auto model = open();
    ASSERT_NE(model, nullptr);
    const std::vector<float> found = encode(*model, "deep graphs");
    double cosine = 0;
    for (std::size_t i = 0; i < found.size(); ++i)
      cosine += static_cast<double>(found[i]) * static_cast<double>(wanted[i]);
    EXPECT_GT(cosine, 0.9995) << type;
    EXPECT_NE(found, wanted) << type;
  }
}

TEST_F(TransformerModelTest, OtherModelsAreRefusedByName) {
  replace("config.json", R"("model_type":"bert")", R"("model_type":"xlm-roberta")");
  EXPECT_THAT(complaint(), HasSubstr("the model o/small: the model is of type \"xlm-roberta\"; "
                                     "models of type \"bert\" can be run"));
}

TEST_F(TransformerModelTest, WhatCannotBeDoneAsTheFilesSayIsRefusedByName) {
  write("1_Pooling/config.json", R"({"pooling_mode_max_tokens":true})");
  EXPECT_THAT(complaint(), HasSubstr("pools by max_tokens"));
  write("1_Pooling/config.json", R"({"pooling_mode_mean_tokens":true})");
  replace("modules.json", "models.Normalize", "models.Dense");
  EXPECT_THAT(complaint(), HasSubstr("sentence_transformers.models.Dense"));
}

TEST_F(TransformerModelTest, DamagedFoldersAreRefusedWithOneSentence) {
  replace("model.safetensors", "layer.1.output.dense.bias", "layer.9.output.dense.bias");
  EXPECT_THAT(complaint(),
              HasSubstr("the weights have no tensor encoder.layer.1.output.dense.bias"));
  write_small_bert(folder_, {});
  replace("config.json", R"("intermediate_size":50)", R"("intermediate_size":51)");
  EXPECT_THAT(complaint(), HasSubstr("has the shape 50 x 36 instead of 51 x 36"));
  replace("config.json", R"("num_attention_heads":3)", R"("num_attention_heads":5)");
  EXPECT_THAT(complaint(), HasSubstr("5 attention heads, which do not divide 36"));
  replace("config.json", R"("num_attention_heads":5)", R"("num_attention_heads":-5)");
  EXPECT_THAT(complaint(), HasSubstr("no possible num_attention_heads"));
  write_small_bert(folder_, {});
  write("vocab.txt", "a\nb\n");
  EXPECT_THAT(complaint(), HasSubstr("the vocabulary has no token [UNK]"));
  fs::remove(folder_ / "vocab.txt");
  EXPECT_THAT(complaint(), HasSubstr("neither tokenizer.json nor vocab.txt"));
  write_small_bert(folder_, {});
  fs::remove(folder_ / "model.safetensors");
  EXPECT_THAT(complaint(), HasSubstr("there is no model.safetensors"));
  write("pytorch_model.bin", "x");
  EXPECT_THAT(complaint(), HasSubstr("pytorch_model.bin but no model.safetensors"));
  fs::remove(folder_ / "config.json");
  EXPECT_THAT(complaint(), HasSubstr("no config.json"));
}

TEST_F(TransformerModelTest, WeightsThatAreNotFiniteGiveNoVectors) {
  std::string bytes = read("model.safetensors");
  for (std::size_t i = bytes.size() - 2000; i < bytes.size(); ++i) bytes[i] = '\xFF';
  write("model.safetensors", bytes);
  const auto model = open();
  ASSERT_NE(model, nullptr);
  std::vector<float> out(model->dimension());
  const std::string_view text = "deep";
  const Status status = model->encode(std::span(&text, 1), encoder::TextRole::kQuery, out, {});
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message(), HasSubstr("not finite"));
}

TEST_F(TransformerModelTest, AnotherVersionIsToldWhereTheVectorsMayDiffer) {
  const std::string before = open()->version();
  EXPECT_EQ(open()->version(), before);
  SmallBert other;
  other.seed = 2;
  write_small_bert(folder_, other);
  EXPECT_NE(open()->version(), before);
  write_small_bert(folder_, {});
  EXPECT_EQ(open()->version(), before);
  write("sentence_bert_config.json", R"({"max_seq_length": 50})");
  EXPECT_NE(open()->version(), before);
}

TEST_F(TransformerModelTest, StopsWhenAsked) {
  const auto model = open();
  std::stop_source stop;
  stop.request_stop();
  std::vector<float> out(model->dimension());
  const std::string_view text = "deep";
  const Status status =
      model->encode(std::span(&text, 1), encoder::TextRole::kQuery, out, stop.get_token());
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), ErrorCode::kCancelled);
}

}  // namespace
}  // namespace vitrine::transformer
