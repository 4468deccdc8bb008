#include "encoder/pooling.h"

#include <gtest/gtest.h>

#include <hwy/targets.h>

#include <random>
#include <vector>

namespace vitrine::encoder {
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

TEST(JoinHalves, InterleavesLessWhatAllAreRaisedByAndSquaresOnEveryInstructionSet) {
  std::mt19937 random(2);
  std::normal_distribution<float> normal;
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 64U, 130U}) {
      std::vector<float> low(size);
      std::vector<float> high(size);
      for (float& value : low) value = normal(random);
      for (float& value : high) value = normal(random);
      std::vector<float> out(2 * size, 99.0F);
      const double squares = join_halves(low, high, 0.75F, out);
      double wanted = 0;
      for (std::size_t i = 0; i < size; ++i) {
        EXPECT_EQ(out[2 * i], low[i] - 0.75F);
        EXPECT_EQ(out[2 * i + 1], high[i] - 0.75F);
        wanted += double{out[2 * i]} * out[2 * i] + double{out[2 * i + 1]} * out[2 * i + 1];
      }
      EXPECT_NEAR(squares, wanted, 1e-5 * wanted);
      std::vector<float> scaled = out;
      scale(scaled, -1.5F);
      for (std::size_t i = 0; i < out.size(); ++i) EXPECT_EQ(scaled[i], out[i] * -1.5F);
    }
  }
  hwy::SetSupportedTargetsForTest(0);
}

}  // namespace
}  // namespace vitrine::encoder
