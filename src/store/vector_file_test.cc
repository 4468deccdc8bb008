#include "store/vector_file.h"

#include <gtest/gtest.h>

namespace vitrine::store {
namespace {

class VectorFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ =
        fs::path(::testing::TempDir()) /
        (std::string("vectors_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
  }
  void TearDown() override { fs::remove(path_); }
  fs::path path_;
};

TEST_F(VectorFileTest, RowsAndNullsComeBack) {
  auto writer = VectorFileWriter::create(path_, 3, VectorElement::kFloat32);
  ASSERT_TRUE(writer);
  const std::vector<float> row = {0.1F, -2.0F, 3e-9F};
  for (int i = 0; i < 70; ++i) ASSERT_TRUE(i == 65 ? writer->append_null() : writer->append(row));
  ASSERT_TRUE(writer->finish());
  const auto file = VectorFile::open(path_);
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_EQ(file->num_rows(), 70U);
  EXPECT_EQ(file->dimension(), 3U);
  EXPECT_TRUE(file->is_null(65));
  EXPECT_FALSE(file->is_null(66));
  EXPECT_EQ(file->floats(69)[1], -2.0F);
  EXPECT_EQ(file->floats(65)[0], 0.0F);
  std::string json;
  file->append_json(json, 0);
  EXPECT_EQ(json, "[0.10000000149011612,-2.0,3.000000026176508e-09]");
  json.clear();
  file->append_json(json, 65);
  EXPECT_EQ(json, "null");
}

TEST_F(VectorFileTest, DoublesKeepTheirPrecision) {
  auto writer = VectorFileWriter::create(path_, 2, VectorElement::kFloat64);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->append(std::vector<double>{0.1, 1e300}));
  ASSERT_TRUE(writer->finish());
  const auto file = VectorFile::open(path_);
  ASSERT_TRUE(file);
  std::string json;
  file->append_json(json, 0);
  EXPECT_EQ(json, "[0.1,1e+300]");
}

TEST_F(VectorFileTest, EveryFlippedBitAndEveryCutIsDetected) {
  auto writer = VectorFileWriter::create(path_, 2, VectorElement::kFloat32);
  ASSERT_TRUE(writer);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(writer->append(std::vector<float>{1.0F, 2.0F}));
  ASSERT_TRUE(writer->finish());
  const std::string whole = *read_file(path_);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_TRUE(write_file_atomic(path_, whole.substr(0, size)));
    EXPECT_FALSE(VectorFile::open(path_)) << size;
  }
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    ASSERT_TRUE(write_file_atomic(path_, damaged));
    const auto file = VectorFile::open(path_);
    EXPECT_FALSE(file && file->check_rows(0, 10)) << bit;
  }
}

TEST_F(VectorFileTest, RowsFarFromTheDamageAreGivenOut) {
  auto writer = VectorFileWriter::create(path_, 256, VectorElement::kFloat32);
  ASSERT_TRUE(writer);
  const std::vector<float> row(256, 0.5F);
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(writer->append(row));
  ASSERT_TRUE(writer->finish());
  std::string damaged = *read_file(path_);
  damaged[50 * 1024 + 17] = static_cast<char>(damaged[50 * 1024 + 17] ^ 1);
  ASSERT_TRUE(write_file_atomic(path_, damaged));
  const auto file = VectorFile::open(path_);
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->check_rows(0, 16));
  EXPECT_TRUE(file->check_rows(90, 10));
  EXPECT_EQ(file->check_rows(50, 1).error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(file->check_rows(0, 100).error().code(), ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace vitrine::store
