#include "hub/page_cursor.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>

namespace vitrine::hub {
namespace {

TEST(PageCursor, ReadsBackForItsOwnSnapshotAlone) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    std::string snapshot(1 + random() % 12, ' ');
    for (char& c : snapshot) c = "0af-"[random() % 4];
    const std::uint64_t offset = random() >> random() % 64;
    const std::string cursor = page_cursor(snapshot, offset);
    const Result<std::uint64_t> back = cursor_offset(cursor, snapshot);
    ASSERT_TRUE(back) << "seed " << seed << ": " << cursor;
    EXPECT_EQ(*back, offset) << "seed " << seed;
    const Result<std::uint64_t> other = cursor_offset(cursor, snapshot + "x");
    ASSERT_FALSE(other) << "seed " << seed;
    EXPECT_EQ(other.error().code(), ErrorCode::kInvalidArgument);
    EXPECT_TRUE(other.error().message().find("earlier state") != std::string::npos);
  }
  EXPECT_EQ(*cursor_offset(page_cursor("s", UINT64_MAX), "s"), UINT64_MAX);
}

TEST(PageCursor, TheFirstPageBeginsAtNothing) {
  EXPECT_EQ(*cursor_offset(kFirstPage, "s"), 0U);
  EXPECT_EQ(*cursor_offset(kFirstPage, ""), 0U);
}

TEST(PageCursor, WhatIsNoneIsRefusedWithWhatToSend) {
  for (const char* cursor : {"", "s", "s-", "-", "s-x", "s-1x", "s--", "s- 1", "s-+1", "Start",
                             "s-18446744073709551616", "s-1.5"}) {
    const Result<std::uint64_t> offset = cursor_offset(cursor, "s");
    ASSERT_FALSE(offset) << cursor;
    EXPECT_EQ(offset.error().code(), ErrorCode::kInvalidArgument) << cursor;
    EXPECT_EQ(offset.error().message(),
              "Parameter 'cursor' must be \"start\" or the next_cursor of an answer")
        << cursor;
  }
}

}  // namespace
}  // namespace vitrine::hub
