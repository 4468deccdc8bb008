#include "store/library.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/publication.h"
#include "store/reading_list.h"
#include "store/scratch.h"
#include "store/trash.h"

namespace vitrine::store {
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
  config.features = {{"title", schema::Feature::value("string")},
                     {"v", schema::Feature::list(schema::Feature::value("float32"), 4)}};
  config.splits.push_back({"train", 3, 30, {{"0000.parquet", 3, 20}}});
  config.models = {{"embedding", "owner/model"}};
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

  void note(std::uint64_t row) {
    ASSERT_TRUE(ReadingLists(home_).edit(kPapers, {"default", "train", row, "5f0c"}, "", 1,
                                         [](ReadingEntry& entry) {
                                           entry.note = "kept";
                                           return Status();
                                         }));
  }
  std::size_t num_notes() const { return ReadingLists(home_).entries(kPapers)->size(); }

  fs::path dataset_directory() const { return home_ / "datasets" / "local" / "papers"; }

  fs::path home_;
  std::optional<Library> library_;
};

TEST_F(LibraryTest, ASnapshotOfVersion010IsRefusedWithWhatToDoAndKeepsItsNotes) {
  const char* root = std::getenv("VITRINE_SOURCE_DIR");  // NOLINT(concurrency-mt-unsafe)
  if (root == nullptr) GTEST_SKIP() << "VITRINE_SOURCE_DIR is not set";
  fs::copy(fs::path(root) / "tests" / "compat" / "0.1.0", home_,
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  const DatasetName old{"old", "papers"};
  const auto snapshot = library_->open_snapshot(old);
  ASSERT_FALSE(snapshot);
  EXPECT_EQ(snapshot.error().code(), ErrorCode::kUnsupported);
  EXPECT_EQ(snapshot.error().message(),
            "dataset old/papers was imported by an older version of Vitrine; run `vitrine doctor "
            "--repair`, or import its source again");
  const auto notes = ReadingLists(home_).entries(old);
  ASSERT_TRUE(notes) << notes.error().message();
  EXPECT_EQ(notes->at(0).note, "kept since 0.1.0");
}

TEST_F(LibraryTest, EveryFlippedBitOfTheManifestIsTold) {
  import('a');
  const fs::path path = dataset_directory() / "snapshots" / std::string(32, 'a') / "manifest.json";
  const std::string whole = *read_file(path);
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(parse_manifest(flipped)) << bit;
  }
}

TEST_F(LibraryTest, ACommittedSnapshotIsListedAndReadBackWhole) {
  import('a');
  EXPECT_EQ(*library_->list(), std::vector<DatasetName>{kPapers});
  const auto snapshot = library_->open_snapshot(kPapers);
  ASSERT_TRUE(snapshot) << snapshot.error().message();
  const Manifest& manifest = (*snapshot)->manifest();
  EXPECT_EQ(manifest.configs[0].features, make_manifest('a').configs[0].features);
  EXPECT_EQ(manifest.card, make_manifest('a').card);
  ASSERT_NE(manifest.configs[0].find_model("embedding"), nullptr);
  EXPECT_EQ(manifest.configs[0].find_model("embedding")->model, "owner/model");
  EXPECT_EQ(manifest.configs[0].find_model("title"), nullptr);
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
  EXPECT_TRUE(fs::is_empty(home_ / "datasets"));
  EXPECT_EQ(library_->remove(kPapers).error().code(), ErrorCode::kNotFound);
}

TEST_F(LibraryTest, ARemovedDatasetCanBeRestoredWithItsNotes) {
  import('a');
  note(7);
  ASSERT_TRUE(library_->remove(kPapers));
  ASSERT_EQ(Trash(posix_storage(), home_).list()->size(), 1U);
  EXPECT_EQ(Trash(posix_storage(), home_).list()->front().dataset, kPapers);
  const Status restored = library_->restore(kPapers);
  ASSERT_TRUE(restored) << restored.error().message();
  EXPECT_TRUE(library_->open_snapshot(kPapers));
  EXPECT_EQ(num_notes(), 1U);
  EXPECT_EQ(library_->restore(kPapers).error().code(), ErrorCode::kNotFound);
}

