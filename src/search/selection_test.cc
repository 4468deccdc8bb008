#include "search/selection.h"

#include <gtest/gtest.h>

namespace vitrine::search {
namespace {

using Rows = std::vector<std::uint64_t>;

Rows listed(std::span<const std::uint64_t> rows) {
  return {rows.begin(), rows.end()};
}

TEST(Selection, OnlyOneWithoutAnyPartIsOfAllRows) {
  EXPECT_TRUE(Selection().is_all());
  EXPECT_FALSE(Selection::none().is_all());
  EXPECT_FALSE(Selection::of({1}).is_all());
  EXPECT_FALSE(Selection::where(ask::Predicate::constant(true)).is_all());
  EXPECT_FALSE(Selection::of_bitmap(std::make_shared<const RowSet>(3)).is_all());
  Selection fewer;
  fewer.remove(Rows{2});
  EXPECT_FALSE(fewer.is_all());
}

TEST(Selection, WhatIsAddedLastIsInAndWhatIsRemovedLastIsOut) {
  Selection rows = Selection::of({1, 2});
  rows.remove(Rows{1});
  rows.add(Rows{1, 5});
  EXPECT_TRUE(rows.removed().empty());
  EXPECT_EQ(listed(rows.added()), (Rows{1, 5}));
  rows.remove(Rows{5});
  EXPECT_EQ(listed(rows.added()), (Rows{1}));
  EXPECT_EQ(listed(rows.removed()), (Rows{5}));
}

TEST(Selection, ABitmapFollowsAndThatOfACopyStays) {
  RowSet set(10);
  set.insert(3);
  Selection rows = Selection::of({3});
  rows.set_bitmap(std::make_shared<const RowSet>(set));
  const Selection before = rows;
  rows.add(Rows{4});
  rows.remove(Rows{3});
  EXPECT_EQ(rows.bitmap()->page(0, 10), (Rows{4}));
  EXPECT_EQ(before.bitmap()->page(0, 10), (Rows{3}));
}

TEST(Selection, AnotherPartMakesTheBitmapUnknown) {
  Selection rows = Selection::of({3});
  rows.set_bitmap(std::make_shared<const RowSet>(10));
  rows.keep_words(text::TextQuery{"graphs"});
  EXPECT_EQ(rows.bitmap(), nullptr);
  rows.set_bitmap(std::make_shared<const RowSet>(10));
  rows.keep_comparable(2);
  EXPECT_EQ(rows.bitmap(), nullptr);
  EXPECT_EQ(rows.words()->text, "graphs");
  EXPECT_EQ(rows.comparable(), 2U);
}

}  // namespace
}  // namespace vitrine::search
