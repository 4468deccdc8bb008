#include "store/reading_list.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vitrine::store {
namespace {

const DatasetName kPapers{"local", "papers"};

class ReadingListTest : public ::testing::Test {
 protected:
  void SetUp() override {
    home_ =
        fs::path(::testing::TempDir()) /
        (std::string("reading_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(home_);
    fs::create_directories(file().parent_path());
  }
  void TearDown() override { fs::remove_all(home_); }

  fs::path file() const { return home_ / "datasets" / "local" / "papers" / "reading-list.json"; }
  static ReadingKey row(std::uint64_t number) { return {"default", "train", number, "5f0c"}; }

  Result<ReadingEntry> note(std::uint64_t number, const std::string& text, std::int64_t now = 1) {
    return ReadingLists(home_).edit(kPapers, row(number), "", now, [&](ReadingEntry& entry) {
      entry.note = text;
      return Status();
    });
  }

  fs::path home_;
};

TEST_F(ReadingListTest, ADatasetWithoutAListHasNoEntries) {
  EXPECT_TRUE(ReadingLists(home_).entries(kPapers)->empty());
  EXPECT_EQ(ReadingLists(home_).remove(kPapers, row(1)).error().code(), ErrorCode::kNotFound);
}

TEST_F(ReadingListTest, KeepsEverythingAcrossObjects) {
  const Result<ReadingEntry> put =
      ReadingLists(home_).edit(kPapers, row(7), "key:id=7", 100, [](ReadingEntry& entry) {
        entry.title = "Élan \"vital\"";
        entry.note = "two\nlines";
        entry.rating = 4;
        entry.status = "reading";
        entry.folder = "thesis";
        entry.tags = {"s4", "to cite"};
        return Status();
      });
  ASSERT_TRUE(put) << put.error().message();
  const Result<std::vector<ReadingEntry>> entries = ReadingLists(home_).entries(kPapers);
  ASSERT_EQ(entries->size(), 1U);
  const ReadingEntry& entry = entries->front();
  EXPECT_EQ(entry.key, row(7));
  EXPECT_EQ(entry.title, "Élan \"vital\"");
  EXPECT_EQ(entry.note, "two\nlines");
  EXPECT_EQ(entry.rating, 4);
  EXPECT_EQ(entry.status, "reading");
  EXPECT_EQ(entry.folder, "thesis");
  EXPECT_EQ(entry.tags, (std::vector<std::string>{"s4", "to cite"}));
  EXPECT_EQ(entry.identity, "key:id=7");
  EXPECT_EQ(entry.added_at, 100);
}

TEST_F(ReadingListTest, AnEditChangesOneEntryAndKeepsWhenItWasAdded) {
  ASSERT_TRUE(note(1, "first", 10));
  ASSERT_TRUE(note(2, "second", 20));
  ASSERT_TRUE(note(1, "changed", 30));
  const auto entries = *ReadingLists(home_).entries(kPapers);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].note, "changed");
  EXPECT_EQ(entries[0].added_at, 10);
  EXPECT_EQ(entries[0].changed_at, 30);
  EXPECT_EQ(entries[1].note, "second");
}

TEST_F(ReadingListTest, RowsOfOtherSplitsAreOthers) {
  ASSERT_TRUE(note(1, "train"));
  const ReadingKey other{"default", "test", 1, "5f0c"};
  ASSERT_TRUE(
      ReadingLists(home_).edit(kPapers, other, "", 1, [](ReadingEntry&) { return Status(); }));
  ASSERT_TRUE(ReadingLists(home_).remove(kPapers, row(1)));
  const auto entries = *ReadingLists(home_).entries(kPapers);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].key, other);
}

TEST_F(ReadingListTest, ValuesOutOfBoundsChangeNothing) {
  ASSERT_TRUE(note(1, "kept"));
  const ReadingLists lists(home_);
  for (const auto& spoil : std::vector<std::function<void(ReadingEntry&)>>{
           [](ReadingEntry& entry) { entry.rating = 6; },
           [](ReadingEntry& entry) { entry.rating = -1; },
           [](ReadingEntry& entry) { entry.status = "bought"; },
           [](ReadingEntry& entry) { entry.note.assign(ReadingEntry::kMaxNoteBytes + 1, 'x'); },
           [](ReadingEntry& entry) { entry.title.assign(ReadingEntry::kMaxTitleBytes + 1, 'x'); },
           [](ReadingEntry& entry) { entry.folder.assign(ReadingEntry::kMaxFolderBytes + 1, 'x'); },
           [](ReadingEntry& entry) { entry.tags = {"twice", "twice"}; },
           [](ReadingEntry& entry) { entry.tags = {""}; },
           [](ReadingEntry& entry) {
             for (std::size_t i = 0; i <= ReadingEntry::kMostTags; ++i)
               entry.tags.push_back(std::to_string(i));
           }}) {
    const auto edit = [&](ReadingEntry& entry) {
      spoil(entry);
      return Status();
    };
    EXPECT_EQ(lists.edit(kPapers, row(1), "", 2, edit).error().code(), ErrorCode::kInvalidArgument);
    EXPECT_FALSE(lists.edit(kPapers, row(2), "", 2, edit));
  }
  const auto entries = *lists.entries(kPapers);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].note, "kept");
}

