#include "text/field_weights.h"

#include <gtest/gtest.h>

#include <limits>

namespace vitrine::text {
namespace {

using Units = std::vector<std::uint32_t>;

TEST(FieldWeights, AreReducedByWhatTheyShare) {
  std::vector<TextField> fields = {{"title", 3.0F}, {"body"}, {"note", 3.0F}};
  const Result<FieldWeights> whole = FieldWeights::of(fields);
  EXPECT_EQ(whole->units, (Units{3, 1, 3}));
  EXPECT_EQ(whole->class_of, (Units{0, 1, 0}));
  EXPECT_EQ(whole->unit, 1.0F);
  fields[1].weight = 0.25F;
  const Result<FieldWeights> quarters = FieldWeights::of(fields);
  EXPECT_EQ(quarters->units, (Units{12, 1, 12}));
  EXPECT_EQ(quarters->unit, 4.0F);
}

TEST(FieldWeights, AreRoundedAndBounded) {
  std::vector<TextField> fields = {{"a", 0.3F}, {"b", -5.0F}, {"c", 1e9F}};
  ASSERT_TRUE(FieldWeights::of(fields));
  EXPECT_EQ(fields[0].weight, 0.3125F);
  EXPECT_EQ(fields[1].weight, 0.0625F);
  EXPECT_EQ(fields[2].weight, 256.0F);
}

TEST(FieldWeights, WhatIsNoWeightIsRefused) {
  std::vector<TextField> fields = {{"a", std::numeric_limits<float>::quiet_NaN()}};
  EXPECT_FALSE(FieldWeights::of(fields));
  fields.clear();
  for (int i = 0; i < 40; ++i) fields.push_back({"f", 1.0F + static_cast<float>(i)});
  EXPECT_FALSE(FieldWeights::of(fields));
}

}  // namespace
}  // namespace vitrine::text
