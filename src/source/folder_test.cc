#include "source/folder.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

namespace vitrine::source {
namespace {

class FolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, std::string_view content = "x\n1\n") const {
    fs::create_directories((folder_ / name).parent_path());
    ASSERT_TRUE(write_file_atomic(folder_ / name, content));
  }
  void card(const std::string& configs) const {
    write("README.md", "---\nconfigs:\n" + configs + "\n---\n");
  }
  /// "default: train=a.csv,b.csv test=c.csv; other: ...", or the error.
  std::string layout() const {
    const Result<Source> source = resolve_folder(folder_);
    if (!source) return source.error().message();
    std::string out;
    for (const SourceConfig& config : source->configs) {
      out += (out.empty() ? "" : "; ") + config.name + ":";
      for (const SourceSplit& split : config.splits) {
        char separator = '=';
        out += " " + split.name;
        for (const SourceFile& file : split.files) {
          out += separator + file.path.lexically_relative(folder_).string();
          separator = ',';
        }
      }
    }
    return out;
  }
  /// As layout(), of a single config whose YAML is `yaml`.
  std::string layout_of(const std::string& yaml) const {
    card("- config_name: default\n  " + yaml);
    return layout();
  }

  fs::path folder_ = fs::path(::testing::TempDir()) / "folder_test";
};

// The cases of the Hub's page "File names and splits".

TEST_F(FolderTest, OneFileIsTrain) {
  write("data.csv");
  write("README.md", "# nothing declared");
  EXPECT_EQ(layout(), "default: train=data.csv");
}

TEST_F(FolderTest, FileNamesNameSplits) {
  write("train.csv");
  write("test.csv");
  write("my_validation_file.csv");
  EXPECT_EQ(layout(), "default: train=train.csv validation=my_validation_file.csv test=test.csv");
}

TEST_F(FolderTest, FoldersNameSplits) {
  write("data/train/first.csv");
  write("data/train/second.csv");
  write("data/test/first.csv");
  EXPECT_EQ(layout(),
            "default: train=data/train/first.csv,data/train/second.csv test=data/test/first.csv");
}

TEST_F(FolderTest, ShardsInDataNameAnySplit) {
  for (const char* name : {"train-00000-of-00002", "train-00001-of-00002", "random-00000-of-00001"})
    write("data/" + std::string(name) + ".csv");
  EXPECT_EQ(layout(),
            "default: train=data/train-00000-of-00002.csv,data/train-00001-of-00002.csv "
            "random=data/random-00000-of-00001.csv");
}

TEST_F(FolderTest, FilesThatDescribeTheDatasetAreNoData) {
  write("train.csv");
  for (const char* name : {"dataset_infos.json", "config.json", "state.json"}) write(name, "{}");
  EXPECT_EQ(layout(), "default: train=train.csv");
}

TEST_F(FolderTest, OfSeveralFormatsTheMostFrequentIsTaken) {
  write("a.csv");
  write("b.csv");
  write("c.jsonl", "{\"x\":1}\n");
  EXPECT_EQ(layout(), "default: train=a.csv,b.csv");
}

TEST_F(FolderTest, AManifestBesideDataIsNoData) {
  write("data.jsonl", "{\"x\":1}\n");
  for (const char* name : {"manifest.json", "settings.json", "more.json"}) write(name, "{}");
  EXPECT_EQ(layout(), "default: train=data.jsonl");
  const Result<Source> source = resolve_folder(folder_);
  ASSERT_TRUE(source);
  EXPECT_EQ(
      source->configs.front().notices,
      std::vector<std::string>{"manifest.json and 2 more are not read: the data is in data.jsonl"});
}

TEST_F(FolderTest, AFileBesideItsCompressedSelfIsReadOnce) {
  write("a.csv");
  write("a.csv.gz");
  const Result<Source> source = resolve_folder(folder_);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ(layout(), "default: train=a.csv");
  EXPECT_EQ(source->configs.front().notices,
            std::vector<std::string>{"a.csv.gz is not read: the data is in a.csv"});
}

TEST_F(FolderTest, ATableOfAnotherSystemFurtherInsideIsRefused) {
  write("events/year=2020/a.csv");
  write("events/_delta_log/0.json", "{}");
  const Result<Source> source = resolve_folder(folder_);
  ASSERT_FALSE(source);
  EXPECT_NE(source.error().message().find("events is a Delta table"), std::string::npos)
      << source.error().message();
}

TEST_F(FolderTest, WhatAnotherConfigReadsIsNotSaidToBeLeft) {
  write("c/x.csv");
  write("d/y.csv");
  card("- config_name: a\n  data_dir: c\n- config_name: b\n  data_dir: d");
  const Result<Source> both = resolve_folder(folder_);
  ASSERT_TRUE(both);
  EXPECT_TRUE(both->configs[0].notices.empty() && both->configs[1].notices.empty());
  write("e/z.csv");
  const Result<Source> more = resolve_folder(folder_);
  ASSERT_TRUE(more);
  EXPECT_EQ(more->configs[0].notices.size() + more->configs[1].notices.size(), 1U) << "said once";
}

