#include "base/caught.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <system_error>

#include "base/result.h"

namespace vitrine {
namespace {

TEST(Caught, WhatIsReturnedIsReturned) {
  EXPECT_EQ(*caught([]() -> Result<int> { return 7; }), 7);
  const Status failed = caught([]() -> Status { return corrupt("line 3 is broken"); });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message(), "line 3 is broken");
}

TEST(Caught, MemoryThatRanOutIsALimit) {
  const Status failed = caught([]() -> Status { throw std::bad_alloc(); });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code(), ErrorCode::kTooLarge);
}

TEST(Caught, AThreadThatTheSystemRefusesMayBeHadLater) {
  const Status failed = caught([]() -> Status {
    throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code(), ErrorCode::kUnavailable);
}

TEST(Caught, WhatElseTheSystemSaysIsNoReasonToTryAgain) {
  const Status failed = caught([]() -> Status {
    throw std::system_error(std::make_error_code(std::errc::permission_denied));
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code(), ErrorCode::kInternal);
}

TEST(Caught, WhateverElseIsThrownIsADefect) {
  const Result<int> failed = caught([]() -> Result<int> { throw std::logic_error("a vector"); });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code(), ErrorCode::kInternal);
  EXPECT_EQ(failed.error().message(), "a vector");
}

}  // namespace
}  // namespace vitrine
