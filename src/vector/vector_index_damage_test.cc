// A vector index file that is cut short or changed anywhere is refused, never used and never fatal.
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <random>

#include "base/testing/resealed.h"
#include "vector/exact_search.h"
#include "vector/vector_index.h"
#include "vector/vector_index_builder.h"
#include "vector/vector_index_format.h"

namespace vitrine::vector {
namespace {

constexpr std::uint32_t kDimension = 70;
constexpr std::uint64_t kRows = 150;

class DamagedVectorIndexTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = fs::path(::testing::TempDir()) / (std::string("damaged_") + test->name() + ".vtq");
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    values_.resize(kRows * kDimension);
    for (float& value : values_) value = normal(random);
    ASSERT_TRUE(build_vector_index(matrix(), path_, {}));
    intact_ = *read_file(path_);
  }
  void TearDown() override { fs::remove(path_); }

  VectorMatrix<float> matrix() const { return {values_, kDimension, kRows, {}}; }

  /// What open() says of these bytes, or else a search that looks at the record of every row.
  ErrorCode refusal(std::string_view bytes) const {
    std::ofstream(path_, std::ios::binary) << bytes;
    const Result<VectorIndex> index = VectorIndex::open(path_, matrix());
    if (!index) return index.error().code();
    const std::span<const float> query = std::span(values_).first(kDimension);
    const Result<Neighbours> found = index->search({.vector = query, .limit = 10}, {});
    EXPECT_FALSE(found);
    return found ? ErrorCode::kInternal : found.error().code();
  }

  fs::path path_;
  std::vector<float> values_;
  std::string intact_;
};

TEST_F(DamagedVectorIndexTest, IntactBytesOpen) {
  ASSERT_TRUE(VectorIndex::open(path_, matrix()));
}

TEST_F(DamagedVectorIndexTest, EveryTruncationIsDetected) {
  std::mt19937 random(2);
  for (std::size_t size = 0; size < 100; ++size)
    EXPECT_EQ(refusal(std::string_view(intact_).substr(0, size)), ErrorCode::kCorrupt);
  for (int i = 0; i < 300; ++i) {
    const std::size_t size = random() % intact_.size();
    EXPECT_EQ(refusal(std::string_view(intact_).substr(0, size)), ErrorCode::kCorrupt) << size;
  }
}

TEST_F(DamagedVectorIndexTest, EveryFlippedBitIsDetected) {
  std::mt19937 random(3);
  const std::size_t footer = intact_.size() - 64;
  for (int i = 0; i < 1000; ++i) {
    // Every bit of the footer, then bits anywhere.
    const std::size_t bit =
        i < 64 * 8 ? footer * 8 + static_cast<std::size_t>(i) : random() % (intact_.size() * 8);
    std::string damaged = intact_;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
    const ErrorCode code = refusal(damaged);
    EXPECT_EQ(code, ErrorCode::kCorrupt) << bit;
  }
}

TEST_F(DamagedVectorIndexTest, RandomBytesAreNoIndex) {
  std::mt19937 random(4);
  for (int i = 0; i < 200; ++i) {
    std::string noise(random() % 500, '\0');
    for (char& byte : noise) byte = static_cast<char>(random());
    EXPECT_EQ(refusal(noise), ErrorCode::kCorrupt);
  }
}

TEST_F(DamagedVectorIndexTest, AShapeThatCannotBeIsRefusedEvenWithItsChecksum) {
  for (const std::uint64_t rows : {~std::uint64_t{0}, std::uint64_t{1} << 33U, kRows + 1}) {
    const VectorIndexLayout layout(kDimension, kRows);
    std::string forged = intact_;
    std::memcpy(forged.data() + layout.shape + 8, &rows, sizeof rows);
    EXPECT_EQ(refusal(resealed(forged)), ErrorCode::kCorrupt);
  }
}

TEST_F(DamagedVectorIndexTest, ForgedContentWithItsChecksumsIsSearchedWithoutHarm) {
  std::mt19937 random(5);
  // Enough rows that the plan begins at the codes.
  const std::vector<float> values(std::size_t{2000} * 64, 1.0F);
  const VectorMatrix<float> many = {values, 64, 2000, {}};
  ASSERT_TRUE(build_vector_index(many, path_, {}));
  const std::string good = *read_file(path_);
  int num_open = 0;
  for (int i = 0; i < 60; ++i) {
    std::string forged = good;
    const std::size_t step = 1 + random() % 50;
    for (std::size_t at = random() % step; at < forged.size(); at += step)
      forged[at] = static_cast<char>(i % 2 == 0 ? random() : 0xFF);  // NaNs, every other time
    seal_vector_index(std::as_writable_bytes(std::span(forged)), VectorIndexLayout(64, 2000));
    std::ofstream(path_, std::ios::binary) << forged;
    const Result<VectorIndex> index = VectorIndex::open(path_, many);
    if (!index) {
      EXPECT_EQ(index.error().code(), ErrorCode::kCorrupt);
      continue;
    }
    ++num_open;
    for (const Metric metric : {Metric::kCosine, Metric::kDot, Metric::kL2}) {
      const Result<Neighbours> found =
          index->search({.vector = std::span(values).first(64), .limit = 10, .metric = metric}, {});
      ASSERT_TRUE(found);
      for (const Neighbour& neighbour : found->nearest) EXPECT_LT(neighbour.row, 2000U);
    }
  }
  EXPECT_GT(num_open, 10);
}

TEST_F(DamagedVectorIndexTest, RowsBeyondTheLastAreRefusedEvenWithTheirChecksums) {
  const VectorIndexLayout layout(kDimension, kRows);
  for (const std::uint64_t bitmap : {layout.finite, layout.directed}) {
    std::string forged = intact_;
    forged[bitmap + kRows / 8 + 1] = 1;
    seal_vector_index(std::as_writable_bytes(std::span(forged)), layout);
    EXPECT_EQ(refusal(forged), ErrorCode::kCorrupt);
  }
}

TEST_F(DamagedVectorIndexTest, AnotherMatrixIsRefused) {
  const VectorMatrix<float> shorter = {values_, kDimension, kRows - 1, {}};
  EXPECT_EQ(VectorIndex::open(path_, shorter).error().code(), ErrorCode::kCorrupt);
  const VectorMatrix<float> narrower = {values_, kDimension - 1, kRows, {}};
  EXPECT_EQ(VectorIndex::open(path_, narrower).error().code(), ErrorCode::kCorrupt);
}

TEST_F(DamagedVectorIndexTest, AMissingFileIsNotFound) {
  fs::remove(path_);
  EXPECT_EQ(VectorIndex::open(path_, matrix()).error().code(), ErrorCode::kNotFound);
}

TEST_F(DamagedVectorIndexTest, ARowThatItsCheckRefusesIsNoNeighbour) {
  VectorMatrix<float> checked = matrix();
  checked.check = [](std::uint64_t first, std::uint64_t count) -> Status {
    return first <= 77 && 77 < first + count ? Status(corrupt("row 77 is damaged")) : Status();
  };
  const VectorQuery query = {.vector = std::span(values_).subspan(77 * kDimension, kDimension)};
  EXPECT_EQ(exact_search(checked, query, {}).error().code(), ErrorCode::kCorrupt);
  const Result<VectorIndex> index = VectorIndex::open(path_, checked);
  ASSERT_TRUE(index) << index.error().message();
  EXPECT_EQ(index->search(query, {}).error().code(), ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace vitrine::vector