TEST_F(FolderTest, StateAndInfoOfOthersAreNoSavedDataset) {
  write("train.jsonl", "{\"x\":1}\n");
  write("state.json", "{\"step\":1}");
  write("dataset_info.json", "{\"x\":1}");
  EXPECT_EQ(layout(), "default: train=train.jsonl");
}

TEST_F(FolderTest, TextsAreDataOnlyByThemselves) {
  write("a.txt", "one\n");
  EXPECT_EQ(layout(), "default: train=a.txt");
  write("b.csv");
  EXPECT_EQ(layout(), "default: train=b.csv");
}

TEST_F(FolderTest, AConfigWithoutFilesDoesNotLoseTheOthers) {
  write("x.csv");
  write("lfs.csv", "version https://git-lfs.github.com/spec/v1\n");
  card(
      "- config_name: a\n  data_files: gone.csv\n- config_name: b\n  data_files: x.csv\n"
      "- config_name: c\n  data_files: lfs.csv");
  EXPECT_EQ(layout(), "b: train=x.csv");
  const Result<Source> source = resolve_folder(folder_);
  ASSERT_TRUE(source);
  const std::vector<std::string>& notices = source->configs.front().notices;
  ASSERT_EQ(notices.size(), 2U);
  EXPECT_NE(notices[0].find("config a is left out"), std::string::npos);
  EXPECT_NE(notices[1].find("config c is left out: lfs.csv is a Git LFS pointer"),
            std::string::npos);
}

TEST_F(FolderTest, LinksIntoTheBlobsOfTheHubsCacheAreFollowed) {
  const fs::path repository = folder_ / "datasets--o--n";
  fs::create_directories(repository / "blobs");
  fs::create_directories(repository / "snapshots" / "abc");
  std::ofstream(repository / "blobs" / "123") << "a\n1\n";
  fs::create_symlink("../../blobs/123", repository / "snapshots" / "abc" / "train.csv");
  const Result<Source> source = resolve_folder(repository / "snapshots" / "abc");
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ(source->configs.front().splits.front().files.size(), 1U);
}

TEST_F(FolderTest, PatternsOfACard) {
  write("c/x.csv");
  write("c/y.csv");
  write("c/deep/z.csv");
  write("c/notes.txt");
  EXPECT_EQ(layout_of("data_files: c/x.csv"), "default: train=c/x.csv");
  EXPECT_EQ(layout_of("data_files: ./c/../c/x.csv"), "default: train=c/x.csv");
  EXPECT_EQ(layout_of("data_files: 'c/*'"), "default: train=c/x.csv,c/y.csv");
  EXPECT_EQ(layout_of("data_files: '**'"), "default: train=c/deep/z.csv,c/x.csv,c/y.csv");
  EXPECT_EQ(layout_of("data_files: [c/y.csv, 'c/*.csv']"), "default: train=c/y.csv,c/x.csv")
      << "in the order named, each once";
  EXPECT_EQ(layout_of("data_files: ['*.csv', 'c/*.csv']"), "default: train=c/x.csv,c/y.csv")
      << "a pattern may find nothing while another does";
  EXPECT_EQ(layout_of("data_files: {train: c/x.csv, test: c/y.csv}"),
            "default: train=c/x.csv test=c/y.csv");
}

TEST_F(FolderTest, AFileOfJustThatNameGoesBeforeAPattern) {
  write("a[1].csv");
  write("a1.csv");
  EXPECT_EQ(layout_of("data_files: 'a[1].csv'"), "default: train=a[1].csv");
  EXPECT_EQ(layout_of("data_files: 'a[12].csv'"), "default: train=a1.csv");
}

TEST_F(FolderTest, PatternsThatNameNoDataAreRefused) {
  write("c/x.csv");
  write("notes.doc", "nothing");
  EXPECT_NE(layout_of("data_files: '*.csv'").find("*.csv, which no file matches"),
            std::string::npos);
  EXPECT_NE(layout_of("data_files: ['c/*', absent.csv]").find("absent.csv, which no file matches"),
            std::string::npos);
  EXPECT_NE(layout_of("data_files: ['*.a', '*.b']").find("names no Parquet"), std::string::npos);
  EXPECT_NE(layout_of("data_files: notes.doc").find("names no Parquet"), std::string::npos);
}

