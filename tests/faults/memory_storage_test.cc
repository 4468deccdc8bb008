#include "memory_storage.h"

#include <gtest/gtest.h>

#include "base/durable.h"

namespace vitrine::faults {
namespace {

TEST(MemoryStorage, AFileIsDurableWhenItsContentAndItsNameAreSynced) {
  MemoryStorage storage;
  ASSERT_TRUE(storage.make_folder("/a"));
  ASSERT_TRUE(storage.sync("/"));
  ASSERT_TRUE(storage.write("/a/x", "one"));
  EXPECT_FALSE(storage.after_power_cut(0)->read("/a/x", 10));
  ASSERT_TRUE(storage.sync("/a"));
  EXPECT_EQ(*storage.after_power_cut(0)->read("/a/x", 10), "");
  ASSERT_TRUE(storage.sync("/a/x"));
  EXPECT_EQ(*storage.after_power_cut(0)->read("/a/x", 10), "one");
  ASSERT_TRUE(storage.write("/a/x", "two"));
  EXPECT_EQ(*storage.after_power_cut(0)->read("/a/x", 10), "one");
}

TEST(MemoryStorage, AKillWithoutAPowerCutLosesNothing) {
  MemoryStorage storage;
  ASSERT_TRUE(storage.make_folder("/a"));
  ASSERT_TRUE(storage.write("/a/x", "one"));
  EXPECT_EQ(*storage.after_power_cut(1)->read("/a/x", 10), "one");
}

/// Another process removes the folder above, which is empty, before each of the first folders is
/// made.
class FoldersThatGo : public MemoryStorage {
 public:
  explicit FoldersThatGo(int times) : times_(times) {}
  Status make_folder(const fs::path& path) override {
    if (path == "/home/local/papers" && times_-- > 0) {
      const Status gone = remove("/home/local");
      EXPECT_TRUE(gone);
    }
    return MemoryStorage::make_folder(path);
  }

 private:
  int times_;
};

TEST(Durable, AFolderThatGoesWhileOneIsMadeInItIsMadeAgain) {
  FoldersThatGo sometimes(3);
  const Status made = make_folders_durably(sometimes, "/home/local/papers");
  EXPECT_TRUE(made) << made.error().message();
  EXPECT_TRUE(sometimes.after_power_cut(0)->list("/home/local/papers"));
  FoldersThatGo always(1'000'000);
  const Status never = make_folders_durably(always, "/home/local/papers");
  ASSERT_FALSE(never);
  EXPECT_EQ(never.error().code(), ErrorCode::kNotFound);
}

TEST(MemoryStorage, ARenameIsOneStepOverBothFolders) {
  for (std::uint64_t seed = 0; seed < 64; ++seed) {
    MemoryStorage storage;
    ASSERT_TRUE(storage.make_folder("/a"));
    ASSERT_TRUE(storage.make_folder("/b"));
    ASSERT_TRUE(storage.write("/a/x", "one"));
    ASSERT_TRUE(sync_tree(storage, "/"));
    ASSERT_TRUE(storage.rename("/a/x", "/b/y"));
    const auto left = storage.after_power_cut(seed);
    const bool old_name = left->read("/a/x", 10).has_value();
    const bool new_name = left->read("/b/y", 10).has_value();
    EXPECT_NE(old_name, new_name) << "seed " << seed;
    ASSERT_TRUE(storage.sync("/b"));
    EXPECT_EQ(*storage.after_power_cut(seed)->read("/b/y", 10), "one");
    EXPECT_FALSE(storage.after_power_cut(seed)->read("/a/x", 10));
  }
}

TEST(MemoryStorage, SomeSeedsTearAFileThatWasNotSynced) {
  bool torn = false;
  for (std::uint64_t seed = 2; seed < 50; ++seed) {
    MemoryStorage storage;
    ASSERT_TRUE(storage.write("/x", "old content"));
    ASSERT_TRUE(storage.sync("/x"));
    ASSERT_TRUE(storage.sync("/"));
    ASSERT_TRUE(storage.write("/x", "NEW CONTENT"));
    const std::string left = *storage.after_power_cut(seed)->read("/x", 100);
    torn = torn || (left != "old content" && left != "NEW CONTENT");
  }
  EXPECT_TRUE(torn);
}

TEST(MemoryStorage, NothingHappensAfterTheEnd) {
  MemoryStorage storage;
  storage.stop_after(1);
  EXPECT_TRUE(storage.write("/x", "1"));
  EXPECT_FALSE(storage.write("/y", "2"));
  EXPECT_FALSE(storage.remove("/x"));
  EXPECT_EQ(storage.picture(), "/x 1\n");
}

TEST(MemoryStorage, ALockIsFreeWhenItsHolderIsGone) {
  MemoryStorage storage;
  {
    const auto held = storage.lock("/lock", Storage::IfLocked::kFail);
    ASSERT_TRUE(held);
    EXPECT_EQ(storage.lock("/lock", Storage::IfLocked::kFail).error().code(),
              ErrorCode::kUnavailable);
  }
  EXPECT_TRUE(storage.lock("/lock", Storage::IfLocked::kFail));
}

}  // namespace
}  // namespace vitrine::faults
