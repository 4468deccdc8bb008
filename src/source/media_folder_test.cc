// Folders and archives of pictures and the like; what becomes of their rows is in
// tests/cli/media.test.mjs.

#include "source/media_folder.h"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "source/webdataset.h"

namespace vitrine::source {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kPng =
    std::string("\x89PNG\r\n\x1A\n", 8) + "pixels" + std::string("IEND\xAE\x42\x60\x82", 8);

class MediaFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("media_folder_" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "in");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& content) const {
    const fs::path path = folder_ / "in" / name;
    fs::create_directories(path.parent_path());
    ASSERT_TRUE(write_file_atomic(path, content));
  }
  Result<Source> resolve(const fs::path& path) const {
    const std::vector<std::string> arguments = {path.string()};
    return resolve_source(arguments, {.spool_directory = folder_ / "scratch"});
  }
  Result<Source> resolve() const { return resolve(folder_ / "in"); }

  static std::vector<std::string> keys(const SourceSplit& split) {
    std::vector<std::string> out;
    for (const MediaFile& file : split.media) out.push_back(file.key);
    return out;
  }
  static std::string table(const SourceSplit& split) { return *read_file(split.files[0].path); }

  fs::path folder_;
};

TEST_F(MediaFolder, ATableOfNamesHasItsFilesBesideIt) {
  write("train/metadata.csv", "file_name,caption\na.png,x\n");
  write("train/a.png", kPng);
  write("test/metadata.csv", "file_name,caption\nb/c.png,y\n");
  write("test/b/c.png", kPng);
  write("stray.png", kPng);
  const Result<Source> source = resolve();
  ASSERT_TRUE(source) << source.error().message();
  const SourceConfig& config = source->configs[0];
  ASSERT_EQ(config.splits.size(), 2U);
  EXPECT_EQ(config.splits[0].name, "train");
  EXPECT_THAT(keys(config.splits[0]), ElementsAre("a.png"));
  EXPECT_THAT(keys(config.splits[1]), ElementsAre("b/c.png"));
  EXPECT_EQ(config.splits[0].media_columns[0].shown_as, "image");
  EXPECT_EQ(config.media_address, "/api/v1/datasets/local/in/media/default/");
  EXPECT_THAT(config.notices, ElementsAre(HasSubstr("1 media files lie beside no metadata")));
}

TEST_F(MediaFolder, WithoutATableAFileIsARowAndItsFolderTheLabel) {
  write("train/cat/1.png", kPng);
  write("train/dog/2.png", kPng);
  write("test/cat/3.png", kPng);
  write("LICENSE.txt", "free");
  const Result<Source> source = resolve();
  ASSERT_TRUE(source) << source.error().message();
  const SourceConfig& config = source->configs[0];
  ASSERT_EQ(config.splits.size(), 2U);
  EXPECT_EQ(table(config.splits[0]),
            "{\"file_name\":\"train/cat/1.png\",\"label\":\"cat\"}\n"
            "{\"file_name\":\"train/dog/2.png\",\"label\":\"dog\"}\n");
  EXPECT_THAT(config.reading.types[0].type.names, ElementsAre("cat", "dog"));
}

TEST_F(MediaFolder, FoldersThatSayNothingAreNoLabels) {
  const auto has_labels = [&] { return !resolve()->configs[0].reading.types.empty(); };
  write("train/1.png", kPng);
  write("test/2.png", kPng);
  EXPECT_FALSE(has_labels()) << "they are the splits";
  write("other/deep/3.png", kPng);
  EXPECT_FALSE(has_labels()) << "they are of two depths";
}

TEST_F(MediaFolder, NamesOfPicturesAreNoSplits) {
  write("test_1.png", kPng);
  write("photo.png", kPng);
  const Result<Source> source = resolve();
  ASSERT_EQ(source->configs[0].splits.size(), 1U);
  EXPECT_THAT(keys(source->configs[0].splits[0]), ElementsAre("photo.png", "test_1.png"));
}

TEST_F(MediaFolder, ACardMayDropTheLabels) {
  write("a/1.png", kPng);
  write("b/2.png", kPng);
  EXPECT_FALSE(resolve()->configs[0].reading.types.empty());
  write("README.md", "---\nconfigs:\n- config_name: pics\n  drop_labels: true\n---\n");
  const Result<Source> source = resolve();
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ(source->configs[0].name, "pics");
  EXPECT_TRUE(source->configs[0].reading.types.empty());
}

TEST_F(MediaFolder, ConfigsOfACardMayBePictures) {
  write(
      "README.md",
      "---\nconfigs:\n- config_name: a\n  data_files: a.csv\n- config_name: pics\n  data_files: "
      "pics/*.png\n- config_name: told\n  data_files:\n  - split: test\n    path: told/**\n---\n");
  write("a.csv", "a\n1\n");
  write("pics/x.png", kPng);
  write("pics/y.png", kPng);
  write("told/metadata.csv", "file_name\nz.png\n");
  write("told/z.png", kPng);
  const Result<Source> source = resolve();
  ASSERT_TRUE(source) << source.error().message();
  ASSERT_EQ(source->configs.size(), 3U);
  EXPECT_TRUE(source->configs[0].splits[0].media.empty());
  EXPECT_THAT(keys(source->configs[1].splits[0]), ElementsAre("pics/x.png", "pics/y.png"));
  EXPECT_THAT(keys(source->configs[2].splits[0]), ElementsAre("z.png"));
  EXPECT_EQ(source->configs[2].splits[0].name, "test");
}

