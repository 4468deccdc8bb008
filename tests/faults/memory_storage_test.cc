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
