#include "profile/number_summary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "profile/rounding.h"
#include "profile/statistics_json.h"

namespace vitrine::profile {
namespace {

template <typename Value>
NumberFigures<Value> summarise(const std::vector<Value>& values, std::uint64_t rows) {
  SpillSpace space;
  NumberSummary<Value> summary(1 << 16, space);
  int passes = 0;
  do {
    for (const Value value : values) summary.add(value);
    EXPECT_LT(++passes, 9);
  } while (!summary.end_pass());
  return summary.figures(rows);
}

/// The slow twin: sorts, and asks every edge of every value.
template <typename Value>
void expect_equals_twin(std::vector<Value> values, std::uint64_t seed) {
  const NumberFigures<Value> figures = summarise(values, values.size() + 3);
  std::ranges::sort(values);
  const std::size_t n = values.size();
  EXPECT_EQ(figures.nulls, 3U);
  EXPECT_TRUE(figures.min == values.front() && figures.max == values.back()) << "seed " << seed;
  const auto low = static_cast<long double>(values[(n - 1) / 2]);
  const auto high = static_cast<long double>(values[n / 2]);
  EXPECT_EQ(figures.median, static_cast<double>((low + high) / 2)) << "seed " << seed;
  long double sum = 0;
  for (const Value value : values) sum += static_cast<long double>(value);
  EXPECT_DOUBLE_EQ(figures.mean, static_cast<double>(sum / static_cast<long double>(n)));
  const std::vector<Value>& edges = figures.bins.edges;
  std::vector<std::uint64_t> counts(edges.size() - 1);
  for (const Value value : values) {
    std::size_t bin = 0;
    for (std::size_t i = 1; i + 1 < edges.size(); ++i) bin += value >= edges[i] ? 1 : 0;
    ++counts[bin];
  }
  EXPECT_EQ(figures.bins.counts, counts) << "seed " << seed;
}

TEST(NumberSummary, IntegersAgreeWithSortingThem) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    std::mt19937_64 random(seed);
    std::vector<duck::Int128> values(1 + random() % 3000);
    const auto bits = static_cast<unsigned>(random() % 64);
    for (duck::Int128& value : values) {
      value = duck::Int128{static_cast<std::int64_t>(random())} >> bits;
    }
    expect_equals_twin(values, seed);
  }
}

TEST(NumberSummary, FloatsAgreeWithSortingThem) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    std::mt19937_64 random(seed);
    std::vector<double> values(1 + random() % 3000);
    std::normal_distribution<double> normal(0, std::pow(10.0, static_cast<double>(seed % 9) - 3));
    for (double& value : values) {
      value = random() % 5 == 0 ? static_cast<double>(random() % 3) : normal(random);
    }
    expect_equals_twin(values, seed);
  }
}

TEST(NumberSummary, ManyEqualValuesDoNotHideTheMedian) {
  std::vector<duck::Int128> values(200000, 5);
  values.push_back(duck::Int128{1} << 62U);
  values.insert(values.end(), 100, -7);
  expect_equals_twin(values, 0);
}

TEST(NumberSummary, TheWholeRangeOfUnsignedAndSignedFits) {
  const duck::Int128 top = std::numeric_limits<std::uint64_t>::max();
  const NumberFigures<duck::Int128> wide = summarise<duck::Int128>({0, top, top, 1}, 4);
  EXPECT_TRUE(wide.min == 0 && wide.max == top);
  EXPECT_EQ(wide.median, 0x1p63);
  EXPECT_EQ(wide.bins.counts.front(), 2U);
  EXPECT_EQ(wide.bins.counts.back(), 2U);
}

TEST(NumberSummary, TheWidestFloatsHaveFiniteBins) {
  const double huge = std::numeric_limits<double>::max();
  const NumberFigures<double> figures = summarise<double>({-huge, huge, 0}, 3);
  EXPECT_EQ(figures.median, 0);
  for (const double edge : figures.bins.edges) EXPECT_TRUE(std::isfinite(edge));
  EXPECT_EQ(figures.bins.counts.size(), 10U);
  std::string json;
  append_block(json, {"c", 3, FloatStatistics{.numbers = figures}}, Precision::kFull);
  EXPECT_EQ(json.find("inf"), std::string::npos);
  EXPECT_EQ(json.find("nan,"), std::string::npos);
}

TEST(NumberSummary, NothingIsAnEmptyBlock) {
  std::string json;
  append_block(json, {"c", 0, IntegerStatistics{.numbers = summarise<duck::Int128>({}, 0)}},
               Precision::kHub);
  EXPECT_EQ(json, R"({"nan_count":0,"nan_proportion":0.0,"min":null,"max":null,"mean":null,)"
                  R"("median":null,"std":null,"histogram":null})");
  EXPECT_EQ(summarise<double>({}, 4).nulls, 4U);
}

TEST(RoundToFive, GoesToTheEvenDigitAndNeverToMinusZero) {
  EXPECT_EQ(round_to_five(0.000025), 0.00002);
  EXPECT_EQ(round_to_five(2.0 / 3), 0.66667);
  EXPECT_EQ(round_to_five(1e300), 1e300);
  EXPECT_FALSE(std::signbit(round_to_five(-1e-9)));
}

TEST(BinCounter, AFloatOnAnEdgeIsInTheBinAbove) {
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{
           {0, 1}, {0, 0.7}, {-0.3, 0.1}, {1e-7, 5e-7}, {0.1, 1e6}, {3, 3.0000001}}) {
    BinCounter<double> bins(low, high);
    for (const double edge : bins.bins().edges) bins.add(edge);
    std::vector<std::uint64_t> expected(10, 1);
    expected.back() = 2;  // the last bin has both its ends
    EXPECT_EQ(bins.bins().counts, expected) << low << " to " << high;
  }
}

TEST(BinCounter, IntegersHaveAtMostTenBinsOfWholeSteps) {
  const BinCounter<duck::Int128> ten(0, 9);
  EXPECT_EQ(ten.bins().edges.size(), 10U);
  EXPECT_EQ(ten.bins().counts.size(), 9U);
  EXPECT_EQ(BinCounter<duck::Int128>(4, 4).bins().counts.size(), 1U);
  EXPECT_EQ(BinCounter<duck::Int128>(4, 5).bins().counts.size(), 1U);
  EXPECT_EQ(BinCounter<duck::Int128>(2, 14300).bins().counts.size(), 10U);
}

}  // namespace
}  // namespace vitrine::profile