TEST_F(MediaFolder, ATableOfAnotherNameIsReadAndThePicturesAreSaid) {
  write("data.csv", "a\n1\n");
  write("a.png", kPng);
  const Result<Source> source = resolve();
  EXPECT_TRUE(source->configs[0].splits[0].media.empty());
  EXPECT_THAT(source->configs[0].notices, ElementsAre(HasSubstr("1 file is not shown")));
}

TEST_F(MediaFolder, EachTableOfASplitNamesFilesFromItsOwnFolderOn) {
  write("metadata.csv", "file_name\nz.png\n");
  write("a/metadata.csv", "file_name\nx.png\n");
  write("a/x.png", kPng);
  write("b/alone.png", kPng);
  const Result<Source> source = resolve();
  const SourceSplit& split = source->configs[0].splits[0];
  ASSERT_EQ(split.files.size(), 2U);
  EXPECT_EQ(split.files[0].media_folder, "a/");
  EXPECT_EQ(split.files[1].media_folder, "");
  EXPECT_THAT(keys(split), ElementsAre("a/x.png", "b/alone.png"));
}

TEST_F(MediaFolder, WhatIsWrongWithAFileIsKept) {
  write("a.png", "");
  write("b.png", kPng.substr(0, 12));
  write("c.png", kPng);
  const Result<Source> source = resolve();
  const std::vector<MediaFile>& media = source->configs[0].splits[0].media;
  ASSERT_EQ(media.size(), 3U);
  EXPECT_EQ(media[0].problem, "the file is empty");
  EXPECT_EQ(media[1].problem, "the file is cut short");
  EXPECT_EQ(media[2].problem, "");
}

TEST_F(MediaFolder, MembersOfATarThatShareANameAreARow) {
  const fs::path path = folder_ / "train-000.tar";
  archive* out = archive_write_new();
  archive_write_set_format_pax_restricted(out);
  archive_write_open_filename(out, path.c_str());
  for (const auto& [name, content] : std::vector<std::pair<std::string, std::string>>{
           {"0001.png", kPng},
           {"0001.json", "{\"id\":\n12345678901234567890}"},
           {"0001.cls", "3\n"},
           {"0002.png", kPng},
           {"0002.txt", "a \"cat\"\n"},
           {"0002.cls", "4"},
           {"0002.npy", "x"},
           {"LICENSE", "has no ending, and makes no row"}}) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_write_header(out, entry);
    archive_write_data(out, content.data(), content.size());
    archive_entry_free(entry);
  }
  archive_write_free(out);
  const Result<Source> source = resolve(path);
  ASSERT_TRUE(source) << source.error().message();
  const SourceSplit& split = source->configs[0].splits[0];
  EXPECT_EQ(split.name, "train");
  EXPECT_EQ(table(split),
            "{\"__key__\":\"0001\",\"cls\":3,\"json\":{\"id\": 12345678901234567890},"
            "\"png\":\"train-000/0001.png\"}\n"
            "{\"__key__\":\"0002\",\"cls\":4,\"png\":\"train-000/0002.png\","
            "\"txt\":\"a \\\"cat\\\"\"}\n");
  EXPECT_THAT(keys(split), ElementsAre("train-000/0001.png", "train-000/0002.png"));
  EXPECT_EQ(split.media_columns[0].shown_as, "png");
  EXPECT_THAT(split.notices, ElementsAre("members ending in .npy are not read"));
}

TEST(WebDataset, IsToldByItsMembers) {
  const auto is = [](std::vector<fs::path> files) { return is_webdataset({std::move(files), 0}); };
  EXPECT_TRUE(is({"1.jpg", "1.json"}));
  EXPECT_TRUE(is({"1.json", "1.seg.png", "2.jpg"}));
  EXPECT_FALSE(is({"1.jpg", "2.jpg"})) << "pictures alone are a folder of pictures";
  EXPECT_FALSE(is({"a.json", "b.json"}));
  EXPECT_TRUE(is({"1.json", "1.txt", "2.txt", "2.json", "LICENSE"})) << "texts alone";
  EXPECT_TRUE(is({"1.txt", "1.cls", "1.npy", "2.txt", "2.cls", "2.npy"}));
  EXPECT_FALSE(is({"1.json", "1.txt"})) << "one name of two files";
  EXPECT_FALSE(is({"1.json", "1.txt", "2.json"}));
  EXPECT_FALSE(is({"1.jpg", "1.json", "metadata.csv"}));
}

}  // namespace
}  // namespace vitrine::source
