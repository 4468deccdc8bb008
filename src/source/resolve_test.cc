#include <gtest/gtest.h>
#include <unistd.h>
#include <zstd.h>

#include "source/source.h"

namespace vitrine::source {
namespace {

class ResolveTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::path(::testing::TempDir()) /
        (std::string("resolve_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, std::string_view content) {
    fs::create_directories((folder_ / name).parent_path());
    EXPECT_TRUE(write_file_atomic(folder_ / name, content));
    return (folder_ / name).string();
  }
  static Result<Source> resolve(std::vector<std::string> arguments,
                                const ResolveOptions& options = {}) {
    return resolve_source(arguments, options);
  }
  static std::string error_of(const std::string& argument) {
    const Result<Source> source = resolve({argument});
    return source ? "" : source.error().message();
  }

  fs::path folder_;
};

std::string zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1));
  return out;
}

TEST_F(ResolveTest, AFileIsADatasetOfItsName) {
  const auto source = resolve({write("papers.jsonl.zst", zstd("{\"a\":1}\n"))});
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ(source->owner + "/" + source->name, "local/papers");
  ASSERT_EQ(source->configs.size(), 1U);
  EXPECT_EQ(source->configs[0].name, "default");
  EXPECT_EQ(source->configs[0].splits[0].name, "train");
  const SourceFile& file = source->configs[0].splits[0].files[0];
  EXPECT_EQ(file.format, FileFormat::kJsonLines);
  EXPECT_EQ(file.compression, Compression::kZstd);
  EXPECT_GT(file.size_bytes, 0U);
}

TEST_F(ResolveTest, NamesAreMadeFitAndCanBeChosen) {
  const std::string path = write("My päpers (2).csv", "a\n1\n");
  EXPECT_EQ(resolve({path})->name, "My-p-pers-2");
  EXPECT_EQ(resolve({path}, {.dataset_name = "me/mine"})->owner, "me");
  EXPECT_FALSE(resolve({path}, {.dataset_name = "../x"}));
  EXPECT_FALSE(resolve({path}, {.dataset_name = "a/b/c"}));
}

TEST_F(ResolveTest, ContentDecidesBetweenTheFormsOfJson) {
  const auto format = [&](std::string_view name, std::string_view text) {
    return resolve({write(std::string(name), text)})->configs[0].splits[0].files[0].format;
  };
  EXPECT_EQ(format("a.json", "[{\"a\":1}]"), FileFormat::kJson);
  EXPECT_EQ(format("b.json", "{\"a\":1}\n{\"a\":2}\n"), FileFormat::kJsonLines);
  EXPECT_EQ(format("c.jsonl", "  [\n{\"a\":1}\n]"), FileFormat::kJson);
  EXPECT_EQ(format("d.json", "{\n  \"a\": 1\n}\n"), FileFormat::kJson);
  EXPECT_EQ(format("e.jsonl", "{\"a\":\n{\"a\":2}\n"), FileFormat::kJsonLines)
      << "a broken first line";
}

TEST_F(ResolveTest, ContentThatIsNotWhatTheNameSaysIsRefused) {
  EXPECT_NE(error_of(write("a.parquet", "hello")).find("not a Parquet file"), std::string::npos);
  EXPECT_NE(error_of(write("b.parquet", "PAR1 and then nothing")).find("cut short"),
            std::string::npos);
  EXPECT_NE(error_of(write("c.jsonl", "")).find("is empty"), std::string::npos);
  EXPECT_NE(error_of(write("d.csv", std::string_view("a\0b", 3))).find("binary"),
            std::string::npos);
  EXPECT_NE(error_of(write("e.csv.gz", "a,b\n")).find("not gzip"), std::string::npos);
  EXPECT_NE(error_of(write("f.csv", zstd("a,b\n"))).find("is compressed"), std::string::npos);
  EXPECT_NE(error_of(write("g.jsonl", " \n\n")).find("nothing but blanks"), std::string::npos);
  EXPECT_NE(error_of((folder_ / "absent.csv").string()).find("no file or folder"),
            std::string::npos);
  EXPECT_NE(error_of("hf://a").find("write hf://owner/name"), std::string::npos);
}

TEST_F(ResolveTest, SeveralFilesAreOneSplitOrAreNamedLikeSplits) {
  const std::string a = write("a.csv", "x\n1\n");
  const std::string b = write("b.csv", "x\n2\n");
  const auto one = resolve({b, a});
  ASSERT_EQ(one->configs[0].splits.size(), 1U);
  EXPECT_EQ(one->configs[0].splits[0].files[0].path.filename(), "b.csv") << "in the order given";
  const auto two = resolve({write("test.csv", "x\n1\n"), write("train.csv", "x\n1\n")});
  ASSERT_EQ(two->configs[0].splits.size(), 2U);
  EXPECT_EQ(two->configs[0].splits[0].name, "train");
  EXPECT_FALSE(resolve({a, write("c.jsonl", "{\"x\":1}\n")})) << "mixed formats";
}

TEST_F(ResolveTest, GlobsAreExpanded) {
  write("p-1.csv", "x\n1\n");
  write("p-2.csv", "x\n2\n");
  const auto source = resolve({(folder_ / "p-*.csv").string()});
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ(source->configs[0].splits[0].files.size(), 2U);
}

