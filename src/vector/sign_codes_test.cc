#include "vector/sign_codes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "vector/testing/instruction_sets.h"

namespace vitrine::vector {
namespace {

constexpr float kNone = -std::numeric_limits<float>::infinity();

std::vector<float> random_vector(std::size_t size, std::mt19937& random) {
  std::normal_distribution<float> normal;
  std::vector<float> values(size);
  for (float& value : values) value = normal(random);
  return values;
}

float squares_of(const std::vector<float>& values) {
  float sum = 0;
  for (const float value : values) sum += value * value;
  return sum;
}

/// Blocks of random rows, with the rows kept beside them.
struct Rows {
  Rows(std::size_t num_blocks, std::size_t scanned, std::mt19937& random)
      : blocks(num_blocks * sign_block_bytes(scanned)) {
    for (std::size_t row = 0; row < num_blocks * kBlockRows; ++row) {
      rows.push_back(random_vector(scanned, random));
      offsets.push_back(std::normal_distribution<float>()(random));
      put_sign_codes(std::span(blocks).subspan(row / kBlockRows * sign_block_bytes(scanned),
                                               sign_block_bytes(scanned)),
                     row % kBlockRows, rows.back(), squares_of(rows.back()), offsets.back());
    }
  }

  std::vector<std::byte> blocks;
  std::vector<std::vector<float>> rows;
  std::vector<float> offsets;
};

/// The slow twin: the estimate from the rows' own signs and the query's own coordinates.
float slow_value(const Rows& rows, std::size_t row, const std::vector<float>& query, float margin,
                 float shift) {
  double dot = 0;
  double sizes = 0;
  double squares = 0;
  for (std::size_t i = 0; i < query.size(); ++i) {
    const double value = rows.rows[row][i];
    dot += value >= 0 ? double{query[i]} : -double{query[i]};
    sizes += std::abs(value);
    squares += value * value;
  }
  return static_cast<float>(shift + rows.offsets[row] + squares / sizes * (dot + margin));
}

TEST(SignCodes, EveryInstructionSetAgreesWithTheSlowTwin) {
  for (const std::size_t scanned : {64U, 128U, 384U, 1024U}) {
    std::mt19937 random(static_cast<unsigned>(scanned));
    const Rows rows(3, scanned, random);
    const std::vector<float> query = random_vector(scanned, random);
    const SignTables tables(query);
    const SignScan scan = {rows.blocks.data(), scanned, &tables, 0.5F, -2.0F};
    const std::vector<std::uint64_t> masks = {~0ULL, 0, random() | 1ULL << 63U};
    // Each table is off by half a step at most; what adds up is a random walk.
    const float bound = 6 * tables.step * std::sqrt(static_cast<float>(scanned) / 4 / 12);
    for_each_instruction_set([&] {
      std::vector<float> values(3 * kBlockRows, 7.0F);
      std::vector<float> maxima(3);
      scan_sign_blocks(scan, masks, values, maxima);
      for (std::size_t block = 0; block < 3; ++block) {
        float maximum = kNone;
        for (std::size_t r = 0; r < kBlockRows; ++r) {
          const std::size_t row = block * kBlockRows + r;
          if (masks[block] == 0) {
            EXPECT_EQ(values[row], 7.0F) << "a block that is not wanted was written";
          } else if ((masks[block] >> r & 1U) == 0) {
            EXPECT_EQ(values[row], kNone);
          } else {
            const float scale = squares_of(rows.rows[row]) / static_cast<float>(scanned) * 1.26F;
            EXPECT_NEAR(values[row], slow_value(rows, row, query, 0.5F, -2.0F), bound * scale);
            maximum = std::max(maximum, values[row]);
          }
        }
        EXPECT_EQ(maxima[block], maximum);
      }
    });
  }
}

TEST(SignCodes, SumsOf8192CoordinatesDoNotOverflow) {
  constexpr std::size_t kScanned = 8192;
  std::vector<std::byte> block(sign_block_bytes(kScanned));
  const std::vector<float> row(kScanned, 1.0F);
  for (std::size_t r = 0; r < kBlockRows; ++r)
    put_sign_codes(block, r, row, static_cast<float>(kScanned), 0);
  const std::vector<float> query(kScanned, 0.25F);
  const SignTables tables(query);
  const SignScan scan = {block.data(), kScanned, &tables};
  for_each_instruction_set([&] {
    std::vector<float> values(kBlockRows);
    std::vector<float> maxima(1);
    scan_sign_blocks(scan, std::vector<std::uint64_t>{~0ULL}, values, maxima);
    for (const float value : values) EXPECT_NEAR(value, 2048.0F, 1.0F);
  });
}

TEST(SignCodes, TheErrorOfTheEstimateIsWhatSpreadSays) {
  constexpr std::size_t kPadded = 768;
  constexpr std::size_t kScanned = 384;
  std::mt19937 random(4);
  double squared = 0;
  double sum = 0;
  constexpr int kPairs = 2000;
  for (int i = 0; i < kPairs; ++i) {
    const std::vector<float> row = random_vector(kPadded, random);
    const std::vector<float> query = random_vector(kPadded, random);
    double dot = 0;
    double estimate = 0;
    double sizes = 0;
    for (std::size_t k = 0; k < kPadded; ++k) {
      dot += double{row[k]} * double{query[k]};
      if (k >= kScanned) continue;
      estimate += row[k] >= 0 ? double{query[k]} : -double{query[k]};
      sizes += std::abs(double{row[k]});
    }
    const double scale = squares_of(row) / sizes;
    const double deviation =
        sign_spread(kScanned, kPadded) * scale * std::sqrt(double{squares_of(query)});
    const double error = (estimate * scale - dot) / deviation;
    sum += error;
    squared += error * error;
  }
  EXPECT_NEAR(sum / kPairs, 0, 0.1);
  EXPECT_NEAR(std::sqrt(squared / kPairs), 1, 0.05);
}

TEST(SignCodes, AQueryOrARowOfZerosHasNoInfluence) {
  constexpr std::size_t kScanned = 64;
  std::vector<std::byte> block(sign_block_bytes(kScanned));
  put_sign_codes(block, 0, std::vector<float>(kScanned), 0, 0.25F);
  put_sign_codes(block, 1, std::vector<float>(kScanned, 1.0F), 64, 0.5F);
  std::vector<float> values(kBlockRows);
  std::vector<float> maxima(1);
  const SignTables nothing(std::vector<float>(kScanned, 0.0F));
  scan_sign_blocks({block.data(), kScanned, &nothing}, std::vector<std::uint64_t>{3}, values,
                   maxima);
  EXPECT_EQ(values[0], 0.25F);
  EXPECT_EQ(values[1], 0.5F);
}

TEST(SignCodes, RowsReachingAThresholdAreFoundOnEveryInstructionSet) {
  std::mt19937 random(8);
  std::vector<float> values = random_vector(kBlockRows, random);
  values[5] = kNone;
  values[63] = 0.125F;
  for (const float threshold : {kNone, -0.5F, 0.125F, 10.0F}) {
    std::uint64_t expected = 0;
    for (std::size_t r = 0; r < kBlockRows; ++r)
      expected |= static_cast<std::uint64_t>(values[r] >= threshold) << r;
    for_each_instruction_set([&] { EXPECT_EQ(rows_reaching(values, threshold), expected); });
  }
}

}  // namespace
}  // namespace vitrine::vector
