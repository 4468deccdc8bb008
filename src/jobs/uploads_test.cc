#include "jobs/uploads.h"

#include <gtest/gtest.h>

namespace vitrine::jobs {
namespace {

class UploadsTest : public ::testing::Test {
 protected:
  UploadsTest()
      : folder_(fs::path(::testing::TempDir()) / "vitrine_uploads"),
        uploads_(folder_, [this] { return now_; }) {}

  std::uint64_t begin() { return *uploads_.begin("a.csv"); }

  fs::path folder_;
  Uploads::Clock::time_point now_ = Uploads::Clock::now();
  Uploads uploads_;
};

TEST_F(UploadsTest, APieceFollowsTheOneBefore) {
  const std::uint64_t id = begin();
  EXPECT_EQ(*uploads_.append(id, 0, "a,b\n"), 4U);
  EXPECT_FALSE(uploads_.append(id, 0, "a,b\n"));
  EXPECT_EQ(*uploads_.append(id, 4, "1,2\n"), 8U);
  EXPECT_EQ(*read_file(*uploads_.find(id)), "a,b\n1,2\n");
  EXPECT_FALSE(uploads_.append(id + 1, 0, ""));
}

TEST_F(UploadsTest, WhatNobodyGoesOnWithLeavesItsPlaceToOthers) {
  const std::uint64_t left = begin();
  const fs::path file = *uploads_.find(left);
  const std::uint64_t sent = begin();
  const std::uint64_t looked_at = begin();
  for (std::size_t i = 3; i < Uploads::kMostOpen; ++i) begin();
  EXPECT_EQ(uploads_.begin("b.csv").error().code(), ErrorCode::kUnavailable);

  now_ += Uploads::kKeptFor;
  EXPECT_EQ(uploads_.begin("b.csv").error().code(), ErrorCode::kUnavailable);
  EXPECT_TRUE(uploads_.append(sent, 0, "a"));
  EXPECT_TRUE(uploads_.find(looked_at));
  now_ += std::chrono::seconds(1);
  EXPECT_TRUE(fs::exists(file));
  EXPECT_TRUE(uploads_.begin("b.csv"));
  EXPECT_FALSE(fs::exists(file));
  EXPECT_EQ(uploads_.find(left).error().code(), ErrorCode::kNotFound);
  EXPECT_TRUE(uploads_.find(sent));
  EXPECT_TRUE(uploads_.find(looked_at));
}

TEST_F(UploadsTest, AFileNeedsAPlainName) {
  for (const char* name : {"", ".hidden", "a/b", "*.csv"})
    EXPECT_EQ(uploads_.begin(name).error().code(), ErrorCode::kInvalidArgument) << name;
}

}  // namespace
}  // namespace vitrine::jobs
