#include "base/appended_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <random>

#include "base/file.h"

namespace vitrine {
namespace {

class AppendedFileTest : public ::testing::Test {
 protected:
  void TearDown() override { fs::remove(path_); }

  std::string content() const { return read_file(path_).value_or("unreadable"); }

  fs::path path_ = fs::path(::testing::TempDir()) / ("appended-" + std::to_string(::getpid()));
};

TEST_F(AppendedFileTest, WhatIsWrittenIsThereAtOnceAndBehindTheRest) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::mt19937_64 random(seed);
    fs::remove(path_);
    std::string twin;
    for (int opened = 0; opened < 3; ++opened) {
      const bool anew = random() % 4 == 0;
      if (anew) twin.clear();
      const Result<AppendedFile> file = AppendedFile::open(path_, anew);
      ASSERT_TRUE(file);
      for (int i = 0; i < 3; ++i) {
        const std::string piece(random() % 5000, static_cast<char>('a' + random() % 26));
        twin += piece;
        ASSERT_TRUE(file->write(piece));
        ASSERT_EQ(content(), twin) << "seed " << seed;
      }
    }
  }
}

TEST_F(AppendedFileTest, TwoWritersDoNotOverwriteEachOther) {
  const Result<AppendedFile> one = AppendedFile::open(path_, true);
  const Result<AppendedFile> other = AppendedFile::open(path_, false);
  ASSERT_TRUE(one && other);
  ASSERT_TRUE(one->write("a"));
  ASSERT_TRUE(other->write("b"));
  ASSERT_TRUE(one->write("c"));
  EXPECT_EQ(content(), "abc");
}

TEST_F(AppendedFileTest, IsWrittenToAfterItWasMoved) {
  Result<AppendedFile> file = AppendedFile::open(path_, true);
  ASSERT_TRUE(file);
  const AppendedFile moved = *std::move(file);
  ASSERT_TRUE(moved.write(""));
  ASSERT_TRUE(moved.write("x"));
  EXPECT_EQ(content(), "x");
}

TEST_F(AppendedFileTest, AMissingFolderAndAFullDiskHaveTheirCodes) {
  EXPECT_EQ(AppendedFile::open(path_ / "below" / "it", false).error().code(), ErrorCode::kNotFound);
  const Result<AppendedFile> full = AppendedFile::open("/dev/full", false);
  ASSERT_TRUE(full);
  EXPECT_EQ(full->write("x").error().code(), ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace vitrine
