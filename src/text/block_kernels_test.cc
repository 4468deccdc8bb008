#include "text/block_kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <random>

#include "text/ranking.h"
#include "text/varint.h"

namespace vitrine::text {
namespace {

using Block = std::array<std::uint32_t, kPackedBlock>;

Block random_block(std::mt19937& random, unsigned width) {
  Block values = {};
  for (std::uint32_t& value : values)
    value = width == 0 ? 0 : static_cast<std::uint32_t>(random()) >> (32 - width);
  return values;
}

/// A copy of exactly the packed bytes, so that a sanitizer sees what reads beyond them.
std::vector<unsigned char> packed(const Block& values, unsigned width) {
  std::string bytes;
  pack_block(values, width, bytes);
  return {bytes.begin(), bytes.end()};
}

class BlockKernelsTest : public testing::TestWithParam<const BlockKernels*> {};

TEST_P(BlockKernelsTest, UnpacksWhatWasPackedAtEveryWidth) {
  std::mt19937 random(3);
  for (unsigned width = 0; width <= 32; ++width) {
    const Block values = random_block(random, width);
    const std::vector<unsigned char> bytes = packed(values, width);
    Block out = {};
    GetParam()->unpack(bytes.data(), width, out.data());
    EXPECT_EQ(out, values) << width;
    GetParam()->unpack_sums(bytes.data(), width, 77, out.data());
    Block sums = values;
    sums[0] += 77;
    std::partial_sum(sums.begin(), sums.end(), sums.begin());
    EXPECT_EQ(out, sums) << width;
  }
}

TEST_P(BlockKernelsTest, ContributionsAreThoseOfTheFormulaToTheLastBit) {
  std::mt19937 random(5);
  std::uniform_real_distribution<float> any(0.3F, 9.0F);
  std::vector<float> norms(100000);
  for (float& norm : norms) norm = any(random);
  for (unsigned width = 0; width <= 32; ++width) {
    const Block frequencies = random_block(random, width);
    Block rows = {};
    for (std::uint32_t& row : rows) row = static_cast<std::uint32_t>(random() % norms.size());
    const float weight = any(random) * 65536.0F * static_cast<float>(1 + random() % 1000);
    Block out = {};
    GetParam()->contributions(packed(frequencies, width).data(), width, rows.data(), norms.data(),
                              weight, out.data());
    for (std::size_t i = 0; i < kPackedBlock; ++i)
      ASSERT_EQ(out[i], contribution(weight, frequencies[i] + 1, norms[rows[i]])) << width;
  }
}

TEST_P(BlockKernelsTest, SumsTheFirstValues) {
  std::mt19937 random(8);
  for (unsigned width = 0; width <= 25; ++width) {
    const Block values = random_block(random, width);
    const std::vector<unsigned char> bytes = packed(values, width);
    for (std::uint32_t count = 0; count <= kPackedBlock; ++count) {
      ASSERT_EQ(GetParam()->sum_first(bytes.data(), width, count),
                std::accumulate(values.begin(), values.begin() + count, std::uint64_t{0}));
    }
  }
}

TEST_P(BlockKernelsTest, SkipsVarints) {
  std::mt19937 random(9);
  std::string text;
  std::vector<std::size_t> ends = {0};
  for (int i = 0; i < 1000; ++i) {
    append_varint(text, random() >> (random() % 32));
    ends.push_back(text.size());
  }
  const std::vector<unsigned char> bytes(text.begin(), text.end());
  const unsigned char* const end = bytes.data() + bytes.size();
  for (std::size_t from = 0; from < ends.size(); from += 37) {
    for (std::size_t to = from; to < ends.size(); ++to) {
      ASSERT_EQ(GetParam()->skip_varints(bytes.data() + ends[from], end, to - from),
                bytes.data() + ends[to]);
    }
  }
  EXPECT_EQ(GetParam()->skip_varints(bytes.data(), end, 5000), end);
}

TEST_P(BlockKernelsTest, CountsAndMasksAreThoseOfALoop) {
  std::mt19937 random(6);
  for (int round = 0; round < 200; ++round) {
    Block values = random_block(random, static_cast<unsigned>(1 + random() % 32));
    const std::uint32_t limit = values[random() % values.size()];
    EXPECT_EQ(GetParam()->count_below(values.data(), limit),
              std::ranges::count_if(values, [&](std::uint32_t v) { return v < limit; }));
    values[random() % values.size()] = 0;
    std::array<std::uint64_t, 2> above = {};
    std::array<std::uint64_t, 2> nonzero = {};
    GetParam()->masks(values.data(), 2, limit, above.data(), nonzero.data());
    EXPECT_EQ(GetParam()->count_ones(nonzero.data(), 2),
              kPackedBlock - static_cast<std::size_t>(std::ranges::count(values, 0U)));
    for (std::size_t i = 0; i < kPackedBlock; ++i) {
      ASSERT_EQ(above[i / 64] >> (i % 64) & 1U, values[i] > limit ? 1U : 0U);
      ASSERT_EQ(nonzero[i / 64] >> (i % 64) & 1U, values[i] != 0 ? 1U : 0U);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, BlockKernelsTest, testing::ValuesIn(all_block_kernels()),
                         [](const auto& kernels) {
                           return kernels.index == 0 ? std::string("Plain") : std::string("Avx512");
                         });

}  // namespace
}  // namespace vitrine::text
