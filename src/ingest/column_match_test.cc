#include "ingest/column_match.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace vitrine::ingest {
namespace {

constexpr std::size_t kNone = std::string::npos;
using Positions = std::vector<std::size_t>;

TEST(ColumnMatch, NamesAreFoundWhereverTheyStand) {
  ColumnMatch match;
  ASSERT_TRUE(match.add("a.csv", {"id", "v"}));
  ASSERT_TRUE(match.add("b.csv", {"v", "id"}));
  EXPECT_EQ(match.positions(1), (Positions{1, 0}));
  EXPECT_TRUE(match.notices().empty());
}

TEST(ColumnMatch, WhatAFileLacksIsMissingThereAndSaid) {
  ColumnMatch match;
  ASSERT_TRUE(match.add("train.csv", {"id", "text", "label"}));
  ASSERT_TRUE(match.add("test.csv", {"id", "text"}));
  ASSERT_TRUE(match.add("more.csv", {"id", "text", "lang"}));
  EXPECT_EQ(match.names(), (std::vector<std::string>{"id", "text", "label", "lang"}));
  EXPECT_EQ(match.positions(0), (Positions{0, 1, 2, kNone}));
  EXPECT_EQ(match.positions(1), (Positions{0, 1, kNone, kNone}));
  EXPECT_EQ(match.notices().at(0),
            "column \"label\" is not in test.csv, more.csv: it is null there");
}

TEST(ColumnMatch, CaseCountsOnlyWhereBothAreThere) {
  ColumnMatch match;
  ASSERT_TRUE(match.add("a.csv", {"Id", "v"}));
  ASSERT_TRUE(match.add("b.csv", {"id", "v"}));
  EXPECT_EQ(match.positions(1), (Positions{0, 1}));
  EXPECT_EQ(match.notices().at(0), "column \"id\" of b.csv is read as \"Id\"");
  ColumnMatch apart;
  ASSERT_TRUE(apart.add("a.csv", {"Id", "id"}));
  ASSERT_TRUE(apart.add("b.csv", {"id", "Id"}));
  EXPECT_EQ(apart.positions(1), (Positions{1, 0}));
}

TEST(ColumnMatch, DifferentTablesDoNotGoTogether) {
  ColumnMatch match;
  ASSERT_TRUE(match.add("orders.csv", {"order", "total", "paid"}));
  const Status status = match.add("users.csv", {"user", "name"});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message(),
            "the files orders.csv and users.csv do not go together: they have no column in common; "
            "import each by itself, or declare configs in a README.md");
}

TEST(ColumnMatch, DoubledNamesKeepTheirOrder) {
  ColumnMatch match;
  ASSERT_TRUE(match.add("a.csv", {"x", "x"}));
  ASSERT_TRUE(match.add("b.csv", {"x", "x"}));
  EXPECT_EQ(match.positions(1), (Positions{0, 1}));
}

TEST(ColumnMatch, ManyColumnsInAnyOrderAreFound) {
  std::vector<std::string> names;
  for (int i = 0; i < 10'000; ++i) names.push_back("c" + std::to_string(i));
  ColumnMatch match;
  ASSERT_TRUE(match.add("a.csv", names));
  std::ranges::reverse(names);
  ASSERT_TRUE(match.add("b.csv", names));
  const std::vector<std::size_t> positions = match.positions(1);
  for (std::size_t i = 0; i < positions.size(); ++i) ASSERT_EQ(positions[i], 9'999 - i);
}

}  // namespace
}  // namespace vitrine::ingest