TEST_F(ResolveTest, FoldersFollowTheirCard) {
  write("README.md",
        "---\nconfigs:\n- config_name: small\n  data_files: s/*.csv\n- config_name: big\n  "
        "default: true\n  data_files:\n"
        "  - split: train\n    path: b.csv\n  - split: oral\n    path: s/1.csv\n"
        "dataset_info:\n- config_name: big\n  features:\n  - name: x\n    dtype: uint8\n---\n");
  write("s/1.csv", "x\n1\n");
  write("s/2.csv", "x\n1\n");
  write("b.csv", "x\n1\n");
  const auto source = resolve({folder_.string()});
  ASSERT_TRUE(source) << source.error().message();
  ASSERT_EQ(source->configs.size(), 2U);
  EXPECT_EQ(source->configs[0].name, "big") << "the default comes first";
  EXPECT_EQ(source->configs[0].splits[1].name, "oral");
  EXPECT_TRUE(source->configs[0].features.has_value());
  EXPECT_FALSE(source->configs[1].features.has_value());
  EXPECT_EQ(source->configs[1].splits[0].files.size(), 2U);
}

TEST_F(ResolveTest, CardsThatNameNothingOrTheOutsideAreRefused) {
  write("x.csv", "x\n1\n");
  write("README.md", "---\nconfigs:\n- config_name: a\n  data_files: nothing/*.csv\n---\n");
  EXPECT_NE(error_of(folder_.string()).find("which no file matches"), std::string::npos);
  write("README.md", "---\nconfigs:\n- config_name: a\n  data_files: ../*.csv\n---\n");
  EXPECT_NE(error_of(folder_.string()).find("outside the folder"), std::string::npos);
  write("README.md", "---\nconfigs:\n- config_name: ../..\n  data_files: x.csv\n---\n");
  EXPECT_NE(error_of(folder_.string()).find("no name for a config"), std::string::npos);
}

TEST_F(ResolveTest, FoldersWithoutACardGoByNames) {
  write("train/a.csv", "x\n1\n");
  write("test/b.csv", "x\n1\n");
  write("notes.doc", "nothing");
  const auto source = resolve({folder_.string()});
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ(source->configs[0].splits.size(), 2U);
  fs::remove_all(folder_ / "train");
  fs::remove_all(folder_ / "test");
  EXPECT_NE(error_of(folder_.string()).find("holds no Parquet"), std::string::npos);
}

TEST_F(ResolveTest, StandardInputIsSpooledAndGoesWithItsSource) {
  int ends[2] = {};
  ASSERT_EQ(pipe(ends), 0);
  const std::string text = "{\"a\":1}\n{\"a\":2}\n";
  ASSERT_EQ(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  close(ends[1]);
  fs::path spooled;
  {
    const auto source = resolve({"-"}, {.stdin_descriptor = ends[0], .spool_directory = folder_});
    ASSERT_TRUE(source) << source.error().message();
    EXPECT_EQ(source->name, "stdin");
    EXPECT_EQ(source->configs[0].splits[0].files[0].format, FileFormat::kJsonLines);
    spooled = source->configs[0].splits[0].files[0].path;
    EXPECT_EQ(*read_file(spooled), text);
  }
  EXPECT_FALSE(fs::exists(spooled));
  close(ends[0]);
}

TEST_F(ResolveTest, AStopEndsTheWaitForStandardInput) {
  int ends[2] = {};
  ASSERT_EQ(pipe(ends), 0);
  std::stop_source stop;
  stop.request_stop();
  const auto source = resolve(
      {"-"}, {.stdin_descriptor = ends[0], .spool_directory = folder_, .stop = stop.get_token()});
  EXPECT_EQ(source.error().code(), ErrorCode::kCancelled);
  EXPECT_TRUE(fs::is_empty(folder_)) << "no trace";
  close(ends[0]);
  close(ends[1]);
}

TEST_F(ResolveTest, EmptyStandardInputAndNoFolderForItAreErrors) {
  int ends[2] = {};
  ASSERT_EQ(pipe(ends), 0);
  close(ends[1]);
  EXPECT_EQ(
      resolve({"-"}, {.stdin_descriptor = ends[0], .spool_directory = folder_}).error().message(),
      "standard input is empty");
  EXPECT_TRUE(fs::is_empty(folder_));
  const fs::path file = write("a.csv", "x\n1\n");
  EXPECT_FALSE(resolve({"-"}, {.stdin_descriptor = ends[0], .spool_directory = file / "absent"}));
  close(ends[0]);
}

TEST_F(ResolveTest, ArgumentsThatDoNotGoTogetherAreRefused) {
  const std::string file = write("a.csv", "x\n1\n");
  EXPECT_FALSE(resolve({}));
  EXPECT_NE(error_of("").find("without a name"), std::string::npos);
  EXPECT_NE(resolve({"-", file}).error().message().find("by itself"), std::string::npos);
  EXPECT_NE(resolve({folder_.string(), file}).error().message().find("one folder"),
            std::string::npos);
  EXPECT_NE(error_of((folder_ / "*.parquet").string()).find("no file matches"), std::string::npos);
}

TEST(LooksLikeSource, TellsPathsFromNames) {
  for (const char* source : {"-", "hf://a/b", "x.csv", "./x", "/x", "*.json", "papers.jsonl.zst",
                             "https://example.org/17", "~/x", "file:///x"})
    EXPECT_TRUE(looks_like_source(source)) << source;
  for (const char* name : {"local/papers", "papers"}) EXPECT_FALSE(looks_like_source(name)) << name;
}

}  // namespace
}  // namespace vitrine::source