TEST_F(LibraryTest, ADatasetThatIsThereAgainIsNotRestoredOver) {
  import('a');
  ASSERT_TRUE(library_->remove(kPapers));
  import('b');
  EXPECT_EQ(restore_dataset(posix_storage(), home_, kPapers).error().code(), ErrorCode::kExists);
  EXPECT_EQ(*library_->current_id(kPapers), std::string(32, 'b'));
}

TEST_F(LibraryTest, TheNotesOfARemovedDatasetComeBackWithItsNextImport) {
  import('a');
  note(7);
  ASSERT_TRUE(library_->remove(kPapers));
  import('a');
  EXPECT_EQ(num_notes(), 1U);
}

TEST_F(LibraryTest, NobodyButItsOwnerReadsALibrary) {
  import('a');
  note(7);
  const auto others = fs::perms::group_all | fs::perms::others_all;
  for (const fs::path& path :
       {home_, home_ / "datasets", home_ / "datasets" / "local", dataset_directory(),
        dataset_directory() / "snapshots", dataset_directory() / "snapshots" / std::string(32, 'a'),
        dataset_directory() / "current", dataset_directory() / "reading-list.json"}) {
    EXPECT_EQ(fs::status(path).permissions() & others, fs::perms::none) << path;
  }
}

TEST_F(LibraryTest, AClockThatWentBackEmptiesNoTrash) {
  import('a');
  ASSERT_TRUE(library_->remove(kPapers));
  const fs::path kept = library_->removed()->front().folder;
  const std::int64_t later = seconds_now() + 400 * 86'400;
  fs::rename(kept, home_ / "trash" / ("local@papers@" + std::to_string(later)));
  import('b');
  EXPECT_EQ(library_->removed()->size(), 1U);
}

TEST_F(LibraryTest, RemovedForGoodNothingIsKept) {
  import('a');
  note(7);
  ASSERT_TRUE(library_->remove(kPapers));
  import('b');
  ASSERT_TRUE(library_->remove(kPapers, Removal::kForGood));
  EXPECT_TRUE(library_->removed()->empty());
  EXPECT_EQ(library_->remove(kPapers, Removal::kForGood).error().code(), ErrorCode::kNotFound);
  import('a');
  EXPECT_EQ(num_notes(), 0U);
}

TEST_F(LibraryTest, AReplacedSnapshotOfTheSameIdHasAnotherStamp) {
  import('a');
  const CurrentSnapshot before = *library_->current(kPapers);
  EXPECT_EQ(before, *library_->current(kPapers));
  import('a');
  EXPECT_EQ(library_->current(kPapers)->id, before.id);
  EXPECT_NE(library_->current(kPapers)->stamp, before.stamp);
}

