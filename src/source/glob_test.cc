#include "source/glob.h"

#include <gtest/gtest.h>

namespace vitrine {
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
  EXPECT_EQ(*list_files(folder), (std::vector<fs::path>{"a.csv", "inside.csv", "sub/b.csv"}));
  EXPECT_EQ(expand_glob((folder / "**" / "*.csv").string())->size(), 3U);
  EXPECT_FALSE(expand_glob((folder / "*.parquet").string()));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace vitrine
