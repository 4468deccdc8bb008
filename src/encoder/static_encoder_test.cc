#include "encoder/static_encoder.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <functional>
#include <limits>
#include <random>

#include "base/testing/resealed.h"
#include "encoder/testing/small_encoder.h"
#include "encoder/text_encoder.h"

namespace vitrine::encoder {
namespace {

class StaticEncoderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = fs::path(::testing::TempDir()) / (std::string("static_encoder_") + test->name());
    write_small_encoder(path_);
    intact_ = *read_file(path_);
  }
  void TearDown() override { fs::remove(path_); }

  Result<StaticEncoder> open(std::string_view bytes) const {
    std::ofstream(path_, std::ios::binary) << bytes;
    return StaticEncoder::open(path_);
  }

  /// What open() says of the intact file with its shape changed and its checksums made right.
  std::string refusal_of(const std::function<void(StaticEncoderShape&)>& change) const {
    std::string forged = intact_;
    StaticEncoderShape shape;
    std::memcpy(&shape, forged.data(), sizeof shape);  // the first section
    change(shape);
    std::memcpy(forged.data(), &shape, sizeof shape);
    const Result<StaticEncoder> opened = open(resealed(forged));
    if (opened) return "opened";
    EXPECT_EQ(opened.error().code(), ErrorCode::kCorrupt);
    return opened.error().message();
  }

  fs::path path_;
  std::string intact_;
};

TEST_F(StaticEncoderTest, SaysWhatTheFileHas) {
  const Result<StaticEncoder> encoder = open(intact_);
  ASSERT_TRUE(encoder);
  EXPECT_EQ(encoder->dimension(), 128U);
  EXPECT_EQ(encoder->num_parts(), 2U);
  EXPECT_EQ(encoder->part_weight(1), 0.5F);
  EXPECT_EQ(encoder->word_pieces().token(encoder->word_pieces().unknown()), "[UNK]");
}

TEST_F(StaticEncoderTest, RowsAreThoseOfTheTokensThatHaveOne) {
  const StaticEncoder encoder = *open(intact_);
  std::uint32_t row = 0;
  for (TokenId id = 0; id < encoder.word_pieces().size(); ++id) {
    const bool is_special = id < 5;  // [PAD] to [MASK]
    ASSERT_EQ(encoder.row_of(id), is_special ? StaticEncoder::kNoRow : row) << id;
    if (is_special) continue;
    for (std::size_t part = 0; part < kTestParts; ++part) {
      EXPECT_EQ(encoder.scale(row, part), test_scale(row, part));
      for (std::size_t d = 0; d < kSmallPartDimension; ++d) {
        const int code = encoder.codes(row, part)[d / 2] >> (d % 2 == 0 ? 0 : 4) & 15;
        EXPECT_EQ(code - 8, test_level(row, part * kSmallPartDimension + d));
      }
    }
    ++row;
  }
}

TEST_F(StaticEncoderTest, EveryTruncationIsRefused) {
  std::mt19937 random(1);
  for (int i = 0; i < 300; ++i) {
    const std::size_t size = i < 100 ? static_cast<std::size_t>(i) : random() % intact_.size();
    const Result<StaticEncoder> opened = open(std::string_view(intact_).substr(0, size));
    ASSERT_FALSE(opened) << size;
    EXPECT_EQ(opened.error().code(), ErrorCode::kCorrupt) << size;
  }
}

TEST_F(StaticEncoderTest, EveryFlippedBitIsRefused) {
  std::mt19937 random(2);
  for (int i = 0; i < 500; ++i) {
    std::string damaged = intact_;
    const std::size_t bit = random() % (damaged.size() * 8);
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
    EXPECT_FALSE(open(damaged)) << bit;
  }
}

TEST_F(StaticEncoderTest, ShapesThatCannotBeAreRefusedEvenWithTheirChecksums) {
  const float not_a_number = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(refusal_of([](auto&) {}), "opened");
  const std::vector<std::function<void(StaticEncoderShape&)>> changes = {
      [](auto& shape) { shape.num_tokens = 0; },
      [](auto& shape) { shape.num_tokens = 0xFFFFFFFF; },
      [](auto& shape) { shape.num_tokens -= 1; },
      [](auto& shape) { shape.num_rows = 0xFFFFFFFF; },
      [](auto& shape) { shape.num_rows -= 1; },
      [](auto& shape) { shape.num_parts = 0; },
      [](auto& shape) { shape.num_parts = 1; },
      [](auto& shape) { shape.num_parts = 0xFFFFFFFF; },
      [](auto& shape) { shape.part_dimension = 0; },
      [](auto& shape) { shape.part_dimension = 48; },
      [](auto& shape) { shape.part_dimension = 0x80000000; },
      [](auto& shape) { shape.unknown_token = shape.num_tokens; },
      [](auto& shape) { shape.part_weights[0] = 0; },
      [&](auto& shape) { shape.part_weights[1] = not_a_number; },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) EXPECT_NE(refusal_of(changes[i]), "opened") << i;
}

TEST_F(StaticEncoderTest, ForgedContentIsRefusedOrGivesFiniteVectors) {
  std::mt19937 random(3);
  int num_open = 0;
  for (int i = 0; i < 300; ++i) {
    std::string forged = intact_;
    for (int change = 0; change < 3; ++change)
      forged[random() % forged.size()] = static_cast<char>(random());
    const Result<StaticEncoder> opened = open(resealed(forged));
    if (!opened) continue;
    ++num_open;
    TextEncoder texts(*opened);
    std::vector<float> out(opened->dimension());
    texts.encode("graph 人工智能 unaffable!", out);
    for (const float value : out) EXPECT_LE(std::abs(value), 1.0001F);
  }
  EXPECT_GT(num_open, 50);
}

TEST_F(StaticEncoderTest, AMissingFileIsNotFound) {
  fs::remove(path_);
  EXPECT_EQ(StaticEncoder::open(path_).error().code(), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace vitrine::encoder
