#include "text/pair_counts.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace vitrine::text {
namespace {

PairCounts view(const std::string& bytes) {
  return PairCounts({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

TEST(PairCounts, NeverBelowTheTrueCountAndCloseToIt) {
  std::mt19937 random(41);
  std::geometric_distribution<int> word(0.05);
  PairCounter counter;
  std::map<std::pair<int, int>, std::uint32_t> exact;
  for (int i = 0; i < 200000; ++i) {
    const std::pair<int, int> pair = {word(random), word(random)};
    counter.add(pair_half(std::to_string(pair.first)), pair_half(std::to_string(pair.second)));
    ++exact[pair];
  }
  const std::string bytes = counter.finish();
  EXPECT_TRUE(PairCounts::is_sound(bytes.size()));
  const PairCounts counts = view(bytes);
  std::size_t frequent = 0;
  std::size_t close = 0;
  for (const auto& [pair, count] : exact) {
    const double estimate = counts.estimate(pair_half(std::to_string(pair.first)),
                                            pair_half(std::to_string(pair.second)));
    EXPECT_GE(estimate, count * 0.999);
    if (count < 100) continue;
    ++frequent;
    if (estimate <= count * 1.5) ++close;
  }
  EXPECT_GT(close * 10, frequent * 9);
}

TEST(PairCounts, OrderMatters) {
  PairCounter counter;
  for (int i = 0; i < 100; ++i) counter.add(pair_half("neural"), pair_half("network"));
  const std::string bytes = counter.finish();
  EXPECT_GE(view(bytes).estimate(pair_half("neural"), pair_half("network")), 99.0);
  EXPECT_EQ(view(bytes).estimate(pair_half("network"), pair_half("neural")), 0.0);
}

TEST(PairCounts, CountersAddUp) {
  PairCounter all;
  PairCounter one;
  PairCounter other;
  for (std::uint64_t i = 0; i < 50000; ++i) {
    const std::uint64_t half = pair_half(std::to_string(i % 977));
    all.add(half, half + 1);
    (i % 3 == 0 ? one : other).add(half, half + 1);
  }
  one.add(other);
  EXPECT_EQ(one.finish(), all.finish());
}

TEST(PairCounts, ACounterOfNothingKnowsNoPair) {
  const std::string bytes = PairCounter().finish();
  EXPECT_EQ(bytes.size(), 64U);
  EXPECT_EQ(view(bytes).estimate(1, 2), 0.0);
}

}  // namespace
}  // namespace vitrine::text
