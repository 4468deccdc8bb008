#include "vector/exact_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace vitrine::vector {
namespace {

using testing::ElementsAre;

AnyVectorMatrix matrix_of(const std::vector<float>& values, std::uint32_t dimension) {
  return VectorMatrix<float>{values, dimension, values.size() / dimension, {}};
}

std::vector<std::uint64_t> rows_of(const Neighbours& found) {
  std::vector<std::uint64_t> rows;
  for (const Neighbour& neighbour : found.nearest) rows.push_back(neighbour.row);
  return rows;
}

/// The slow twin: all cosines in double precision, sorted.
std::vector<Neighbour> sorted_cosines(const std::vector<float>& values,
                                      const std::vector<float>& query) {
  std::vector<Neighbour> all;
  for (std::size_t row = 0; row < values.size() / query.size(); ++row) {
    double dot = 0;
    double a = 0;
    double b = 0;
    for (std::size_t i = 0; i < query.size(); ++i) {
      const double value = values[row * query.size() + i];
      dot += value * double{query[i]};
      a += value * value;
      b += double{query[i]} * double{query[i]};
    }
    all.push_back({row, static_cast<float>(dot / std::sqrt(a * b))});
  }
  std::ranges::stable_sort(all, std::ranges::greater{}, &Neighbour::similarity);
  return all;
}

TEST(ExactSearch, FindsWhatSortingAllCosinesFinds) {
  std::mt19937 random(5);
  std::normal_distribution<float> normal;
  for (const std::uint32_t dimension : {2U, 7U, 64U, 100U}) {
    std::vector<float> values(std::size_t{500} * dimension);
    std::vector<float> query(dimension);
    for (float& value : values) value = normal(random);
    for (float& value : query) value = normal(random);
    const auto found = exact_search(matrix_of(values, dimension), {query, 20}, {});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->num_comparable, 500U);
    const std::vector<Neighbour> expected = sorted_cosines(values, query);
    ASSERT_EQ(found->nearest.size(), 20U);
    for (std::size_t i = 0; i < 20; ++i) {
      EXPECT_NEAR(found->nearest[i].similarity, expected[i].similarity, 1e-6F);
    }
  }
}

TEST(ExactSearch, LengthDoesNotMatterAndTiesGoToTheLowerRow) {
  const std::vector<float> values = {5, 0, 0, 1, 1, 0, 0.25F, 0};
  const std::vector<float> query = {2, 0};
  const auto found = exact_search(matrix_of(values, 2), {query, 3}, {});
  ASSERT_TRUE(found);
  EXPECT_THAT(rows_of(*found), ElementsAre(0, 2, 3));
  EXPECT_FLOAT_EQ(found->nearest[0].similarity, 1.0F);
}

TEST(ExactSearch, RowsWithoutADirectionAreLeftOut) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  const std::vector<float> values = {1, 0, 0, 0, nan, 1, inf, 1, 1, 1, -1, 0};
  const std::vector<std::uint64_t> present = {0b101111};
  const VectorMatrix<float> matrix = {values, 2, 6, present};
  const std::vector<float> query = {1, 0};
  const auto found = exact_search(matrix, {query, 10}, {});
  ASSERT_TRUE(found);
  EXPECT_THAT(rows_of(*found), ElementsAre(0, 5));
  EXPECT_EQ(found->num_comparable, 2U);
}

TEST(ExactSearch, OnlyAllowedRowsAreReturned) {
  const std::vector<float> values = {1, 0, 1, 0, 1, 0};
  const std::vector<std::uint64_t> allowed = {0b110};
  const std::vector<float> query = {1, 0};
  const auto found = exact_search(matrix_of(values, 2), {query, 10, allowed}, {});
  ASSERT_TRUE(found);
  EXPECT_THAT(rows_of(*found), ElementsAre(1, 2));
}

TEST(ExactSearch, SquaresBeyondFloat32AreComparedInDoublePrecision) {
  const std::vector<float> values = {1e30F, 1e30F, 1e-30F, 0, 1, 1};
  const std::vector<float> query = {1e25F, 1e25F};
  const auto found = exact_search(matrix_of(values, 2), {query, 10}, {});
  ASSERT_TRUE(found);
  EXPECT_THAT(rows_of(*found), ElementsAre(0, 2, 1));
  EXPECT_NEAR(found->nearest[2].similarity, std::sqrt(0.5), 1e-6);
}

