#include "local/facet_values.h"

#include <gtest/gtest.h>

#include "profile/statistics_json.h"

namespace vitrine {
namespace {

TEST(FacetBins, TheEdgesAreThoseThatTheStatisticsShow) {
  const ColumnStatistics column{
      "x", 4, FloatStatistics{{.bins = {{-996857429.964708, 0.1, 362.58500000000004}, {1, 3}}}}};
  const std::optional<FacetBins> bins = FacetBins::of(column);
  ASSERT_TRUE(bins);
  EXPECT_EQ(bins->edges_json, "[-996857429.964708,0.1,362.58500000000004]");
  EXPECT_EQ(bins->inner, std::vector<double>{0.1});
  std::string block;
  append_block(block, column, Precision::kFull);
  EXPECT_NE(block.find(bins->edges_json), std::string::npos);
}

TEST(FacetBins, OfPicturesDaysAndNothingThereAreNone) {
  const IntegerFigures sizes{.bins = {{1, 2}, {4}}};
  EXPECT_FALSE(FacetBins::of({"c", 4, ImageStatistics{sizes, sizes, 0, {}}}));
  EXPECT_FALSE(FacetBins::of({"c", 4, DateStatistics{0, 1, DayFigures()}}));
  EXPECT_FALSE(FacetBins::of({"c", 4, DatetimeStatistics{.nulls = 4}}));
  EXPECT_FALSE(FacetBins::of({"c", 4, {}}));
}

}  // namespace
}  // namespace vitrine
