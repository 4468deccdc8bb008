#include "transformer/kernels.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <cmath>
#include <numeric>
#include <random>

namespace vitrine::transformer {
namespace {

/// Runs a check on every instruction set that this machine has.
template <typename Check>
void on_every_target(Check check) {
  for (std::int64_t targets = hwy::SupportedTargets(); targets != 0; targets &= targets - 1) {
    const std::int64_t target = targets & -targets;
    hwy::SetSupportedTargetsForTest(target);
    SCOPED_TRACE(hwy::TargetName(target));
    check();
  }
  hwy::SetSupportedTargetsForTest(0);
}

std::vector<float> numbers(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> spread(0, 1);
  std::vector<float> all(size);
  for (float& value : all) value = spread(random);
  return all;
}

void check_product(std::size_t rows, std::size_t inputs, std::size_t outputs) {
  SCOPED_TRACE(std::to_string(rows) + " x " + std::to_string(inputs) + " x " +
               std::to_string(outputs));
  const std::vector<float> in = numbers(rows * inputs, 1);
  const std::vector<float> weights = numbers(inputs * outputs, 2);
  const std::vector<float> biases = numbers(outputs, 3);
  Result<PackedMatrix> matrix = PackedMatrix::make(inputs, outputs);
  ASSERT_TRUE(matrix);
  matrix->set_outputs(0, weights, biases);
  std::vector<float> out(rows * padded(outputs), -1);
  std::vector<float> scratch;
  multiply({in.data(), inputs}, rows, matrix->view(), {out.data(), padded(outputs)}, scratch);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t o = 0; o < padded(outputs); ++o) {
      double wanted = o < outputs ? static_cast<double>(biases[o]) : 0;
      for (std::size_t k = 0; k < inputs && o < outputs; ++k)
        wanted += static_cast<double>(in[row * inputs + k]) *
                  static_cast<double>(weights[o * inputs + k]);
      ASSERT_NEAR(out[row * padded(outputs) + o], wanted, 1e-4) << row << " " << o;
    }
  }
}

TEST(Kernels, ProductsAreThoseOfThreeLoops) {
  on_every_target([] {
    for (const std::size_t rows : {1, 2, 5, 6, 7, 11, 12, 13, 24, 95, 96, 97, 200})
      check_product(rows, 17, 33);
    check_product(13, 1, 1);
    check_product(40, 64, 96);
  });
}

TEST(Kernels, NormalisedRowsAreThoseOfTheFormula) {
  on_every_target([] {
    for (const std::size_t size : {1, 31, 32, 36, 100}) {
      const std::size_t width = padded(size);
      std::vector<float> x = numbers(3 * width, 4);
      std::vector<float> added = numbers(3 * width, 5);
      for (std::size_t i = 0; i < 3 * width; ++i) {
        x[i] += 3;
        if (i % width >= size) x[i] = added[i] = 0;
      }
      std::vector<float> scale = numbers(width, 6);
      std::vector<float> shift = numbers(width, 7);
      for (std::size_t i = size; i < width; ++i) scale[i] = shift[i] = 0;
      std::vector<float> out = x;
      add_and_normalise(out.data(), added.data(), 3, size, scale.data(), shift.data(), 1e-5F);
      for (std::size_t row = 0; row < 3; ++row) {
        std::vector<double> sums;
        for (std::size_t i = 0; i < size; ++i)
          sums.push_back(static_cast<double>(x[row * width + i]) +
                         static_cast<double>(added[row * width + i]));
        const auto count = static_cast<double>(size);
        const double mean = std::accumulate(sums.begin(), sums.end(), 0.0) / count;
        double square = 0;
        for (const double value : sums) square += (value - mean) * (value - mean);
        for (std::size_t i = 0; i < width; ++i) {
          const double wanted = i >= size ? 0
                                          : (sums[i] - mean) / std::sqrt(square / count + 1e-5) *
                                                    static_cast<double>(scale[i]) +
                                                static_cast<double>(shift[i]);
          ASSERT_NEAR(out[row * width + i], wanted, 2e-5) << size << " " << i;
        }
      }
    }
  });
}

TEST(Kernels, ActivationsAreWithinAMillionth) {
  on_every_target([] {
    std::vector<float> in(640);
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = (static_cast<float>(i) - 320) / 20;
    const auto check = [&](Activation activation, auto formula) {
      std::vector<float> out = in;
      activate(out.data(), out.size(), activation);
      for (std::size_t i = 0; i < in.size(); ++i)
        ASSERT_NEAR(out[i], formula(static_cast<double>(in[i])), 1.5e-6) << in[i];
    };
    check(Activation::kGelu, [](double x) { return x / 2 * (1 + std::erf(x / std::sqrt(2.0))); });
    check(Activation::kGeluTanh, [](double x) {
      return x / 2 * (1 + std::tanh(std::sqrt(2 / std::acos(-1.0)) * (x + 0.044715 * x * x * x)));
    });
    check(Activation::kRelu, [](double x) { return std::max(x, 0.0); });
  });
}

TEST(Kernels, SoftmaxAddsUpToOneAndLeavesZerosBehind) {
  on_every_target([] {
    for (const std::size_t size : {1, 2, 31, 32, 33, 77}) {
      std::vector<float> row = numbers(padded(size), 8);
      for (float& value : row) value *= 30;
      const std::vector<float> in = row;
      softmax(row.data(), size);
      const double top = *std::max_element(in.begin(), in.begin() + static_cast<int>(size));
      double total = 0;
      for (std::size_t i = 0; i < size; ++i) total += std::exp(static_cast<double>(in[i]) - top);
      for (std::size_t i = 0; i < row.size(); ++i) {
        const double wanted = i < size ? std::exp(static_cast<double>(in[i]) - top) / total : 0;
        ASSERT_NEAR(row[i], wanted, 1e-6);
      }
    }
  });
}

}  // namespace
}  // namespace vitrine::transformer
