#include "meaning/ridge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "vector/testing/instruction_sets.h"

namespace vitrine::meaning {
namespace {

constexpr std::size_t kColumns = kRidgeColumns;
constexpr std::size_t kFeatures = 64;

std::vector<float> random_values(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  std::ranges::generate(values, [&] { return normal(random); });
  return values;
}

std::vector<std::uint32_t> first_rows(std::size_t count) {
  std::vector<std::uint32_t> rows(count);
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

/// Every third feature of each row, so that rows differ in what they have.
SparseRows some_rows(std::size_t rows) {
  SparseRows x;
  const std::vector<float> values = random_values(rows * kFeatures, 1);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t at = row % 3; at < kFeatures; at += 3) {
      x.columns.push_back(static_cast<std::uint32_t>(at));
      x.weights.push_back(values[row * kFeatures + at]);
    }
    x.begins.push_back(x.columns.size());
  }
  return x;
}

std::vector<float> dense(const SparseRows& x) {
  std::vector<float> all(x.size() * kFeatures);
  for (std::size_t row = 0; row < x.size(); ++row) {
    for (std::size_t i = 0; i < x.columns_of(row).size(); ++i)
      all[row * kFeatures + x.columns_of(row)[i]] = x.weights_of(row)[i];
  }
  return all;
}

TEST(RidgeKernels, AgreeWithASumInDoublePrecisionOnEveryInstructionSet) {
  const SparseRows x = some_rows(5);
  const std::vector<float> matrix = random_values(kFeatures * kColumns, 2);
  vector::for_each_instruction_set([&] {
    for (std::size_t row = 0; row < x.size(); ++row) {
      std::array<float, kColumns> sum = {};
      sum_of_rows(x.columns_of(row), x.weights_of(row), matrix, sum);
      std::vector<float> added = matrix;
      add_to_rows(x.columns_of(row), x.weights_of(row), sum, added);
      for (std::size_t j = 0; j < kColumns; ++j) {
        double expected = 0;
        for (std::size_t i = 0; i < x.columns_of(row).size(); ++i) {
          const std::size_t at = x.columns_of(row)[i] * kColumns + j;
          expected += static_cast<double>(x.weights_of(row)[i]) * static_cast<double>(matrix[at]);
          EXPECT_NEAR(added[at], matrix[at] + x.weights_of(row)[i] * sum[j], 1e-3);
        }
        EXPECT_NEAR(sum[j], expected, 1e-4);
      }
    }
  });
}

TEST(RidgeKernels, NoRowsAreZeros) {
  std::array<float, kColumns> sum;
  sum.fill(7);
  sum_of_rows({}, {}, {}, sum);
  EXPECT_TRUE(std::ranges::all_of(sum, [](float value) { return value == 0; }));
}

/// X^T (X W - Y) + lambda W, which is zero at the minimum.
double largest_gradient(const std::vector<float>& x, std::span<const float> y,
                        std::span<const float> w, double lambda) {
  const std::size_t rows = x.size() / kFeatures;
  double largest = 0;
  for (std::size_t j = 0; j < kColumns; ++j) {
    std::vector<double> gradient(kFeatures);
    for (std::size_t at = 0; at < kFeatures; ++at)
      gradient[at] = lambda * static_cast<double>(w[at * kColumns + j]);
    for (std::size_t row = 0; row < rows; ++row) {
      double error = -static_cast<double>(y[row * kColumns + j]);
      for (std::size_t at = 0; at < kFeatures; ++at)
        error += static_cast<double>(x[row * kFeatures + at] * w[at * kColumns + j]);
      for (std::size_t at = 0; at < kFeatures; ++at)
        gradient[at] += error * static_cast<double>(x[row * kFeatures + at]);
    }
    for (const double one : gradient) largest = std::max(largest, std::abs(one));
  }
  return largest;
}

TEST(Ridge, OfDenseAndOfSparseFeaturesFindTheSameMinimum) {
  constexpr std::size_t kRows = 300;
  const SparseRows sparse = some_rows(kRows);
  const std::vector<float> x = dense(sparse);
  const std::vector<float> y = random_values(kRows * kColumns, 3);
  const std::vector<std::uint32_t> wanted = first_rows(kRows);

  std::vector<float> by_gram(kFeatures * kColumns);
  for (const std::uint32_t row : wanted) {
    add_to_rows(first_rows(kFeatures), std::span(x).subspan(row * kFeatures, kFeatures),
                std::span(y).subspan(row * kColumns).first<kColumns>(), by_gram);
  }
  GramSolver(gram_of(x, kFeatures, wanted), kFeatures, 2).solve(by_gram);
  EXPECT_LT(largest_gradient(x, y, by_gram, 2), 1e-2);

  const std::vector<float> by_steps =
      solve_sparse_ridge(sparse, wanted, y, kFeatures, {.lambda = 2, .iterations = 60}, {});
  for (std::size_t i = 0; i < by_gram.size(); ++i) EXPECT_NEAR(by_steps[i], by_gram[i], 1e-3);
}

TEST(Ridge, RowsThatAreNotWantedSayNothing) {
  const SparseRows sparse = some_rows(40);
  const std::vector<std::uint32_t> wanted = {1, 5, 9, 30};
  const std::vector<float> y = random_values(wanted.size() * kColumns, 4);
  SparseRows chosen;
  for (const std::uint32_t row : wanted) {
    chosen.columns.insert(chosen.columns.end(), sparse.columns_of(row).begin(),
                          sparse.columns_of(row).end());
    chosen.weights.insert(chosen.weights.end(), sparse.weights_of(row).begin(),
                          sparse.weights_of(row).end());
    chosen.begins.push_back(chosen.columns.size());
  }
  EXPECT_EQ(solve_sparse_ridge(sparse, wanted, y, kFeatures, {}, {}),
            solve_sparse_ridge(chosen, first_rows(4), y, kFeatures, {}, {}));
}

TEST(Ridge, EqualFeaturesShareTheWeight) {
  // Two columns that are always equal: no Gram matrix without lambda has an inverse.
  std::vector<float> x(10 * kFeatures);
  for (std::size_t row = 0; row < 10; ++row) x[row * kFeatures] = x[row * kFeatures + 1] = 1;
  std::vector<float> block(kFeatures * kColumns);
  for (std::size_t row = 0; row < 10; ++row) {
    const std::vector<float> ones(kColumns, 1);
    add_to_rows(first_rows(kFeatures), std::span(x).subspan(row * kFeatures, kFeatures),
                std::span<const float>(ones).first<kColumns>(), block);
  }
  GramSolver(gram_of(x, kFeatures, first_rows(10)), kFeatures, 0.1).solve(block);
  EXPECT_NEAR(block[0], 10 / 20.1, 1e-4);
  EXPECT_NEAR(block[kColumns], 10 / 20.1, 1e-4);
  EXPECT_EQ(block[2 * kColumns], 0);
}

}  // namespace
}  // namespace vitrine::meaning
