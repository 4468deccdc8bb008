#include "search/fusion.h"

#include <gmock/gmock.h>

namespace vitrine::search {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::FloatEq;

FusedRow row(std::uint64_t index, std::optional<float> keyword, std::optional<float> semantic) {
  FusedRow made{index, 0, {}};
  if (keyword) made.reason.keyword = LegScore{1, *keyword};
  if (semantic) made.reason.semantic = LegScore{1, *semantic};
  return made;
}

TEST(Fusion, AddsTheNormalisedKeywordScoreAndTheWeightedCosine) {
  std::vector<FusedRow> rows = {row(1, 5, 0.5F), row(2, 10, std::nullopt), row(3, std::nullopt, 1)};
  fuse(rows, 10, {0.4F, true, false});
  EXPECT_THAT(rows, ElementsAre(Field(&FusedRow::row, 2), Field(&FusedRow::row, 1),
                                Field(&FusedRow::row, 3)));
  EXPECT_THAT(rows[0].score, FloatEq(1));
  EXPECT_THAT(rows[1].score, FloatEq(0.7F));
  EXPECT_THAT(rows[2].score, FloatEq(0.4F));
}

TEST(Fusion, FeedbackLeavesTheOrderOfTheWordsAlone) {
  std::vector<FusedRow> rows = {row(1, 5, 1), row(2, 6, 0), row(3, std::nullopt, 1)};
  fuse(rows, 6, {0.9F, false, false});
  EXPECT_THAT(rows, ElementsAre(Field(&FusedRow::row, 2), Field(&FusedRow::row, 3),
                                Field(&FusedRow::row, 1)));
}

TEST(Fusion, RowsThatPointAwayLoseNothing) {
  std::vector<FusedRow> rows = {row(1, 10, -1.0F)};
  fuse(rows, 10, {1, true, false});
  EXPECT_THAT(rows[0].score, FloatEq(1));
}

TEST(Fusion, TiesGoToTheLowerRow) {
  std::vector<FusedRow> rows = {row(9, 1, 0), row(4, 1, 0), row(7, 1, 0)};
  fuse(rows, 2, {1, true, false});
  EXPECT_THAT(rows, ElementsAre(Field(&FusedRow::row, 4), Field(&FusedRow::row, 7),
                                Field(&FusedRow::row, 9)));
}

TEST(Fusion, TheUnitIsTheFullScoreBesideATextsVectorElseTheBestRows) {
  WordHits words;
  words.full_score = 20;
  EXPECT_EQ(keyword_unit(words, kTextRule), 0);
  words.hits = {{3, 8, 0}, {1, 5, 0}};
  EXPECT_EQ(keyword_unit(words, kTextRule), 20);
  EXPECT_EQ(keyword_unit(words, kFeedbackRule), 8);
}

TEST(Fusion, WithoutAKeywordLegTheCosineRanksAlone) {
  std::vector<FusedRow> rows = {row(1, std::nullopt, 0.2F), row(2, std::nullopt, 0.9F)};
  fuse(rows, 0, {1, true, false});
  EXPECT_EQ(rows[0].row, 2U);
}

}  // namespace
}  // namespace vitrine::search
