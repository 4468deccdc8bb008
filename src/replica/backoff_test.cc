#include "replica/backoff.h"

#include <gtest/gtest.h>

namespace vitrine::replica {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, AnAnswerIsFollowedByTheInterval) {
  EXPECT_EQ(wait_before_next(milliseconds(2000), 0, 0.9), milliseconds(2000));
}

TEST(Backoff, FailuresDoubleTheWaitUpToAMinute) {
  EXPECT_EQ(wait_before_next(milliseconds(2000), 1, 0), milliseconds(4000));
  EXPECT_EQ(wait_before_next(milliseconds(2000), 3, 0), milliseconds(16'000));
  EXPECT_EQ(wait_before_next(milliseconds(2000), 4'000'000'000U, 0), kLongestWait);
}

TEST(Backoff, ALongIntervalIsNotShortened) {
  EXPECT_EQ(wait_before_next(milliseconds(600'000), 5, 0), milliseconds(600'000));
}

TEST(Backoff, ChanceTakesUpToHalfAway) {
  EXPECT_EQ(wait_before_next(milliseconds(2000), 1, 1), milliseconds(2000));
  EXPECT_EQ(wait_before_next(milliseconds(2000), 1, 0.5), milliseconds(3000));
}

}  // namespace
}  // namespace vitrine::replica
