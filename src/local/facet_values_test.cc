#include "local/facet_values.h"

#include <gtest/gtest.h>

#include "profile/statistics_json.h"

namespace vitrine::local {
namespace {

TEST(FacetBins, TheEdgesAreThoseThatTheStatisticsShow) {
  const profile::ColumnStatistics column{
      "x", 4,
      profile::FloatStatistics{{.bins = {{-996857429.964708, 0.1, 362.58500000000004}, {1, 3}}}}};
  const std::optional<FacetBins> bins = FacetBins::of(column);
  ASSERT_TRUE(bins);
  EXPECT_EQ(bins->edges_json, "[-996857429.964708,0.1,362.58500000000004]");
  EXPECT_EQ(bins->inner, std::vector<double>{0.1});
  std::string block;
  profile::append_block(block, column, profile::Precision::kFull);
  EXPECT_NE(block.find(bins->edges_json), std::string::npos);
}

TEST(FacetBins, OfPicturesDaysAndNothingThereAreNone) {
  const profile::IntegerFigures sizes{.bins = {{1, 2}, {4}}};
  EXPECT_FALSE(FacetBins::of({"c", 4, profile::ImageStatistics{sizes, sizes, 0, {}}}));
  EXPECT_FALSE(FacetBins::of({"c", 4, profile::DateStatistics{0, 1, profile::DayFigures()}}));
  EXPECT_FALSE(FacetBins::of({"c", 4, profile::DatetimeStatistics{.nulls = 4}}));
  EXPECT_FALSE(FacetBins::of({"c", 4, {}}));
}

}  // namespace
}  // namespace vitrine::local
