#include "encoder/pooling.h"

#include <gtest/gtest.h>

#include <hwy/targets.h>

#include <random>
#include <vector>

namespace vitrine {
namespace {

TEST(SumNibbles, SumsBothHalvesOfEachByteOnEveryInstructionSet) {
  std::mt19937 random(1);
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 64U, 128U, 130U}) {
      for (const std::size_t num_rows : {0U, 1U, 3U}) {
        std::vector<std::vector<std::uint8_t>> rows(num_rows, std::vector<std::uint8_t>(size));
        std::vector<const std::uint8_t*> places;
        std::vector<float> weights;
        for (std::vector<std::uint8_t>& row : rows) {
          for (std::uint8_t& code : row) code = static_cast<std::uint8_t>(random());
          places.push_back(row.data());
          weights.push_back(static_cast<float>(weights.size()) + 0.5F);  // sums are exact
        }
        std::vector<float> low(size, 99.0F);
        std::vector<float> high(size, 99.0F);
        sum_nibbles(places, weights, low, high);
        for (std::size_t i = 0; i < size; ++i) {
          float wanted_low = 0;
          float wanted_high = 0;
          for (std::size_t row = 0; row < num_rows; ++row) {
            wanted_low += weights[row] * static_cast<float>(rows[row][i] % 16);
            wanted_high += weights[row] * static_cast<float>(rows[row][i] / 16);
          }
          EXPECT_EQ(low[i], wanted_low);
          EXPECT_EQ(high[i], wanted_high);
        }
      }
    }
  }
  hwy::SetSupportedTargetsForTest(0);
}

}  // namespace
}  // namespace vitrine
