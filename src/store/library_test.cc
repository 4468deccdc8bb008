#include "store/library.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vitrine {
namespace {

const DatasetName kPapers{"local", "papers"};

Manifest make_manifest(char id_digit) {
  Manifest manifest;
  manifest.dataset = kPapers;
  manifest.snapshot_id = std::string(32, id_digit);
  manifest.origin = "papers.jsonl";
  manifest.imported_at = 1'700'000'000;
  manifest.card = "# A \"card\"\n";
  ConfigManifest config;
  config.name = "default";
  config.num_bytes_original = 10;
  config.features = {{"title", Feature::value("string")},
                     {"v", Feature::list(Feature::value("float32"), 4)}};
  config.splits.push_back({"train", 3, 30, {{"0000.parquet", 3, 20}}});
  manifest.configs.push_back(config);
  return manifest;
}

class LibraryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    home_ =
        fs::path(::testing::TempDir()) /
        (std::string("library_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(home_);
    library_.emplace(*Library::open(home_));
  }
  void TearDown() override { fs::remove_all(home_); }

  void import(char id_digit, std::string_view content = "data") {
    auto staged = library_->stage(kPapers);
    ASSERT_TRUE(staged) << staged.error().message();
    ASSERT_TRUE(write_file_atomic(staged->directory() / "payload", content));
    const Status committed = std::move(*staged).commit(make_manifest(id_digit));
    ASSERT_TRUE(committed) << committed.error().message();
  }

  fs::path dataset_directory() const { return home_ / "datasets" / "local" / "papers"; }

  fs::path home_;
  std::optional<Library> library_;
};

TEST_F(LibraryTest, ACommittedSnapshotIsListedAndReadBackWhole) {
  import('a');
  EXPECT_EQ(*library_->list(), std::vector<DatasetName>{kPapers});
  const auto snapshot = library_->open_snapshot(kPapers);
  ASSERT_TRUE(snapshot) << snapshot.error().message();
  const Manifest& manifest = (*snapshot)->manifest();
  EXPECT_EQ(manifest.configs[0].features, make_manifest('a').configs[0].features);
  EXPECT_EQ(manifest.card, make_manifest('a').card);
  EXPECT_EQ(manifest.num_rows(), 3U);
  ASSERT_NE(manifest.find_file("payload"), nullptr);
  EXPECT_EQ(manifest.find_file("payload")->size_bytes, 4U);
}

TEST_F(LibraryTest, AnAbandonedFirstImportLeavesNoTrace) {
  {
    auto staged = library_->stage(kPapers);
    ASSERT_TRUE(staged);
    ASSERT_TRUE(write_file_atomic(staged->directory() / "half", "x"));
  }
  EXPECT_TRUE(fs::is_empty(home_ / "datasets"));
}

TEST_F(LibraryTest, AnAbandonedSecondImportKeepsTheFirst) {
  import('a');
  {
    auto staged = library_->stage(kPapers);
  }
  EXPECT_EQ(*library_->current_id(kPapers), std::string(32, 'a'));
  EXPECT_TRUE(library_->open_snapshot(kPapers));
}

TEST_F(LibraryTest, AKilledImportIsCleanedUpByTheNext) {
  import('a');
  fs::create_directories(dataset_directory() / "staging-1" / "parquet");
  import('b');
  EXPECT_FALSE(fs::exists(dataset_directory() / "staging-1"));
}

TEST_F(LibraryTest, TheReplacedSnapshotStaysForItsReadersAndGoesOneImportLater) {
  import('a');
  const auto reader = *library_->open_snapshot(kPapers);
  import('b');
  EXPECT_TRUE(fs::exists(reader->directory()));
  import('c');
  EXPECT_FALSE(fs::exists(reader->directory()));
  EXPECT_EQ(*library_->current_id(kPapers), std::string(32, 'c'));
}

TEST_F(LibraryTest, TheSameIdAgainReplacesADamagedSnapshot) {
  import('a');
  fs::remove(dataset_directory() / "snapshots" / std::string(32, 'a') / "payload");
  const auto damaged = library_->open_snapshot(kPapers);
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code(), ErrorCode::kCorrupt);
  EXPECT_NE(damaged.error().message().find("payload is missing"), std::string::npos);
  EXPECT_NE(damaged.error().message().find("import its source again"), std::string::npos);
  import('a');
  EXPECT_TRUE(library_->open_snapshot(kPapers));
}

TEST_F(LibraryTest, TwoImportsOfOneDatasetDoNotRunAtOnce) {
  const auto first = library_->stage(kPapers);
  ASSERT_TRUE(first);
  const auto second = library_->stage(kPapers);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code(), ErrorCode::kUnavailable);
}

TEST_F(LibraryTest, AProcessKilledWhileStagingHoldsNoLockAfterwards) {
  const pid_t child = fork();
  if (child == 0) {
    auto staged = library_->stage(kPapers);
    _exit(staged ? 0 : 1);  // no destructor runs, as after a kill
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  import('a');
  EXPECT_TRUE(library_->open_snapshot(kPapers));
}

TEST_F(LibraryTest, DamagedManifestsAreOneClearSentence) {
  import('a');
  const fs::path manifest =
      dataset_directory() / "snapshots" / std::string(32, 'a') / "manifest.json";
  const std::string whole = *read_file(manifest);
  for (std::size_t size = 0; size + 1 < whole.size(); size += 11) {
    ASSERT_TRUE(write_file_atomic(manifest, whole.substr(0, size)));
    EXPECT_FALSE(library_->open_snapshot(kPapers));
  }
  ASSERT_TRUE(write_file_atomic(manifest, R"({"format_version": 99})"));
  EXPECT_EQ(library_->open_snapshot(kPapers).error().code(), ErrorCode::kUnsupported);
}

TEST_F(LibraryTest, RemoveForgetsTheDataset) {
  import('a');
  ASSERT_TRUE(library_->remove(kPapers));
  EXPECT_TRUE(library_->list()->empty());
  EXPECT_EQ(library_->remove(kPapers).error().code(), ErrorCode::kNotFound);
}

TEST(DatasetName, RefusesWhatIsNoPathComponent) {
  EXPECT_TRUE(DatasetName::parse("ai-conferences/ICLR2025"));
  for (const char* bad : {"", "a", "a/", "/b", "../x", "a/..", "a/b/c", "a/b c", ".a/b", "a/\n"}) {
    EXPECT_FALSE(DatasetName::parse(bad)) << bad;
  }
}

}  // namespace
}  // namespace vitrine
