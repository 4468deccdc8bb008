#include "encoder/text_encoder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

#include "encoder/testing/small_encoder.h"

namespace vitrine::encoder {
namespace {

class TextEncoderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = fs::path(::testing::TempDir()) / (std::string("text_encoder_") + test->name());
    write_small_encoder(path_);
    Result<StaticEncoder> opened = StaticEncoder::open(path_);
    ASSERT_TRUE(opened) << opened.error().message();
    encoder_.emplace(std::move(*opened));
    texts_.emplace(*encoder_);
  }
  void TearDown() override { fs::remove(path_); }

  std::vector<float> encode(std::string_view text) {
    std::vector<float> out(encoder_->dimension(), 99.0F);
    said_something_ = texts_->encode(text, out);
    return out;
  }

  /// The definition, in double and without any of the room's arithmetic.
  std::vector<float> encode_slowly(std::string_view text) const {
    Tokenizer tokenizer(encoder_->word_pieces());
    std::map<std::uint32_t, int> counts;
    for (const TokenId id : tokenizer.tokens(text))
      if (encoder_->row_of(id) != StaticEncoder::kNoRow) ++counts[encoder_->row_of(id)];
    std::vector<double> sums;
    double whole = 0;
    for (std::size_t part = 0; part < kTestParts; ++part) {
      std::vector<double> sum(kSmallPartDimension);
      for (const auto& [row, count] : counts)
        for (std::size_t d = 0; d < sum.size(); ++d)
          sum[d] += (1 + std::log(count)) * static_cast<double>(test_scale(row, part)) *
                    test_level(row, part * kSmallPartDimension + d);
      double square = 0;
      for (const double value : sum) square += value * value;
      for (const double value : sum)
        sums.push_back(value / std::sqrt(square) * kTestPartWeights[part]);
      whole += kTestPartWeights[part] * kTestPartWeights[part];
    }
    std::vector<float> unit;
    for (const double value : sums) unit.push_back(static_cast<float>(value / std::sqrt(whole)));
    return unit;
  }

  fs::path path_;
  std::optional<StaticEncoder> encoder_;
  std::optional<TextEncoder> texts_;
  bool said_something_ = false;
};

TEST_F(TextEncoderTest, IsTheDefinitionOnRandomTexts) {
  std::mt19937 random(1);
  const std::vector<std::string> words = {"graph",   "graphs",   "neural", "network", "unaffable",
                                          "playing", "人工智能", "a",      "!"};
  for (int round = 0; round < 200; ++round) {
    std::string text;
    for (std::size_t i = 0; i < 1 + random() % 30; ++i)
      text += words[random() % words.size()] + " ";
    const std::vector<float> got = encode(text);
    const std::vector<float> wanted = encode_slowly(text);
    for (std::size_t d = 0; d < got.size(); ++d)
      ASSERT_NEAR(got[d], wanted[d], 2e-6) << text << " at " << d;
  }
}

TEST_F(TextEncoderTest, VectorsHaveLengthOne) {
  double square = 0;
  for (const float value : encode("deep learning of graphs"))
    square += static_cast<double>(value) * value;
  EXPECT_NEAR(square, 1, 1e-6);
  EXPECT_TRUE(said_something_);
}

TEST_F(TextEncoderTest, TextsThatSayNothingAreZeros) {
  const std::vector<float> zeros(encoder_->dimension());
  for (const std::string_view text : {"", "  ", "😀", "\xFF\xFE", "ทดสอบ"}) {
    EXPECT_EQ(encode(text), zeros) << text;
    EXPECT_FALSE(said_something_) << text;
  }
}

TEST_F(TextEncoderTest, ATextIsNotTouchedByTheOneBefore) {
  const std::vector<float> first = encode("graph network");
  encode("deep deep deep learning 😀");
  EXPECT_EQ(encode("graph network"), first);
}

TEST_F(TextEncoderTest, UnknownWordsSayNothing) {
  const std::vector<float> known = encode("graph network");
  EXPECT_EQ(encode("graph 😀 ทดสอบ network"), known);
}

TEST_F(TextEncoderTest, AWordIsKnownWhereItIsOneToken) {
  EXPECT_TRUE(texts_->knows_a_word("graph"));
  EXPECT_TRUE(texts_->knows_a_word("qqq graph"));
  for (const std::string_view text : {"", "! 😀", "ทดสอบ", "a"})
    EXPECT_FALSE(texts_->knows_a_word(text)) << text;
}

TEST_F(TextEncoderTest, CountsTheTokensOfTheLastText) {
  encode("graph graph 😀");
  EXPECT_EQ(texts_->num_tokens(), 3U);
}

TEST_F(TextEncoderTest, AMegabyteIsAnyText) {
  std::string text;
  while (text.size() < 1U << 20U) text += "graph network ";
  const std::vector<float> got = encode(text);
  const std::vector<float> wanted = encode_slowly(text);
  for (std::size_t d = 0; d < got.size(); ++d) EXPECT_NEAR(got[d], wanted[d], 2e-6);
}

}  // namespace
}  // namespace vitrine::encoder
