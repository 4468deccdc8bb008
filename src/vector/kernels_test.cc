#include "vector/kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "vector/testing/instruction_sets.h"

namespace vitrine::vector {
namespace {

struct Sums {
  double dot = 0;
  double norm_squared = 0;
  double squared_distance = 0;
};

/// The slow twin: one value at a time, in double precision.
Sums scalar_sums(const std::vector<float>& a, const std::vector<float>& b) {
  Sums sums;
  for (std::size_t i = 0; i < b.size(); ++i) {
    sums.dot += double{a[i]} * double{b[i]};
    sums.norm_squared += double{b[i]} * double{b[i]};
    sums.squared_distance += (double{a[i]} - double{b[i]}) * (double{a[i]} - double{b[i]});
  }
  return sums;
}

std::vector<float> random_vector(std::size_t size, std::mt19937& random) {
  std::normal_distribution<float> normal;
  std::vector<float> values(size);
  for (float& value : values) value = normal(random);
  return values;
}

void expect_agreement_at_every_length() {
  std::mt19937 random(7);
  for (std::size_t size = 0; size <= 130; ++size) {
    const std::vector<float> a = random_vector(size, random);
    const std::vector<float> b = random_vector(size, random);
    const DotAndNorm fast = dot_and_norm(a, b);
    const Sums slow = scalar_sums(a, b);
    const double bound = 1e-6 * (1.0 + slow.norm_squared + scalar_sums(a, a).norm_squared);
    EXPECT_NEAR(fast.dot, slow.dot, bound) << size;
    EXPECT_NEAR(fast.norm_squared, slow.norm_squared, bound) << size;
    EXPECT_NEAR(squared_distance(a, b), slow.squared_distance, bound) << size;
  }
}

TEST(Kernels, EveryInstructionSetAgreesWithTheScalarTwinAtEveryLength) {
  for_each_instruction_set(expect_agreement_at_every_length);
}

TEST(Kernels, UnitVectorsOf768ValuesAreExactToAMillionth) {
  std::mt19937 random(11);
  for (int round = 0; round < 50; ++round) {
    std::vector<float> a = random_vector(768, random);
    std::vector<float> b = random_vector(768, random);
    for (auto* values : {&a, &b}) {
      const auto norm = static_cast<float>(std::sqrt(scalar_sums(*values, *values).norm_squared));
      for (float& value : *values) value /= norm;
    }
    const DotAndNorm fast = dot_and_norm(a, b);
    EXPECT_NEAR(fast.dot, scalar_sums(a, b).dot, 1e-6);
    EXPECT_NEAR(fast.norm_squared, 1.0, 1e-6);
  }
}

TEST(Kernels, UnalignedDataIsAllowed) {
  std::mt19937 random(3);
  const std::vector<float> a = random_vector(101, random);
  const std::vector<float> tail(a.begin() + 1, a.end());
  const DotAndNorm shifted = dot_and_norm(std::span(a).subspan(1), std::span(a).subspan(1));
  EXPECT_FLOAT_EQ(shifted.dot, dot_and_norm(tail, tail).dot);
}

TEST(Kernels, NanAndInfinityAreNotHidden) {
  std::vector<float> a(40, 1.0F);
  std::vector<float> b(40, 1.0F);
  b[39] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(std::isnan(dot_and_norm(a, b).norm_squared));
  b[39] = 1.0F;
  b[0] = std::numeric_limits<float>::infinity();
  EXPECT_TRUE(std::isinf(dot_and_norm(a, b).norm_squared));
}

}  // namespace
}  // namespace vitrine::vector
