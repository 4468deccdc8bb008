#include "vector/nibble_codes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

#include "vector/testing/instruction_sets.h"

namespace vitrine::vector {
namespace {

std::vector<float> random_vector(std::size_t size, std::mt19937& random) {
  std::normal_distribution<float> normal;
  std::vector<float> values(size);
  for (float& value : values) value = normal(random);
  return values;
}

double dot(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * double{b[i]};
  return sum;
}

std::vector<std::byte> encoded(const std::vector<float>& row, float offset, float norm) {
  std::vector<std::byte> record(nibble_record_bytes(row.size()));
  put_nibble_codes(record, row, static_cast<float>(dot(row, row)), offset, norm);
  return record;
}

/// The slow twin: levels and bytes multiplied one by one.
float slow_estimate(const NibbleQuery& query, std::span<const std::byte> record) {
  NibbleFactors factors;
  std::memcpy(&factors, record.data() + query.padded / 2, sizeof factors);
  double sum = 0;
  for (std::size_t j = 0; j < query.padded / 2; ++j) {
    const auto code = std::to_integer<unsigned>(record[j]);
    sum += (code % 16 - 7.5) * query.even[j] + (code / 16 - 7.5) * query.odd[j];
  }
  return factors.offset + factors.scale * query.step * static_cast<float>(sum);
}

TEST(NibbleCodes, LevelsAndFactorsAreTheSlowTwinsOnEveryInstructionSet) {
  std::mt19937 random(4);
  for (const std::size_t padded : {16U, 64U, 192U, 768U, 1040U}) {
    const std::vector<float> row = random_vector(padded, random);
    const auto squares = static_cast<float>(dot(row, row));
    const double step = 0.3352 * std::sqrt(dot(row, row) / static_cast<double>(padded));
    for_each_instruction_set([&] {
      std::vector<std::byte> record(nibble_record_bytes(padded));
      const float levels_squared = put_nibble_codes(record, row, squares, 0.5F, 2);
      double product = 0;
      double squared = 0;
      for (std::size_t i = 0; i < padded; ++i) {
        const auto both = std::to_integer<unsigned>(record[i / 2]);
        const double level = (i % 2 == 0 ? both % 16 : both / 16) - 7.5;
        // No level is nearer to the coordinate.
        EXPECT_LE(std::abs(std::clamp(row[i] / step, -7.5, 7.5) - level), 0.5001);
        product += level * row[i];
        squared += level * level;
      }
      EXPECT_EQ(levels_squared, static_cast<float>(squared));
      NibbleFactors factors;
      std::memcpy(&factors, record.data() + padded / 2, sizeof factors);
      EXPECT_NEAR(factors.scale, dot(row, row) / product, 1e-5 * factors.scale);
      const double excess = squared * dot(row, row) / (product * product) - 1;
      EXPECT_NEAR(factors.error, std::sqrt(excess * dot(row, row) / (double(padded) - 1)), 1e-3);
      EXPECT_EQ(factors.offset, 0.5F);
      EXPECT_EQ(factors.norm, 2.0F);
    });
  }
}

TEST(NibbleCodes, ARowWithoutDirectionHasNoScale) {
  const std::vector<float> row(64, 0.0F);
  std::vector<std::byte> record(nibble_record_bytes(64));
  put_nibble_codes(record, row, 0, 0, 0);
  NibbleFactors factors;
  std::memcpy(&factors, record.data() + 32, sizeof factors);
  EXPECT_EQ(factors.scale, 0.0F);
  EXPECT_EQ(factors.error, 0.0F);
}

TEST(NibbleCodes, EveryInstructionSetAgreesWithTheSlowTwinAtAnyAlignment) {
  std::mt19937 random(1);
  for (const std::size_t padded : {64U, 128U, 192U, 320U, 768U, 8192U}) {
    const std::vector<std::byte> record = encoded(random_vector(padded, random), 0.25F, 3);
    const NibbleQuery query(random_vector(padded, random));
    const float expected = slow_estimate(query, record);
    for (std::size_t shift = 0; shift < 5; ++shift) {
      std::vector<std::byte> moved(shift);
      moved.insert(moved.end(), record.begin(), record.end());
      for_each_instruction_set([&] {
        const NibbleEstimate seen = estimate(query, moved.data() + shift);
        EXPECT_NEAR(seen.value, expected, 1e-5F * (1 + std::abs(expected)));
        EXPECT_EQ(seen.norm, 3.0F);
      });
    }
  }
}

TEST(NibbleCodes, TheErrorOfTheEstimateIsWhatItSays) {
  std::mt19937 random(2);
  double sum = 0;
  double squared = 0;
  constexpr int kPairs = 2000;
  for (int i = 0; i < kPairs; ++i) {
    const std::vector<float> row = random_vector(768, random);
    const std::vector<float> query = random_vector(768, random);
    const NibbleEstimate seen = estimate(NibbleQuery(query), encoded(row, 0, 1).data());
    const double error =
        (seen.value - dot(row, query)) / (seen.error * std::sqrt(dot(query, query)));
    sum += error;
    squared += error * error;
  }
  EXPECT_NEAR(sum / kPairs, 0, 0.1);
  EXPECT_NEAR(std::sqrt(squared / kPairs), 1, 0.06);
}

TEST(NibbleCodes, AreCloseWhenTheQueryIsTheRow) {
  std::mt19937 random(3);
  std::vector<float> row = random_vector(768, random);
  const auto length = static_cast<float>(std::sqrt(dot(row, row)));
  for (float& value : row) value /= length;
  EXPECT_NEAR(estimate(NibbleQuery(row), encoded(row, 0, 1).data()).value, 1.0F, 0.003F);
}

TEST(NibbleCodes, ARowOfZerosIsItsOffset) {
  std::mt19937 random(4);
  const NibbleEstimate seen = estimate(NibbleQuery(random_vector(64, random)),
                                       encoded(std::vector<float>(64), 0.5F, 2).data());
  EXPECT_EQ(seen.value, 0.5F);
  EXPECT_EQ(seen.error, 0.0F);
}

TEST(NibbleCodes, AQueryOfZerosLeavesTheOffset) {
  std::mt19937 random(5);
  const NibbleEstimate seen = estimate(NibbleQuery(std::vector<float>(64)),
                                       encoded(random_vector(64, random), 0.5F, 2).data());
  EXPECT_EQ(seen.value, 0.5F);
}

}  // namespace
}  // namespace vitrine::vector
