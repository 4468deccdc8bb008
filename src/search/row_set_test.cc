#include "search/row_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <vector>

namespace vitrine::search {
namespace {

constexpr std::uint64_t kRows = 333;

TEST(RowSet, AgreesWithASetOfNumbers) {
  std::mt19937 random(3);
  RowSet rows(kRows);
  std::set<std::uint64_t> twin;
  for (int round = 0; round < 3000; ++round) {
    const std::uint64_t row = random() % kRows;
    if (random() % 3 != 0) {
      rows.insert(row);
      twin.insert(row);
    } else {
      rows.erase(row);
      twin.erase(row);
    }
    ASSERT_EQ(rows.count(), twin.size());
    const std::uint64_t asked = random() % kRows;
    ASSERT_EQ(rows.contains(asked), twin.contains(asked));
  }
}

TEST(RowSet, PagesAreStretchesOfTheRowsInOrder) {
  std::mt19937 random(4);
  for (int round = 0; round < 200; ++round) {
    RowSet rows(kRows);
    for (std::size_t i = random() % kRows; i > 0; --i) rows.insert(random() % kRows);
    const std::vector<std::uint64_t> all = rows.page(0, kRows);
    ASSERT_EQ(all.size(), rows.count());
    const std::uint64_t offset = random() % (kRows + 50);
    const std::uint64_t limit = random() % 100;
    std::vector<std::uint64_t> expected;
    for (std::uint64_t i = offset; i < std::min<std::uint64_t>(offset + limit, all.size()); ++i)
      expected.push_back(all[i]);
    EXPECT_EQ(rows.page(offset, limit), expected);
  }
}

TEST(RowSet, AllRowsAndNoMoreAreInAll) {
  for (const std::uint64_t rows : {0U, 1U, 63U, 64U, 65U, 333U})
    EXPECT_EQ(RowSet::all(rows).page(0, 1000).size(), rows);
}

TEST(RowSet, AnIntersectionHasWhatBothHave) {
  RowSet rows(100);
  RowSet others(100);
  for (std::uint64_t row = 0; row < 100; row += 2) rows.insert(row);
  for (std::uint64_t row = 0; row < 100; row += 3) others.insert(row);
  rows.intersect(others.words());
  EXPECT_EQ(rows.count(), 17U);
  EXPECT_TRUE(rows.contains(96));
  EXPECT_FALSE(rows.contains(98));
}

}  // namespace
}  // namespace vitrine::search
