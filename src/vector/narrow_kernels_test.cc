#include "vector/narrow_kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "vector/testing/instruction_sets.h"

namespace vitrine::vector {
namespace {

TEST(NarrowKernels, EveryHalfSurvivesTheWayThroughAFloat) {
  for (std::uint32_t bits = 0; bits < 0x10000U; ++bits) {
    const Half half = {static_cast<std::uint16_t>(bits)};
    const float value = to_float(half);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(to_float(to_half(value))));
    } else {
      EXPECT_EQ(to_half(value).bits, bits);
    }
  }
}

TEST(NarrowKernels, KnownHalvesHaveTheirValues) {
  EXPECT_EQ(to_float({0x3C00}), 1.0F);
  EXPECT_EQ(to_float({0xC000}), -2.0F);
  EXPECT_EQ(to_float({0x7BFF}), 65504.0F);
  EXPECT_EQ(to_float({0x0001}), std::ldexp(1.0F, -24));
  EXPECT_EQ(to_float({0x7C00}), std::numeric_limits<float>::infinity());
}

TEST(NarrowKernels, FloatsBetweenTwoHalvesGoToTheNearerAndTiesToTheEven) {
  for (std::uint32_t bits = 0; bits < 0x7BFFU; ++bits) {
    const float low = to_float({static_cast<std::uint16_t>(bits)});
    const float high = to_float({static_cast<std::uint16_t>(bits + 1)});
    const float middle = low + (high - low) / 2;  // exact: floats have room between
    EXPECT_EQ(to_half(middle).bits, bits % 2 == 0 ? bits : bits + 1);
    EXPECT_EQ(to_half(std::nextafter(middle, 0.0F)).bits, bits);
    EXPECT_EQ(to_half(std::nextafter(middle, high)).bits, bits + 1);
  }
  EXPECT_EQ(to_half(65519.0F).bits, 0x7BFF);
  EXPECT_EQ(to_half(65520.0F).bits, 0x7C00);
}

TEST(NarrowKernels, HalvesAgreeWithTheSlowTwinAtEveryLengthAndAlignment) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  for (std::size_t size = 0; size <= 130; ++size) {
    std::vector<float> a(size + 1);
    std::vector<Half> b(size + 1);
    double expected = 0;
    double squares = 1;
    for (std::size_t i = 1; i <= size; ++i) {
      a[i] = normal(random);
      b[i] = to_half(normal(random));
      expected += double{a[i]} * double{to_float(b[i])};
      squares += double{a[i]} * double{a[i]};
    }
    for_each_instruction_set([&] {
      EXPECT_NEAR(dot(std::span(a).subspan(1), std::span<const Half>(b).subspan(1)), expected,
                  1e-6 * squares);
    });
  }
}

TEST(NarrowKernels, BytesAgreeWithTheSlowTwinExactly) {
  std::mt19937 random(2);
  for (std::size_t size = 0; size <= 200; ++size) {
    std::vector<std::int8_t> a(size + 1);
    std::vector<std::int8_t> b(size + 1);
    std::int32_t expected = 0;
    for (std::size_t i = 1; i <= size; ++i) {
      a[i] = static_cast<std::int8_t>(random());
      b[i] = static_cast<std::int8_t>(random());
      expected += a[i] * b[i];
    }
    for_each_instruction_set([&] {
      EXPECT_EQ(dot(std::span<const std::int8_t>(a).subspan(1),
                    std::span<const std::int8_t>(b).subspan(1)),
                expected);
    });
  }
}

TEST(NarrowKernels, TheLargestSumOfBytesFits) {
  const std::vector<std::int8_t> lowest(131'071, -128);
  for_each_instruction_set([&] {
    EXPECT_EQ(dot(std::span<const std::int8_t>(lowest), std::span<const std::int8_t>(lowest)),
              131'071 * 16'384);
  });
}

}  // namespace
}  // namespace vitrine::vector