TEST(ExactSearch, Float64RowsGiveTheSameAnswer) {
  const std::vector<float> values = {1, 2, 3, -1, 0.5F, 2, 1e3F, 1};
  const std::vector<double> doubles(values.begin(), values.end());
  const std::vector<float> query = {1, 1};
  const auto narrow = exact_search(matrix_of(values, 2), {query, 10}, {});
  const auto wide = exact_search(VectorMatrix<double>{doubles, 2, 4, {}}, {query, 10}, {});
  ASSERT_TRUE(narrow && wide);
  EXPECT_EQ(narrow->nearest, wide->nearest);
}

TEST(ExactSearch, Float64ValuesBeyondFloat32StillHaveADirection) {
  const std::vector<double> doubles = {1e100, 0, 0, 1};
  const std::vector<float> query = {1, 0};
  const auto found = exact_search(VectorMatrix<double>{doubles, 2, 2, {}}, {query, 10}, {});
  ASSERT_TRUE(found);
  EXPECT_THAT(rows_of(*found), ElementsAre(0, 1));
}

TEST(ExactSearch, AQueryWithoutADirectionFindsNothing) {
  const std::vector<float> values = {1, 0};
  const std::vector<float> query = {0, 0};
  const auto found = exact_search(matrix_of(values, 2), {query, 10}, {});
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->nearest.empty());
}

TEST(ExactSearch, AnotherDimensionIsRefusedAndAStopIsHeeded) {
  const std::vector<float> values = {1, 0};
  const std::vector<float> wrong = {1, 0, 0};
  EXPECT_EQ(exact_search(matrix_of(values, 2), {wrong, 1}, {}).error().code(),
            ErrorCode::kInvalidArgument);
  std::stop_source stop;
  stop.request_stop();
  const std::vector<float> query = {1, 0};
  EXPECT_EQ(exact_search(matrix_of(values, 2), {query, 1}, stop.get_token()).error().code(),
            ErrorCode::kCancelled);
}

TEST(ExactSearch, DotFavoursLongVectorsAndKeepsZeros) {
  const std::vector<float> values = {1, 0, 0, 0, 3, 3, -1, 0};
  const std::vector<float> query = {2, 0};
  const auto found = exact_search(matrix_of(values, 2), {query, 10, {}, Metric::kDot}, {});
  ASSERT_TRUE(found);
  EXPECT_THAT(found->nearest, ElementsAre(Neighbour{2, 6.0F}, Neighbour{0, 2.0F},
                                          Neighbour{1, 0.0F}, Neighbour{3, -2.0F}));
}

TEST(ExactSearch, L2IsMinusTheSquaredDistance) {
  const std::vector<float> values = {1, 0, 0, 0, 3, 4, std::numeric_limits<float>::quiet_NaN(), 0};
  const std::vector<float> query = {0, 0};
  const auto found = exact_search(matrix_of(values, 2), {query, 10, {}, Metric::kL2}, {});
  ASSERT_TRUE(found);
  EXPECT_THAT(found->nearest,
              ElementsAre(Neighbour{1, 0.0F}, Neighbour{0, -1.0F}, Neighbour{2, -25.0F}));
  EXPECT_EQ(found->num_comparable, 3U);
}

TEST(ExactSearch, ProductsBeyondFloat32AreCutOffThere) {
  const float largest = std::numeric_limits<float>::max();
  const std::vector<float> values = {1e30F, 0, -1e30F, 0};
  const std::vector<float> query = {1e30F, 0};
  const auto dot = exact_search(matrix_of(values, 2), {query, 10, {}, Metric::kDot}, {});
  const auto l2 = exact_search(matrix_of(values, 2), {query, 10, {}, Metric::kL2}, {});
  ASSERT_TRUE(dot && l2);
  EXPECT_THAT(dot->nearest, ElementsAre(Neighbour{0, largest}, Neighbour{1, -largest}));
  EXPECT_THAT(l2->nearest, ElementsAre(Neighbour{0, 0.0F}, Neighbour{1, -largest}));
}

TEST(ExactSearch, AQueryThatIsNotFiniteFindsNothing) {
  const std::vector<float> values = {1, 0};
  const std::vector<float> query = {std::numeric_limits<float>::infinity(), 0};
  for (const Metric metric : {Metric::kCosine, Metric::kDot, Metric::kL2}) {
    const auto found = exact_search(matrix_of(values, 2), {query, 10, {}, metric}, {});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->num_comparable, 0U);
  }
}

TEST(ExactSearch, ALimitOfZeroOnlyCounts) {
  const std::vector<float> values = {1, 0, 0, 1};
  const std::vector<float> query = {1, 0};
  const auto found = exact_search(matrix_of(values, 2), {query, 0}, {});
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->nearest.empty());
  EXPECT_EQ(found->num_comparable, 2U);
}

}  // namespace
}  // namespace vitrine::vector
