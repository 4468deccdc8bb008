#include "export/output_place.h"

#include <gtest/gtest.h>

namespace vitrine::exporting {
namespace {

class OutputPlaceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = fs::path(::testing::TempDir()) /
                 ("output_place_" +
                  std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(directory_);
    fs::create_directories(directory_);
  }
  void TearDown() override { fs::remove_all(directory_); }

  std::ptrdiff_t entries() const {
    return std::distance(fs::directory_iterator(directory_), fs::directory_iterator());
  }
  fs::path write(std::string_view name, std::string_view text) {
    fs::create_directories((directory_ / name).parent_path());
    EXPECT_TRUE(write_file_atomic(directory_ / name, text));
    return directory_ / name;
  }

  static bool is_text(const fs::path& path) { return path.extension() == ".txt"; }

  fs::path directory_;
};

TEST_F(OutputPlaceTest, AFileAppearsWhenItIsComplete) {
  const fs::path target = directory_ / "a.csv";
  Result<OutputPlace> place = OutputPlace::file(target, false);
  ASSERT_TRUE(place);
  ASSERT_TRUE(write_file_atomic(place->work(), "new"));
  EXPECT_FALSE(fs::exists(target));
  ASSERT_TRUE(place->finish());
  EXPECT_EQ(*read_file(target), "new");
  EXPECT_EQ(entries(), 1);
}

TEST_F(OutputPlaceTest, WhatIsNotFinishedLeavesNothing) {
  {
    Result<OutputPlace> file = OutputPlace::file(directory_ / "a.csv", false);
    ASSERT_TRUE(file);
    ASSERT_TRUE(write_file_atomic(file->work(), "half"));
    Result<OutputPlace> folder = OutputPlace::folder(directory_ / "out/", false, is_text);
    ASSERT_TRUE(folder);
    ASSERT_TRUE(write_file_atomic(folder->work() / "x.txt", "half"));
  }
  EXPECT_EQ(entries(), 0);
}

TEST_F(OutputPlaceTest, AFileIsReplacedOnlyWhereThatIsAskedFor) {
  const fs::path target = write("a.csv", "old");
  EXPECT_EQ(OutputPlace::file(target, false).error().code(), ErrorCode::kExists);
  Result<OutputPlace> place = OutputPlace::file(target, true);
  ASSERT_TRUE(place);
  ASSERT_TRUE(write_file_atomic(place->work(), "new"));
  EXPECT_EQ(*read_file(target), "old");
  ASSERT_TRUE(place->finish());
  EXPECT_EQ(*read_file(target), "new");
}

TEST_F(OutputPlaceTest, FoldersAndDevicesAreNoFilesToReplace) {
  EXPECT_FALSE(OutputPlace::file(directory_, true));
  EXPECT_FALSE(OutputPlace::file("/dev/null", true));
  EXPECT_FALSE(OutputPlace::folder(write("a.csv", ""), true, is_text));
}

TEST_F(OutputPlaceTest, AnEmptyFolderNeedsNoFlag) {
  fs::create_directory(directory_ / "out");
  Result<OutputPlace> place = OutputPlace::folder(directory_ / "out", false, is_text);
  ASSERT_TRUE(place);
  ASSERT_TRUE(write_file_atomic(place->work() / "x.txt", "x"));
  ASSERT_TRUE(place->finish());
  EXPECT_TRUE(fs::exists(directory_ / "out" / "x.txt"));
}

TEST_F(OutputPlaceTest, AFolderIsReplacedWhole) {
  write("out/sub/old.txt", "old");
  EXPECT_FALSE(OutputPlace::folder(directory_ / "out", false, is_text));
  {
    Result<OutputPlace> place = OutputPlace::folder(directory_ / "out/", true, is_text);
    ASSERT_TRUE(place);
    ASSERT_TRUE(write_file_atomic(place->work() / "new.txt", "new"));
    ASSERT_TRUE(place->finish());
  }
  EXPECT_FALSE(fs::exists(directory_ / "out" / "sub"));
  EXPECT_EQ(*read_file(directory_ / "out" / "new.txt"), "new");
  EXPECT_EQ(entries(), 1);
}

TEST_F(OutputPlaceTest, AFolderWithAForeignFileStays) {
  write("out/a.txt", "");
  const fs::path foreign = write("out/.git/config", "mine");
  const Result<OutputPlace> place = OutputPlace::folder(directory_ / "out", true, is_text);
  ASSERT_FALSE(place);
  EXPECT_NE(place.error().message().find(".git/config"), std::string::npos);
  fs::remove_all(foreign.parent_path());
  fs::create_symlink("/etc", directory_ / "out" / "link.txt");
  EXPECT_FALSE(OutputPlace::folder(directory_ / "out", true, is_text));
}

TEST_F(OutputPlaceTest, AMissingParentIsAnError) {
  EXPECT_FALSE(OutputPlace::folder(directory_ / "no" / "out", false, is_text));
}

}  // namespace
}  // namespace vitrine::exporting
