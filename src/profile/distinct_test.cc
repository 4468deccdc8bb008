#include "profile/distinct.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>

namespace vitrine::profile {
namespace {

std::uint64_t count_distinct(const std::vector<std::string>& values, std::size_t bytes,
                             bool* spilled = nullptr) {
  SpillSpace space;
  DistinctCounter counter(bytes, space);
  for (const std::string& value : values) counter.add(hash128(value));
  counter.finish();
  EXPECT_TRUE(space.status());
  if (spilled != nullptr) *spilled = counter.has_spilled();
  return counter.count();
}

std::vector<std::string> random_words(std::uint64_t seed, std::size_t n, int range) {
  std::mt19937_64 random(seed);
  std::vector<std::string> values(n);
  for (std::string& value : values) {
    // Squared, so that some words are much more frequent than others.
    const auto r = static_cast<int>(random() % static_cast<std::uint64_t>(range));
    value = "word " + std::to_string(r * r / range);
  }
  return values;
}

TEST(DistinctCounter, CountsLikeASet) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const std::vector<std::string> values = random_words(seed, 5000, 3000);
    const std::set<std::string> twin(values.begin(), values.end());
    EXPECT_EQ(count_distinct(values, 1 << 20), twin.size()) << "seed " << seed;
  }
  EXPECT_EQ(count_distinct({}, 1 << 20), 0U);
  EXPECT_EQ(count_distinct({"", "", "a"}, 1 << 20), 2U);
}

TEST(DistinctCounter, WhatDoesNotFitGoesToDiskAndStaysExact) {
  std::vector<std::string> values(20000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::to_string(i % 10000);
  bool spilled = false;
  EXPECT_EQ(count_distinct(values, 1 << 14, &spilled), 10000U);
  EXPECT_TRUE(spilled);
  EXPECT_EQ(count_distinct(values, 1 << 20, &spilled), 10000U);
  EXPECT_FALSE(spilled);
}

TEST(DistinctCounter, PartitionsThatDoNotFitAreCutAgain) {
  // Hashes of one partition and one of its partitions: only the bits below differ.
  SpillSpace space;
  DistinctCounter counter(1 << 13, space);
  for (std::uint64_t i = 0; i < 40000; ++i) counter.add({i % 20000, 0xABCULL << 52U | i % 20000});
  counter.finish();
  EXPECT_TRUE(space.status());
  EXPECT_EQ(counter.count(), 20000U);
}

TEST(DistinctCounter, AFolderThatIsNoneIsToldByTheSpace) {
  SpillSpace space(fs::path(::testing::TempDir()) / "no such folder");
  DistinctCounter counter(1 << 13, space);
  for (std::uint64_t i = 1; i < 5000; ++i) counter.add({i, i << 50U});
  counter.finish();
  EXPECT_FALSE(space.status());
}

TEST(DistinctCounter, TheHashThatMarksEmptySlotsIsCountedToo) {
  SpillSpace space;
  DistinctCounter counter(1 << 14, space);
  counter.add({0, 0});
  counter.add({0, 0});
  counter.add({0, 1});
  counter.finish();
  EXPECT_EQ(counter.count(), 2U);
}

/// The slow twin of FrequencyCounter: counts in a map, sorts it all.
std::vector<ValueCount> most_frequent(const std::vector<std::string>& values, std::size_t top) {
  std::map<std::string, std::uint64_t> counts;
  for (const std::string& value : values) ++counts[value];
  std::vector<ValueCount> all;
  all.reserve(counts.size());
  for (const auto& [value, count] : counts) all.push_back({value, count});
  std::ranges::stable_sort(all, std::ranges::greater{}, &ValueCount::count);
  if (all.size() > top) all.resize(top);
  return all;
}

TEST(FrequencyCounter, AgreesWithCountingInAMapWhateverItsBudget) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const std::vector<std::string> values = random_words(seed, 6000, 2500);
    const std::vector<ValueCount> twin = most_frequent(values, 100);
    for (const std::size_t bytes : {std::size_t{6000}, std::size_t{60000}, std::size_t{1} << 22U}) {
      SpillSpace space;
      FrequencyCounter counter(bytes, 100, space);
      for (const std::string& value : values) counter.add(hash128(value), value);
      counter.finish();
      EXPECT_EQ(counter.has_spilled(), bytes < 100000) << bytes;
      EXPECT_EQ(counter.total(), values.size());
      EXPECT_EQ(counter.distinct(), std::set<std::string>(values.begin(), values.end()).size());
      ASSERT_EQ(counter.most_frequent().size(), twin.size());
      for (std::size_t i = 0; i < twin.size(); ++i) {
        EXPECT_EQ(counter.most_frequent()[i].value, twin[i].value) << "seed " << seed;
        EXPECT_EQ(counter.most_frequent()[i].count, twin[i].count) << "seed " << seed;
      }
    }
  }
}

TEST(FrequencyCounter, OneTextLargerThanTheBudgetIsStillCounted) {
  SpillSpace space;
  FrequencyCounter counter(1000, 10, space);
  const std::vector<std::string> values = {std::string(5000, 'a'), std::string(5000, 'b'),
                                           std::string(5000, 'a')};
  for (const std::string& value : values) counter.add(hash128(value), value);
  counter.finish();
  EXPECT_EQ(counter.distinct(), 2U);
  EXPECT_EQ(counter.most_frequent().front().count, 2U);
}

}  // namespace
}  // namespace vitrine::profile
