#include "embedding/vector_log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace vitrine::embedding {
namespace {

class VectorLogTest : public ::testing::Test {
 protected:
  void TearDown() override { fs::remove(path_); }
  VectorLog open(std::size_t dimension = 3) {
    Result<VectorLog> log = VectorLog::open(path_, dimension);
    EXPECT_TRUE(log) << log.error().message();
    return *std::move(log);
  }
  /// Vectors of two texts.
  void write_two() {
    VectorLog log = open();
    const std::vector<Hash128> texts = {hash128("a"), hash128("b")};
    ASSERT_TRUE(log.append(texts, std::vector<float>{1, 2, 3, 4, 5, 6}));
  }
  static std::vector<float> read(const VectorLog& log, std::string_view text) {
    std::vector<float> out(log.dimension());
    EXPECT_TRUE(log.read(hash128(text), out));
    return out;
  }

  fs::path path_ = fs::temp_directory_path() / ("vector_log_test_" + std::to_string(::getpid()));
};

TEST_F(VectorLogTest, GivesWhatWasAppendedInThisRunAndTheNext) {
  write_two();
  VectorLog log = open();
  EXPECT_EQ(log.size(), 2U);
  EXPECT_EQ(read(log, "b"), (std::vector<float>{4, 5, 6}));
  EXPECT_FALSE(log.has(hash128("c")));
  ASSERT_TRUE(log.append(std::vector<Hash128>{hash128("c")}, std::vector<float>{7, 8, 9}));
  EXPECT_EQ(read(log, "c"), (std::vector<float>{7, 8, 9}));
  EXPECT_EQ(read(open(), "a"), (std::vector<float>{1, 2, 3}));
}

TEST_F(VectorLogTest, CutAnywhereItKeepsTheWholeRecordsAndGoesOnBehindThem) {
  write_two();
  const std::string whole = *read_file(path_);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    std::ofstream(path_, std::ios::binary) << whole.substr(0, size);
    VectorLog log = open();
    EXPECT_EQ(log.size(), size / (whole.size() / 2)) << size;
    ASSERT_TRUE(log.append(std::vector<Hash128>{hash128("c")}, std::vector<float>{7, 8, 9}));
    EXPECT_EQ(read(open(), "c"), (std::vector<float>{7, 8, 9})) << size;
  }
}

TEST_F(VectorLogTest, ARecordWithAChangedByteEndsIt) {
  write_two();
  const std::string whole = *read_file(path_);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    std::ofstream(path_, std::ios::binary) << changed;
    EXPECT_EQ(open().size(), at / (whole.size() / 2)) << at;
  }
}

}  // namespace
}  // namespace vitrine::embedding
