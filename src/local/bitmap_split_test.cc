// What a selection describes, found part by part, beside what the questions that made it say.

#include "local/bitmap_split.h"

#include <gtest/gtest.h>

#include "ask/lenient_grammar.h"
#include "local/testing/split_fixture.h"

namespace vitrine::local {
namespace {

using Rows = std::vector<std::uint64_t>;

class BitmapSplitTest : public SplitFixture {
 protected:
  void SetUp() override {
    SplitFixture::SetUp();
    std::string lines;
    for (int row = 0; row < 10; ++row) {
      const char* vector = row < 3 ? "null" : row == 4 ? "[0,0,0,0,0,0]" : "[1,2,3,4,5,6]";
      lines += std::string("{\"text\":\"") + (row % 2 == 0 ? "even graphs" : "odd words") +
               "\",\"n\":" + std::to_string(row) + ",\"vector\":" + vector + "}\n";
    }
    split_ = import("rows", lines,
                    "---\ndataset_info:\n  features:\n  - name: text\n    dtype: string\n"
                    "  - name: n\n    dtype: int64\n  - name: vector\n    sequence: float32\n"
                    "    length: 6\n---\n");
  }
  ask::Predicate where(std::string_view text) {
    return ask::parse_where(text, split_->features()).value();
  }
  Rows page(const search::Selection& rows, std::string_view sort = {}) {
    ask::Order order;
    if (!sort.empty()) order = ask::parse_sort(sort, split_->features()).value();
    const Result<search::RowPage> page = split_->page(rows, order, 0, 100, {});
    EXPECT_TRUE(page) << page.error().message();
    EXPECT_EQ(page->total, page->rows.size());
    return page->rows;
  }

  std::shared_ptr<const BitmapSplit> split_;
};

TEST_F(BitmapSplitTest, APageIsAStretchOfTheRowsInTheOrderAskedFor) {
  const search::Selection some = search::Selection::where(where("n >= 4"));
  EXPECT_EQ(split_->page(some, {}, 1, 2, {}).value(), (search::RowPage{6, {5, 6}}));
  const ask::Order down = ask::parse_sort("n DESC", split_->features()).value();
  EXPECT_EQ(split_->page(some, down, 1, 2, {}).value(), (search::RowPage{6, {8, 7}}));
  EXPECT_EQ(split_->page({}, {}, 8, 5, {}).value(), (search::RowPage{10, {8, 9}}));
  EXPECT_EQ(split_->page({}, down, 20, 5, {}).value(), (search::RowPage{10, {}}));
}

TEST_F(BitmapSplitTest, EveryPartOfADescriptionCounts) {
  search::Selection rows = search::Selection::where(where("n >= 3"));
  EXPECT_EQ(page(rows), (Rows{3, 4, 5, 6, 7, 8, 9}));
  rows.keep_words(text::TextQuery{"graphs"});
  EXPECT_EQ(page(rows), (Rows{4, 6, 8}));
  rows.keep_comparable(2);  // 4 has a vector without a direction.
  EXPECT_EQ(page(rows), (Rows{6, 8}));
  rows.remove(Rows{8});
  rows.add(Rows{0});
  EXPECT_EQ(page(rows, "n DESC"), (Rows{6, 0}));
  EXPECT_EQ(page(search::Selection::of({9, 1, 9})), (Rows{1, 9}));
  EXPECT_EQ(page(search::Selection::none()), Rows());
}

TEST_F(BitmapSplitTest, WhatIsPreparedOnceIsTheSame) {
  search::Selection rows = search::Selection::where(where("n < 5"));
  rows.keep_words(text::TextQuery{"odd"});
  const search::Selection prepared = split_->prepare(rows, {}).value();
  ASSERT_NE(prepared.bitmap(), nullptr);
  EXPECT_EQ(page(prepared), page(rows));
  EXPECT_EQ(split_->contains(prepared, Rows{3, 2, 1}, {}).value(),
            (std::vector<bool>{true, false, true}));
  EXPECT_EQ(split_->contains({}, Rows{3}, {}).value(), (std::vector<bool>{true}));
}

TEST_F(BitmapSplitTest, RowsThatWordsMatchAreDescribedByThem) {
  text::TextQuery query{"graphs"};
  query.want_matched = true;
  const search::WordHits hits =
      split_->words(query, 3, search::Selection::where(where("n > 2")), {}).value();
  EXPECT_EQ(hits.total, 3U);
  EXPECT_EQ(page(hits.matched), (Rows{4, 6, 8}));
  ASSERT_NE(hits.matched.words(), nullptr);
  EXPECT_EQ(hits.matched.words()->text, "graphs");
}

TEST_F(BitmapSplitTest, AConditionThatCannotBeEvaluatedIsSaid) {
  const search::Selection inside =
      search::Selection::where(where("INSIDE(vector, 0, 0, 1, 0, 1, 1)"));
  const Result<search::Selection> prepared = split_->prepare(inside, {});
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().code(), ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace vitrine::local
