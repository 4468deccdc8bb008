#include "source/split_names.h"

#include <gtest/gtest.h>

namespace vitrine::source {
namespace {

/// "train: a b; test: c"
std::string splits(std::initializer_list<const char*> files) {
  std::string out;
  for (const NamedSplit& split : assign_splits({files.begin(), files.end()})) {
    out += (out.empty() ? "" : "; ") + split.name + ":";
    for (const fs::path& file : split.files) out += " " + file.string();
  }
  return out;
}

TEST(SplitNames, WordsInFileNames) {
  EXPECT_EQ(splits({"test.csv", "train.csv"}), "train: train.csv; test: test.csv");
  EXPECT_EQ(splits({"my_dev_set.csv", "my-training-1.csv"}),
            "train: my-training-1.csv; validation: my_dev_set.csv");
  EXPECT_EQ(splits({"eval2020.csv", "train2020.csv"}), "train: train2020.csv; test: eval2020.csv");
}

TEST(SplitNames, WordsInsideOtherWordsDoNotCount) {
  EXPECT_EQ(splits({"contest.csv"}), "train: contest.csv");
  EXPECT_EQ(splits({"papers.csv", "more.csv"}), "train: papers.csv more.csv");
}

TEST(SplitNames, FoldersGoBeforeFileNames) {
  EXPECT_EQ(splits({"train/x.csv", "test/train_y.csv"}),
            "train: train/x.csv; test: test/train_y.csv");
  EXPECT_EQ(splits({"validation-2020/x.csv", "other.csv"}), "validation: validation-2020/x.csv");
}

TEST(SplitNames, ShardsMayHaveAnySplitName) {
  EXPECT_EQ(splits({"data/oral-00000-of-00001.parquet", "data/train-00000-of-00002.parquet",
                    "data/train-00001-of-00002-abc.parquet"}),
            "train: data/train-00000-of-00002.parquet data/train-00001-of-00002-abc.parquet; "
            "oral: data/oral-00000-of-00001.parquet");
}

TEST(SplitNames, ShardsAreKnownByTheirNumbers) {
  EXPECT_EQ(splits({"data/lots-of-things-00000-of-00001.csv", "data/other.csv"}),
            "lots-of-things: data/lots-of-things-00000-of-00001.csv");
  EXPECT_EQ(splits({"data/x-0000-of-0001.csv"}), "train: data/x-0000-of-0001.csv");
  EXPECT_EQ(splits({"deep/data/x-00000-of-00001.csv"}), "train: deep/data/x-00000-of-00001.csv");
}

TEST(SplitNames, WordsAreLowerCaseAsOnTheHub) {
  EXPECT_EQ(splits({"Test.csv", "other.csv"}), "train: Test.csv other.csv");
}

}  // namespace
}  // namespace vitrine::source
