#include "atlas/unit_rows.h"

#include <gmock/gmock.h>

#include <limits>

namespace vitrine::atlas {
namespace {

using testing::ElementsAre;
using testing::FloatNear;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

template <typename Float>
std::vector<float> read(const vector::VectorMatrix<Float>& matrix, std::uint32_t point) {
  const Result<UnitRows> rows = UnitRows::create(matrix, 1, {});
  EXPECT_TRUE(rows);
  std::vector<float> values(matrix.dimension);
  rows->read(point, values.data());
  return values;
}

TEST(UnitRows, RowsWithoutADirectionHaveNoPoint) {
  const std::vector<float> values = {3, 4, 0, 0, kNan, 1, 1, 1, -2, 0};
  const std::uint64_t present[] = {0b10111};
  const Result<UnitRows> rows =
      UnitRows::create(vector::VectorMatrix<float>{values, 2, 5, present}, 2, {});
  ASSERT_TRUE(rows);
  EXPECT_THAT(rows->rows(), ElementsAre(0, 4));
}

TEST(UnitRows, VectorsAreScaledToLengthOne) {
  const std::vector<float> floats = {3, 4};
  EXPECT_THAT(read(vector::VectorMatrix<float>{floats, 2, 1, {}}, 0),
              ElementsAre(FloatNear(0.6F, 1e-6F), FloatNear(0.8F, 1e-6F)));
  const std::vector<double> doubles = {3e100, -4e100};
  EXPECT_THAT(read(vector::VectorMatrix<double>{doubles, 2, 1, {}}, 0),
              ElementsAre(FloatNear(0.6F, 1e-6F), FloatNear(-0.8F, 1e-6F)));
}

TEST(UnitRows, AStrideSpreadsTheValues) {
  const std::vector<float> values = {0, 2};
  const Result<UnitRows> rows =
      UnitRows::create(vector::VectorMatrix<float>{values, 2, 1, {}}, 1, {});
  float out[4] = {9, 9, 9, 9};
  rows->read(0, out, 3);
  EXPECT_THAT(out, ElementsAre(0, 9, 9, 1));
}

TEST(UnitRows, AnEmptyMatrixHasNoPoints) {
  const Result<UnitRows> rows = UnitRows::create(vector::VectorMatrix<float>{{}, 3, 0, {}}, 2, {});
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->size(), 0U);
}

}  // namespace
}  // namespace vitrine::atlas
