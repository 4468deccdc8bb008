#include "ask/number.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>

namespace vitrine::ask {
namespace {

constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();

std::string read(std::string_view text, std::uint64_t largest = kLargest) {
  const Result<std::uint64_t> number = parse_number("n", text, largest);
  if (number) return std::to_string(*number);
  EXPECT_EQ(number.error().code(), ErrorCode::kInvalidArgument);
  return number.error().message();
}

TEST(Number, IsReadAsPythonReadsIt) {
  EXPECT_EQ(read("0"), "0");
  EXPECT_EQ(read("007"), "7");
  EXPECT_EQ(read("+5"), "5");
  EXPECT_EQ(read(" \t\r\n\v\f5 \t\r\n\v\f"), "5");
  EXPECT_EQ(read("1_000"), "1000");
  EXPECT_EQ(read("1_0_0"), "100");
  EXPECT_EQ(read("-0"), "0") << "which is not below zero";
  EXPECT_EQ(read("-0_0"), "0");
}

TEST(Number, WhatPythonRefusesIsRefused) {
  for (const std::string_view text :
       {"",   " ",    "+",   "-",   "a",   "1a",  "1.0", "1e3",   "0x10", "_1",
        "1_", "1__0", "+_1", "+-1", "+ 1", "1 2", "١",   "1,000", "--1",  "NaN"}) {
    EXPECT_EQ(read(text), "Parameter 'n' must be integer") << "\"" << text << "\"";
  }
}

TEST(Number, BelowZeroIsNotPositive) {
  EXPECT_EQ(read("-1"), "Parameter 'n' must be positive");
  EXPECT_EQ(read("-99999999999999999999999"), "Parameter 'n' must be positive");
}

TEST(Number, TheLimitItselfIsTaken) {
  EXPECT_EQ(read("100", 100), "100");
  EXPECT_EQ(read("101", 100), "Parameter 'n' must not be greater than 100");
  EXPECT_EQ(read("0", 0), "0");
  EXPECT_EQ(read("1", 0), "Parameter 'n' must not be greater than 0");
}

TEST(Number, BeyondSixtyFourBitsIsTheLargest) {
  EXPECT_EQ(read("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(read("18446744073709551616"), "18446744073709551615");
  EXPECT_EQ(read("99999999999999999999999999999"), "18446744073709551615");
  EXPECT_EQ(read("18446744073709551616", kLargest - 1),
            "Parameter 'n' must not be greater than 18446744073709551614");
}

TEST(Number, EveryNumberIsReadBackHoweverItIsGrouped) {
  for (unsigned seed = 1; seed <= 500; ++seed) {
    std::mt19937_64 random(seed);
    const std::uint64_t number = random() >> (random() % 64);
    std::string text;
    for (const char digit : std::to_string(number)) {
      if (!text.empty() && random() % 3 == 0) text += '_';
      text += digit;
    }
    EXPECT_EQ(read(text), std::to_string(number)) << "seed " << seed << ": " << text;
  }
}

}  // namespace
}  // namespace vitrine::ask
