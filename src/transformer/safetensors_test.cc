#include "transformer/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

#include "transformer/testing/small_bert.h"

namespace vitrine::transformer {
namespace {

class SafetensorsTest : public ::testing::Test {
 protected:
  void TearDown() override { fs::remove(path_); }

  Result<Safetensors> open(const std::string& bytes) {
    std::ofstream(path_, std::ios::binary) << bytes;
    return Safetensors::open(path_);
  }
  std::string complaint(const std::string& header, const std::string& data) {
    const Result<Safetensors> opened = open(safetensors_bytes(header, data));
    return opened ? "opened" : opened.error().message();
  }

  fs::path path_ = fs::temp_directory_path() /
                   ("safetensors_test_" + std::to_string(::getpid()) + ".safetensors");
};

std::string floats(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

TEST_F(SafetensorsTest, GivesTensorsByNameWithTheirShape) {
  const auto file = open(safetensors_bytes(
      R"({"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2,2],"data_offsets":[4,20]},)"
      R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}   )",
      floats({7, 1, 2, 3, 4})));
  ASSERT_TRUE(file) << file.error().message();
  const std::vector<std::uint64_t> two_by_two = {2, 2};
  const Result<FloatTensor> b = file->floats("b", two_by_two);
  ASSERT_TRUE(b);
  EXPECT_EQ(b->values(), (std::vector<float>{1, 2, 3, 4}));
  std::vector<float> row(2);
  b->read(2, row);
  EXPECT_EQ(row, (std::vector<float>{3, 4}));
  EXPECT_FALSE(file->has("__metadata__"));
}

TEST_F(SafetensorsTest, ReadsHalfPrecisionExactly) {
  const std::string data("\x00\x3c\x00\xc0\x01\x00\x00\x7c\x80\x3f\x20\xc1", 12);
  const auto file = open(safetensors_bytes(
      R"({"h":{"dtype":"F16","shape":[4],"data_offsets":[0,8]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[8,12]}})",
      data));
  ASSERT_TRUE(file) << file.error().message();
  const std::vector<float> halves = file->floats("h", std::vector<std::uint64_t>{4})->values();
  EXPECT_EQ(halves[0], 1);
  EXPECT_EQ(halves[1], -2);
  EXPECT_EQ(halves[2], 0x1p-24F);
  EXPECT_TRUE(std::isinf(halves[3]));
  EXPECT_EQ(file->floats("b", std::vector<std::uint64_t>{2})->values(),
            (std::vector<float>{1, -10}));
}

TEST_F(SafetensorsTest, SaysWhichTensorIsMissingOrOfAnotherShapeOrType) {
  const auto file = open(safetensors_bytes(
      R"({"w":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"i":{"dtype":"I64","shape":[1],"data_offsets":[4,12]}})",
      std::string(12, '\0')));
  ASSERT_TRUE(file) << file.error().message();
  const std::vector<std::uint64_t> one = {1};
  EXPECT_EQ(file->floats("v", one).error().message(), "the weights have no tensor v");
  EXPECT_EQ(file->floats("w", one).error().message(),
            "the tensor w has the shape 1 x 1 instead of 1");
  EXPECT_EQ(file->floats("i", one).error().message(),
            "the tensor i is of type I64; F32, F16 and BF16 can be read");
}

TEST_F(SafetensorsTest, RefusesHeadersThatContradictThemselves) {
  const std::string four(4, '\0');
  const auto entry = [](const std::string& type, const std::string& shape, const std::string& at) {
    return R"({"w":{"dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":)" + at +
           "}}";
  };
  EXPECT_EQ(complaint(entry("F32", "[1]", "[0,4]"), four), "opened");
  EXPECT_THAT(complaint(entry("F32", "[2]", "[0,4]"), four), ::testing::HasSubstr("does not fit"));
  EXPECT_THAT(complaint(entry("F99", "[1]", "[0,4]"), four), ::testing::HasSubstr("does not fit"));
  EXPECT_THAT(complaint(entry("F32", "[1]", "[4,0]"), four), ::testing::HasSubstr("make sense"));
  EXPECT_THAT(complaint(entry("F32", "[-1]", "[0,4]"), four), ::testing::HasSubstr("make sense"));
  EXPECT_THAT(complaint(entry("F32", "[1.5]", "[0,4]"), four), ::testing::HasSubstr("make sense"));
  EXPECT_THAT(complaint(entry("F32", "{}", "[0,4]"), four), ::testing::HasSubstr("make sense"));
  EXPECT_THAT(complaint(entry("F32", "[4611686018427387904,4611686018427387904]", "[0,4]"), four),
              ::testing::HasSubstr("does not fit"));
  EXPECT_THAT(complaint(entry("F32", "[2]", "[0,8]"), four), ::testing::HasSubstr("cut short"));
  EXPECT_THAT(complaint(entry("F32", "[1]", "[4,8]"), four + four), ::testing::HasSubstr("gap"));
  EXPECT_THAT(complaint(entry("F32", "[1]", "[0,4]"), four + "x"),
              ::testing::HasSubstr("no tensor's"));
  EXPECT_THAT(complaint(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                        R"("b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                        four),
              ::testing::HasSubstr("overlap"));
  EXPECT_THAT(complaint("[]", four), ::testing::HasSubstr("no JSON object"));
  EXPECT_THAT(complaint(std::string(100, '['), four), ::testing::HasSubstr("no JSON object"));
}

TEST_F(SafetensorsTest, RefusesWhatIsNoSafetensorsFile) {
  EXPECT_THAT(open("").error().message(), ::testing::HasSubstr("too short"));
  EXPECT_THAT(open("PK\3\4 a zip of pickles").error().message(),
              ::testing::HasSubstr("is it a safetensors file?"));
  std::string cut =
      safetensors_bytes(R"({"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}})", "");
  cut.pop_back();
  EXPECT_THAT(open(cut).error().message(), ::testing::HasSubstr("ends inside its header"));
  EXPECT_EQ(Safetensors::open("/nowhere/model.safetensors").error().code(), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace vitrine::transformer
