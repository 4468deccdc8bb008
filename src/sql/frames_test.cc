#include "sql/frames.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

namespace vitrine::sql {
namespace {

using namespace std::chrono_literals;

class FramesTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(::pipe(ends_.data()), 0); }
  void TearDown() override {
    ::close(ends_[0]);
    close_writer();
  }
  void close_writer() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }
  Result<bool> read(std::chrono::milliseconds wait = 10s) {
    return read_frame(ends_[0], frame_, std::chrono::steady_clock::now() + wait, stop_.get_token());
  }

  std::array<int, 2> ends_ = {-1, -1};
  Frame frame_;
  std::stop_source stop_;
};

TEST_F(FramesTest, WhatIsWrittenIsRead) {
  ASSERT_TRUE(write_frame(ends_[1], FrameKind::kColumns, "[]"));
  ASSERT_TRUE(write_frame(ends_[1], FrameKind::kBytes, ""));
  close_writer();
  ASSERT_TRUE(*read());
  EXPECT_EQ(frame_.kind, FrameKind::kColumns);
  EXPECT_EQ(frame_.payload, "[]");
  ASSERT_TRUE(*read());
  EXPECT_EQ(frame_.payload, "");
  EXPECT_FALSE(*read()) << "the end";
}

TEST_F(FramesTest, ACutFrameAndOneOfNoKindAreCorrupt) {
  ASSERT_EQ(::write(ends_[1], "B\x05\0\0\0abc", 8), 8);
  close_writer();
  EXPECT_EQ(read().error().code(), ErrorCode::kCorrupt);
  TearDown();
  SetUp();
  ASSERT_EQ(::write(ends_[1], "X\x01\0\0\0a", 6), 6);
  EXPECT_EQ(read().error().code(), ErrorCode::kCorrupt);
  TearDown();
  SetUp();
  ASSERT_EQ(::write(ends_[1], "B\xFF\xFF\xFF\xFF", 5), 5);
  EXPECT_EQ(read().error().code(), ErrorCode::kCorrupt);
}

TEST_F(FramesTest, WaitingEndsByTimeAndByStop) {
  EXPECT_EQ(read(30ms).error().code(), ErrorCode::kCancelled);
  stop_.request_stop();
  EXPECT_EQ(read().error().code(), ErrorCode::kCancelled);
}

}  // namespace
}  // namespace vitrine::sql
