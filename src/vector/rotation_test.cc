#include "vector/rotation.h"

#include <gtest/gtest.h>
#include <hwy/highway.h>

#include <cmath>
#include <random>

#include "vector/testing/instruction_sets.h"

namespace vitrine::vector {
namespace {

std::vector<float> random_vector(std::size_t dimension, std::size_t padded, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(padded);
  for (std::size_t i = 0; i < dimension; ++i) values[i] = normal(random);
  return values;
}

double dot(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * double{b[i]};
  return sum;
}

TEST(Rotation, KeepsInnerProductsInEveryDimension) {
  for (const std::uint32_t dimension :
       {2U, 3U, 63U, 64U, 65U, 100U, 192U, 300U, 768U, 1536U, 8192U}) {
    const Rotation rotation(dimension);
    ASSERT_EQ(rotation.padded() % 64, 0U);
    std::vector<float> a = random_vector(dimension, rotation.padded(), 1);
    std::vector<float> b = random_vector(dimension, rotation.padded(), 2);
    const double before = dot(a, b);
    const double squared = dot(a, a);
    rotation.apply(a);
    rotation.apply(b);
    EXPECT_NEAR(dot(a, b), before, 1e-5 * std::sqrt(squared * dot(b, b))) << dimension;
    EXPECT_NEAR(dot(a, a), squared, 1e-5 * squared) << dimension;
  }
}

TEST(Rotation, SpreadsASingleCoordinateOverAll) {
  for (const std::uint32_t dimension : {64U, 320U, 768U, 1536U}) {
    const Rotation rotation(dimension);
    for (const std::size_t coordinate :
         {std::size_t{0}, std::size_t{dimension / 2}, std::size_t{dimension - 1}}) {
      std::vector<float> values(rotation.padded());
      values[coordinate] = 1;
      rotation.apply(values);
      // The mean size of a coordinate of a random unit vector is sqrt(2 / pi) / sqrt(n); even
      // spread 1 / sqrt(n).
      double sum = 0;
      for (const float value : values) sum += std::abs(double{value});
      EXPECT_GT(sum / std::sqrt(dimension), 0.7) << dimension << " " << coordinate;
    }
  }
}

TEST(Rotation, GivesTheSameBitsOnEveryInstructionSet) {
  for (const std::uint32_t dimension : {10U, 128U, 768U, 1000U}) {
    const Rotation rotation(dimension);
    std::vector<float> expected = random_vector(dimension, rotation.padded(), 3);
    rotation.apply(expected);
    for_each_instruction_set([&] {
      std::vector<float> values = random_vector(dimension, rotation.padded(), 3);
      rotation.apply(values);
      EXPECT_EQ(values, expected) << dimension;
    });
  }
}

}  // namespace
}  // namespace vitrine::vector
