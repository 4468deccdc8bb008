#include "vector/search_plan.h"

#include <gtest/gtest.h>

namespace vitrine::vector {
namespace {

TEST(SearchPlan, LooksAtTheFloatsOfAFewAndAtTheSignsOfMany) {
  EXPECT_EQ(choose_first_look({.num_rows = 5, .num_blocks = 5, .limit = 10}), FirstLook::kFloats);
  EXPECT_EQ(choose_first_look({.num_rows = 92299, .num_blocks = 1443, .limit = 10}),
            FirstLook::kSigns);
}

TEST(SearchPlan, RowsScatteredOverManyBlocksBeginWithTheNibbles) {
  EXPECT_EQ(choose_first_look({.num_rows = 920, .num_blocks = 700, .limit = 10}),
            FirstLook::kNibbles);
  EXPECT_EQ(choose_first_look({.num_rows = 8000, .num_blocks = 150, .limit = 10}),
            FirstLook::kSigns);
}

TEST(SearchPlan, WhereMostRowsAreWantedNothingIsGainedByCodes) {
  EXPECT_EQ(choose_first_look({.num_rows = 3000, .num_blocks = 47, .limit = 3000}),
            FirstLook::kFloats);
}

TEST(SearchPlan, MoreRecallTakesMoreDeviations) {
  float last = -1;
  for (const double recall : {0.5, 0.9, 0.97, 0.99, 0.995, 0.999, 0.9999}) {
    const float deviations = deviations_for(recall);
    EXPECT_GE(deviations, last);
    EXPECT_GE(deviations, 0.0F);
    last = deviations;
  }
  EXPECT_NEAR(deviations_for(0.97), 1.2816F, 1e-3F);   // a tail of 0.1
  EXPECT_NEAR(deviations_for(0.997), 2.3263F, 1e-3F);  // a tail of 0.01
}

}  // namespace
}  // namespace vitrine::vector
