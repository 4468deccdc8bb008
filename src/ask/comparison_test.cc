#include "ask/comparison.h"

#include <gtest/gtest.h>

#include <string>

namespace vitrine::ask {
namespace {

constexpr Comparison kAll[] = {Comparison::kEqual,   Comparison::kNotEqual,
                               Comparison::kLess,    Comparison::kLessEqual,
                               Comparison::kGreater, Comparison::kGreaterEqual};

TEST(Comparison, HoldsAsTheOperatorDoes) {
  for (int a = -1; a <= 1; ++a) {
    for (int b = -1; b <= 1; ++b) {
      EXPECT_EQ(holds(Comparison::kEqual, a <=> b), a == b);
      EXPECT_EQ(holds(Comparison::kNotEqual, a <=> b), a != b);
      EXPECT_EQ(holds(Comparison::kLess, a <=> b), a < b);
      EXPECT_EQ(holds(Comparison::kLessEqual, a <=> b), a <= b);
      EXPECT_EQ(holds(Comparison::kGreater, a <=> b), a > b);
      EXPECT_EQ(holds(Comparison::kGreaterEqual, a <=> b), a >= b);
    }
  }
}

TEST(Comparison, TurnedHoldsForTheSidesExchanged) {
  for (const Comparison comparison : kAll) {
    for (int a = 0; a < 3; ++a) {
      for (int b = 0; b < 3; ++b)
        EXPECT_EQ(holds(turned(comparison), b <=> a), holds(comparison, a <=> b));
    }
    EXPECT_EQ(turned(turned(comparison)), comparison);
  }
}

TEST(Comparison, DeniedHoldsWhereItDoesNot) {
  for (const Comparison comparison : kAll) {
    for (int a = 0; a < 3; ++a) {
      for (int b = 0; b < 3; ++b)
        EXPECT_NE(holds(denied(comparison), a <=> b), holds(comparison, a <=> b));
    }
    EXPECT_EQ(denied(denied(comparison)), comparison);
  }
}

}  // namespace
}  // namespace vitrine::ask