TEST_F(LibraryTest, WhatWasRemovedMoreThanAMonthAgoGoesWithTheNextImport) {
  import('a');
  ASSERT_TRUE(library_->remove(kPapers));
  const fs::path kept = Trash(posix_storage(), home_).list()->front().folder;
  const std::int64_t now = seconds_now();
  const auto aged = [&](int days) {
    return home_ / "trash" / ("local@papers@" + std::to_string(now - days * 86'400));
  };
  fs::rename(kept, aged(29));
  import('b');
  EXPECT_EQ(Trash(posix_storage(), home_).list()->size(), 1U);
  fs::rename(aged(29), aged(31));
  import('c');
  EXPECT_TRUE(Trash(posix_storage(), home_).list()->empty());
}

TEST_F(LibraryTest, WhatKilledWritersLeftIsCollectedByTheNextImport) {
  import('a');
  fs::create_directories(home_ / "tmp" / "uploads-1");
  ASSERT_TRUE(write_file_atomic(home_ / "tmp" / "uploads-1.lock", ""));
  ASSERT_TRUE(write_file_atomic(dataset_directory() / "current.new-1", "x"));
  ASSERT_TRUE(write_file_atomic(dataset_directory() / "reading-list.json.new-99999", "x"));
  const fs::path live = scratch_folder(home_, "uploads");
  fs::create_directories(live);
  import('b');
  EXPECT_FALSE(fs::exists(home_ / "tmp" / "uploads-1"));
  EXPECT_FALSE(fs::exists(home_ / "tmp" / "uploads-1.lock"));
  EXPECT_FALSE(fs::exists(dataset_directory() / "current.new-1"));
  EXPECT_FALSE(fs::exists(dataset_directory() / "reading-list.json.new-99999"));
  EXPECT_TRUE(fs::exists(live));
}

TEST_F(LibraryTest, GarbageIsWhatNobodyNeedsAndItsBytesAreCounted) {
  import('a', std::string(5000, 'a'));
  import('b');
  note(7);
  fs::create_directories(dataset_directory() / "staging-1");
  ASSERT_TRUE(write_file_atomic(dataset_directory() / "staging-1" / "half", std::string(700, 'x')));
  ASSERT_TRUE(write_file_atomic(dataset_directory() / "current.new-1", std::string(30, 'x')));
  const Result<std::uint64_t> freed = library_->collect_garbage(false);
  ASSERT_TRUE(freed) << freed.error().message();
  EXPECT_GE(*freed, 5730U);
  EXPECT_FALSE(fs::exists(dataset_directory() / "snapshots" / std::string(32, 'a')));
  EXPECT_FALSE(fs::exists(dataset_directory() / "staging-1"));
  EXPECT_FALSE(fs::exists(dataset_directory() / "current.new-1"));
  EXPECT_TRUE(library_->open_snapshot(kPapers));
  EXPECT_EQ(num_notes(), 1U);
  EXPECT_EQ(*library_->collect_garbage(false), 0U);
}

TEST_F(LibraryTest, GarbageIsTheTrashWhereAllOfItIsMeant) {
  import('a');
  ASSERT_TRUE(library_->remove(kPapers));
  ASSERT_TRUE(library_->collect_garbage(false));
  EXPECT_EQ(library_->removed()->size(), 1U);
  const Result<std::uint64_t> freed = library_->collect_garbage(true);
  ASSERT_TRUE(freed) << freed.error().message();
  EXPECT_GT(*freed, 4U);
  EXPECT_TRUE(library_->removed()->empty());
}

TEST_F(LibraryTest, ADatasetThatIsBeingWrittenIsPassedOverByTheCollection) {
  import('a');
  import('b');
  const auto staged = library_->stage(kPapers);
  ASSERT_TRUE(staged);
  fs::create_directories(dataset_directory() / "snapshots" / std::string(32, 'c'));
  ASSERT_TRUE(library_->collect_garbage(false));
  EXPECT_TRUE(fs::exists(staged->directory()));
  EXPECT_TRUE(fs::exists(dataset_directory() / "snapshots" / std::string(32, 'c')));
}

TEST_F(LibraryTest, ATrashThatCannotBeReadIsAnError) {
  import('a');
  ASSERT_TRUE(write_file_atomic(home_ / "trash", "no folder"));
  Trash(posix_storage(), home_).collect(seconds_now());  // does what it can, which is nothing
  EXPECT_TRUE(library_->open_snapshot(kPapers));
  EXPECT_FALSE(library_->removed());
  EXPECT_FALSE(library_->collect_garbage(false));
}

TEST(DatasetName, RefusesWhatIsNoPathComponent) {
  EXPECT_TRUE(DatasetName::parse("ai-conferences/ICLR2025"));
  for (const char* bad : {"", "a", "a/", "/b", "../x", "a/..", "a/b/c", "a/b c", ".a/b", "a/\n"}) {
    EXPECT_FALSE(DatasetName::parse(bad)) << bad;
  }
}

TEST(DatasetName, ANameAloneIsShortForALocalOne) {
  EXPECT_EQ(DatasetName::parse_short("papers")->id(), "local/papers");
  EXPECT_EQ(DatasetName::parse_short("a/papers")->id(), "a/papers");
  EXPECT_FALSE(DatasetName::parse_short(""));
  EXPECT_FALSE(DatasetName::parse("papers"));
}

}  // namespace
}  // namespace vitrine::store
