#include "http/range.h"

#include <gtest/gtest.h>

namespace vitrine::http {
namespace {

const RangeChoice kWhole = WholeContent{};
const RangeChoice kNone = UnsatisfiableRange{};

RangeChoice bytes(std::uint64_t begin, std::uint64_t end) {
  return ByteRange{begin, end};
}

TEST(Range, FirstLastAndMiddleOfTheContent) {
  EXPECT_EQ(choose_range("bytes=0-0", 100), bytes(0, 1));
  EXPECT_EQ(choose_range("bytes=10-19", 100), bytes(10, 20));
  EXPECT_EQ(choose_range("bytes=90-", 100), bytes(90, 100));
  EXPECT_EQ(choose_range("bytes=-1", 100), bytes(99, 100));
  EXPECT_EQ(choose_range("Bytes = 5 - 6 ", 100), bytes(5, 7));
}

TEST(Range, TheEndIsCutToTheContent) {
  EXPECT_EQ(choose_range("bytes=99-100", 100), bytes(99, 100));
  EXPECT_EQ(choose_range("bytes=0-99999999999999999999999", 100), bytes(0, 100));
  EXPECT_EQ(choose_range("bytes=-1000", 100), bytes(0, 100));
}

TEST(Range, OutsideTheContentIsUnsatisfiable) {
  EXPECT_EQ(choose_range("bytes=100-", 100), kNone);
  EXPECT_EQ(choose_range("bytes=100-200", 100), kNone);
  EXPECT_EQ(choose_range("bytes=99999999999999999999999-", 100), kNone);
  EXPECT_EQ(choose_range("bytes=-0", 100), kNone);
  EXPECT_EQ(choose_range("bytes=0-", 0), kNone);
  EXPECT_EQ(choose_range("bytes=-5", 0), kNone);
}

TEST(Range, WhatAServerMayIgnoreIsIgnored) {
  for (const char* header :
       {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "bytes=1-2,5-6", "rows=0-1",
        "bytes=+1-2", "bytes=1 2-3", "bytes=--1"}) {
    EXPECT_EQ(choose_range(header, 100), kWhole) << header;
  }
}

}  // namespace
}  // namespace vitrine::http