TEST_F(ReadingListTest, AnEditThatIsRefusedChangesNothing) {
  ASSERT_TRUE(note(1, "kept"));
  const Result<ReadingEntry> refused =
      ReadingLists(home_).edit(kPapers, row(1), "", 2, [](ReadingEntry& entry) {
        entry.note = "lost";
        return Status(already_exists("another note"));
      });
  EXPECT_EQ(refused.error().code(), ErrorCode::kExists);
  EXPECT_EQ(ReadingLists(home_).entries(kPapers)->front().note, "kept");
}

TEST_F(ReadingListTest, ARowThatMovedIsFoundByItsIdentity) {
  const ReadingLists lists(home_);
  const auto keep = [](ReadingEntry&) { return Status(); };
  const auto write = [](ReadingEntry& entry) {
    entry.note = "mine";
    return Status();
  };
  ASSERT_TRUE(lists.edit(kPapers, row(7), "key:id=7", 1, write));
  const ReadingKey moved{"default", "train", 2, "a11e"};
  EXPECT_EQ(lists.edit(kPapers, moved, "key:id=7", 2, keep)->note, "mine");
  ASSERT_TRUE(lists.edit(kPapers, {"default", "train", 7, "a11e"}, "key:id=9", 3, keep));
  const auto entries = *lists.entries(kPapers);
  ASSERT_EQ(entries.size(), 2U) << "row 7 of today is another row";
  EXPECT_EQ(entries[0].key, moved);
}

TEST_F(ReadingListTest, ADamagedListIsNeitherReadNorOverwritten) {
  for (const char* text :
       {"", "{", "[]", R"({"version":3,"entries":[]})", R"({"version":2,"entries":[]})",
        R"({"version":1})", R"({"version":1,"entries":[{"config":"a"}]})",
        R"({"version":1,"entries":[{"config":"a","split":"b","row":-1,"status":"read"}]})",
        R"({"version":1,"entries":[{"config":"a","split":"b","row":1,"status":"lost"}]})"}) {
    ASSERT_TRUE(write_file_atomic(file(), text));
    EXPECT_EQ(ReadingLists(home_).entries(kPapers).error().code(), ErrorCode::kCorrupt) << text;
    EXPECT_EQ(note(1, "new").error().code(), ErrorCode::kCorrupt) << text;
    EXPECT_EQ(*read_file(file()), text);
  }
}

TEST_F(ReadingListTest, ADatasetThatIsGoneTakesNoEntry) {
  fs::remove_all(home_ / "datasets");
  EXPECT_FALSE(note(1, "x"));
  EXPECT_FALSE(fs::exists(home_ / "datasets"));
}

TEST_F(ReadingListTest, AFlippedBitIsTold) {
  ASSERT_TRUE(note(1, "some words"));
  const std::string whole = *read_file(file());
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    ASSERT_TRUE(write_file_atomic(file(), flipped));
    EXPECT_FALSE(ReadingLists(home_).entries(kPapers)) << bit;
  }
}

TEST_F(ReadingListTest, AListOfTheVersionBeforeIsRead) {
  ASSERT_TRUE(write_file_atomic(
      file(),
      R"({"version":1,"entries":[{"config":"default","split":"train","row":7,"snapshot":"5f0c",)"
      R"("title":"t","note":"old","status":"read","rating":2,"added_at":1,"changed_at":2}]})"));
  EXPECT_EQ(ReadingLists(home_).entries(kPapers)->at(0).note, "old");
  ASSERT_TRUE(note(8, "new"));
  EXPECT_EQ(ReadingLists(home_).entries(kPapers)->size(), 2U);
}

TEST_F(ReadingListTest, TwoProcessesLoseNoneOfEachOthersNotes) {
  constexpr std::uint64_t kEach = 40;
  const auto write_all = [&](std::uint64_t first) {
    for (std::uint64_t i = 0; i < kEach; ++i) {
      if (!note(first + i, "kept")) return 1;
    }
    return 0;
  };
  const pid_t child = fork();
  if (child == 0) _exit(write_all(1000));
  EXPECT_EQ(write_all(0), 0);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(ReadingLists(home_).entries(kPapers)->size(), 2 * kEach);
}

}  // namespace
}  // namespace vitrine::store
