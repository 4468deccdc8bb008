#include "pushed/ignored_files.h"

#include <gtest/gtest.h>

namespace vitrine::pushed {
namespace {

// What `git check-ignore` of git 2.39 says of these.
TEST(IgnoredFiles, FitsAsGitDoes) {
  const IgnoredFiles files(
      "# a comment\n\n*.log\n!keep.log\n/top.txt\nbuild/\ndoc/*.pdf\na/**/z\n**/deep\nall/**\n"
      "\\#hash\nspaced\\ \nq?[0-9].txt\r\n");
  for (const char* path :
       {"x.log", "d/x.log", "top.txt", "build/x", "d/build/x", "doc/a.pdf", "a/z", "a/b/z",
        "a/b/c/z", "deep", "x/deep", "deep/er", "all/x", "all/x/y", "#hash", "spaced ", "qa1.txt"})
    EXPECT_TRUE(files.has(path)) << path;
  for (const char* path : {"keep.log", "d/keep.log", "d/top.txt", "build", "doc/d/a.pdf", "a/zz",
                           "ab/z", "alls", "hash", "spaced", "qa.txt", "x.logs"})
    EXPECT_FALSE(files.has(path)) << path;
}

TEST(IgnoredFiles, WhatIsInAnIgnoredFolderCannotBeTakenBack) {
  const IgnoredFiles files("out/\n!out/kept.csv\n");
  EXPECT_TRUE(files.has("out/kept.csv"));
}

TEST(IgnoredFiles, WithoutPatternsNothingIsIgnored) {
  EXPECT_FALSE(IgnoredFiles("").has("a"));
  EXPECT_FALSE(IgnoredFiles("/\n!\n").has("a"));
}

}  // namespace
}  // namespace vitrine::pushed