TEST_F(FolderTest, DataDirIsWhereAConfigLooks) {
  write("c/x.csv");
  write("d/train.csv");
  write("d/test.csv");
  write("cc/y.csv");
  for (const char* folder : {"c", "./c", "c/", "c/.", "d/../c"})
    EXPECT_EQ(layout_of("data_dir: " + std::string(folder)), "default: train=c/x.csv") << folder;
  EXPECT_EQ(layout_of("data_dir: d"), "default: train=d/train.csv test=d/test.csv");
  EXPECT_EQ(layout_of("data_dir: c\n  data_files: '*.csv'"), "default: train=c/x.csv");
  EXPECT_NE(layout_of("data_dir: absent").find("absent holds no Parquet"), std::string::npos);
}

TEST_F(FolderTest, NothingLeadsOutside) {
  write("x.csv");
  write("c/x.csv");
  for (const char* yaml :
       {"data_dir: ..", "data_dir: /etc", "data_dir: c/../../folder_test", "data_files: ../x.csv",
        "data_files: /etc/passwd", "data_files: 'c/../../*.csv'",
        "data_dir: c\n  data_files: ../../x.csv"}) {
    EXPECT_NE(layout_of(yaml).find("outside the folder"), std::string::npos) << yaml;
  }
}

TEST_F(FolderTest, LinksToTheOutsideAreNotFollowed) {
  const fs::path outside = fs::path(::testing::TempDir()) / "folder_test_outside";
  fs::create_directories(outside);
  ASSERT_TRUE(write_file_atomic(outside / "x.csv", "x\n1\n"));
  ASSERT_TRUE(write_file_atomic(outside / "README.md", "---\npretty_name: secret\n---\n"));
  fs::create_symlink(outside / "x.csv", folder_ / "x.csv");
  fs::create_directory_symlink(outside, folder_ / "inner");
  EXPECT_NE(layout().find("no archive (links"), std::string::npos);
  fs::create_symlink(outside / "README.md", folder_ / "README.md");
  write("y.csv");
  EXPECT_FALSE(resolve_folder(folder_)->card) << "the card is in the folder or nowhere";
  EXPECT_EQ(layout(), "default: train=y.csv");
  fs::remove_all(outside);
}

TEST_F(FolderTest, TheDefaultConfigComesFirst) {
  write("x.csv");
  card("- {config_name: b, data_files: x.csv}\n- {config_name: default, data_files: x.csv}");
  EXPECT_EQ(layout(), "default: train=x.csv; b: train=x.csv");
  card(
      "- {config_name: default, data_files: x.csv}\n"
      "- {config_name: b, default: true, data_files: x.csv}");
  EXPECT_EQ(layout(), "b: train=x.csv; default: train=x.csv");
}

TEST_F(FolderTest, MixedFormatsInASplitAreRefused) {
  write("a.csv");
  write("b.jsonl", "{\"x\":1}\n");
  EXPECT_NE(layout_of("data_files: '*'").find("split train mixes formats: a.csv and b.jsonl"),
            std::string::npos);
}

TEST_F(FolderTest, NamesThatAreNoFolderNamesAreChanged) {
  write("x.csv");
  for (const auto& [name, called] : std::map<std::string, std::string>{
           {"../a", "a"}, {"'a b'", "a-b"}, {"\"a\\nb\"", "a-b"}, {"'.a'", "a"}, {"a/b", "a-b"}}) {
    card("- config_name: " + name + "\n  data_files: x.csv");
    EXPECT_EQ(layout(), called + ": train=x.csv");
    card("- config_name: a\n  data_files:\n  - {split: " + name + ", path: x.csv}");
    EXPECT_NE(layout().find("is no name for a split"), std::string::npos) << name;
  }
}

TEST_F(FolderTest, FoldersWithoutDataSaySo) {
  EXPECT_NE(layout().find("holds no Parquet"), std::string::npos);
  write("notes.doc", "nothing");
  write(".hidden.csv");
  write("__pycache__/x.csv");
  EXPECT_NE(layout().find("holds no Parquet"), std::string::npos);
  EXPECT_EQ(resolve_folder(folder_ / "absent").error().code(), ErrorCode::kNotFound);
}

TEST_F(FolderTest, FileNamesMayHoldAnything) {
  write("line\nbreak.csv");
  write("quote\"'.csv");
  write("\xFF\xFE.csv");
  EXPECT_EQ(layout(), "default: train=line\nbreak.csv,quote\"'.csv,\xFF\xFE.csv");
}

TEST_F(FolderTest, EmptyFilesBesideOthersAreLeftOutAndSaid) {
  write("a.csv");
  ASSERT_TRUE(write_file_atomic(folder_ / "b.csv", ""));
  const Result<Source> source = resolve_folder(folder_);
  ASSERT_TRUE(source);
  ASSERT_EQ(source->configs[0].splits[0].files.size(), 1U);
  EXPECT_EQ(source->configs[0].splits[0].notices,
            std::vector<std::string>{"b.csv is empty, and left out"});
  fs::remove(folder_ / "a.csv");
  EXPECT_FALSE(resolve_folder(folder_)) << "alone it is no data";
}

}  // namespace
}  // namespace vitrine::source
