#include "base/made_ahead.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>

namespace vitrine {
namespace {

struct Number {
  std::size_t value = 0;
  std::size_t size = 1;
  std::size_t bytes() const { return size; }
};

TEST(MadeAhead, ItemsComeInTheOrderOfTheirMaking) {
  std::size_t made = 0;
  MadeAhead<Number> numbers(100, [&](Number& out) -> Result<bool> {
    out.value = made++;
    return made <= 1000;
  });
  for (std::size_t i = 0; i < 1000; ++i) {
    const Result<Number*> number = numbers.next();
    ASSERT_TRUE(number && *number != nullptr);
    ASSERT_EQ((*number)->value, i);
  }
  EXPECT_EQ(*numbers.next(), nullptr);
  EXPECT_EQ(*numbers.next(), nullptr) << "the end stays the end";
}

TEST(MadeAhead, AnErrorComesBehindWhatWasMade) {
  std::size_t made = 0;
  MadeAhead<Number> numbers(100, [&](Number&) -> Result<bool> {
    if (made++ == 2) return corrupt("line 3 is broken");
    return true;
  });
  EXPECT_TRUE(numbers.next());
  EXPECT_TRUE(numbers.next());
  const Result<Number*> third = numbers.next();
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().message(), "line 3 is broken");
}

TEST(MadeAhead, WhatTheMakerThrowsIsThrownToTheTaker) {
  MadeAhead<Number> numbers(100,
                            [](Number&) -> Result<bool> { throw std::runtime_error("no memory"); });
  EXPECT_THROW((void)numbers.next(), std::runtime_error);
}

TEST(MadeAhead, AHeavyItemIsNotFollowedBeforeItIsTakenAndDone) {
  std::atomic<std::size_t> made = 0;
  MadeAhead<Number> numbers(100, [&](Number& out) -> Result<bool> {
    out = {++made, 101};
    return made <= 3;
  });
  for (std::size_t i = 1; i <= 3; ++i) {
    const Result<Number*> number = numbers.next();
    ASSERT_TRUE(number && *number != nullptr);
    EXPECT_EQ(made, i);
  }
}

TEST(MadeAhead, WhoLeavesEarlyWaitsForOneItemAtMost) {
  std::atomic<std::size_t> made = 0;
  {
    MadeAhead<Number> numbers(10, [&](Number&) -> Result<bool> {
      ++made;
      return true;
    });
    EXPECT_TRUE(numbers.next());
  }
  EXPECT_LE(made, 13U);
}

}  // namespace
}  // namespace vitrine
