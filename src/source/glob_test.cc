#include "source/glob.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace vitrine::source {
namespace {

TEST(Glob, StarsStayInsideOnePart) {
  EXPECT_TRUE(glob_matches("*.csv", "a.csv"));
  EXPECT_FALSE(glob_matches("*.csv", "d/a.csv"));
  EXPECT_TRUE(glob_matches("d/*/x?.csv", "d/e/x1.csv"));
  EXPECT_TRUE(glob_matches("a*b*c", "aXbYbZc"));
  EXPECT_FALSE(glob_matches("a*b", "a"));
}

TEST(Glob, DoubleStarsCrossParts) {
  EXPECT_TRUE(glob_matches("**/*.csv", "a.csv"));
  EXPECT_TRUE(glob_matches("**/*.csv", "d/e/a.csv"));
  EXPECT_TRUE(glob_matches("d/**", "d/e/a.csv"));
  EXPECT_FALSE(glob_matches("d/**", "e/a.csv"));
}

TEST(Glob, ClassesTakeRangesAndNegation) {
  EXPECT_TRUE(glob_matches("x-[0-9].csv", "x-7.csv"));
  EXPECT_FALSE(glob_matches("x-[!0-9].csv", "x-7.csv"));
  EXPECT_TRUE(glob_matches("[]]", "]"));
}

TEST(Glob, HostilePatternsAreCheap) {
  EXPECT_FALSE(glob_matches(std::string(200, '*') + "b", std::string(5000, 'a')));
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += "**/";
  EXPECT_FALSE(glob_matches(deep + "z", std::string(600, 'a')));
}

TEST(Glob, ListingLeavesOutHiddenFilesAndLinksToTheOutside) {
  const fs::path folder = fs::path(::testing::TempDir()) / "glob_test";
  fs::remove_all(folder);
  fs::create_directories(folder / "sub" / ".cache");
  for (const char* name : {"a.csv", "sub/b.csv", ".hidden.csv", "sub/.cache/c.csv"}) {
    ASSERT_TRUE(write_file_atomic(folder / name, "x"));
  }
  fs::create_symlink("/etc/hostname", folder / "outside.csv");
  fs::create_symlink("a.csv", folder / "inside.csv");
  const Result<FolderListing> listing = list_files(folder);
  EXPECT_EQ(listing->files, (std::vector<fs::path>{"a.csv", "inside.csv", "sub/b.csv"}));
  EXPECT_EQ(listing->links_outside, 1U);
  fs::remove_all(folder);
}

class ExpandGlob : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    for (const char* name : {"a.csv", "sub/b.csv", "sub/deep/c.csv", "other/d.csv", ".git/e.csv"}) {
      fs::create_directories((folder_ / name).parent_path());
      ASSERT_TRUE(write_file_atomic(folder_ / name, "x"));
    }
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// The matches relative to the folder, or the error.
  std::string expand(const std::string& pattern) const {
    const Result<std::vector<fs::path>> files = expand_glob((folder_ / pattern).string());
    if (!files) return files.error().message();
    std::string out;
    for (const fs::path& file : *files)
      out += (out.empty() ? "" : " ") + file.lexically_relative(folder_).string();
    return out;
  }

  fs::path folder_ = fs::path(::testing::TempDir()) / "expand_glob";
};

TEST_F(ExpandGlob, MatchesAreSortedAndHiddenOnesLeftOut) {
  EXPECT_EQ(expand("*.csv"), "a.csv");
  EXPECT_EQ(expand("*/*.csv"), "other/d.csv sub/b.csv");
  EXPECT_EQ(expand("**/*.csv"), "a.csv other/d.csv sub/b.csv sub/deep/c.csv");
  EXPECT_EQ(expand("sub/**"), "sub/b.csv sub/deep/c.csv");
  EXPECT_EQ(expand("sub/../o*/./d.csv"), "other/d.csv");
  EXPECT_EQ(expand(".git/*"), ".git/e.csv") << "a hidden folder that is named";
}

TEST_F(ExpandGlob, LinksToFilesAreFollowed) {
  const fs::path outside = fs::path(::testing::TempDir()) / "expand_glob_outside.csv";
  ASSERT_TRUE(write_file_atomic(outside, "x"));
  fs::create_symlink(outside, folder_ / "link.csv");
  EXPECT_EQ(expand("l*.csv"), "link.csv");
  fs::remove(outside);
  EXPECT_NE(expand("l*.csv").find("no file matches"), std::string::npos) << "a dangling link";
}

TEST_F(ExpandGlob, WhatMatchesNothingIsSaid) {
  EXPECT_NE(expand("*.parquet").find("no file matches"), std::string::npos);
  EXPECT_NE(expand("*").find("a.csv"), std::string::npos) << "folders are no files";
  EXPECT_NE(expand("absent/*.csv").find("no folder"), std::string::npos);
  EXPECT_NE(expand("a.csv/*.csv").find("no folder"), std::string::npos);
}

TEST_F(ExpandGlob, FoldersThatThePatternCannotReachAreNotRead) {
  // An endless tree is stood in for by one with more files than the limit allows.
  fs::create_directories(folder_ / "huge");
  for (int i = 0; i < 100'001; ++i) {
    const std::string path = (folder_ / "huge" / std::to_string(i)).string();
    std::FILE* file = std::fopen(path.c_str(), "w");
    ASSERT_NE(file, nullptr);
    std::fclose(file);
  }
  EXPECT_EQ(expand("*.csv"), "a.csv");
  EXPECT_EQ(expand("[so]*/*.csv"), "other/d.csv sub/b.csv");
  EXPECT_NE(expand("huge/*").find("more than 100,000"), std::string::npos);
  EXPECT_EQ(list_files(folder_).error().code(), ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace vitrine::source
