#include "base/durable.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <vector>

#include "base/file.h"

namespace vitrine {
namespace {

/// The machine's storage, which writes down what is done and fails where it is told to.
class TracedStorage final : public Storage {
 public:
  explicit TracedStorage(fs::path root) : root_(std::move(root)) {}

  std::vector<std::string> calls;
  std::string fails = {};  ///< The call that fails.

  Result<std::string> read(const fs::path& path, std::uint64_t max_bytes) override {
    return real_.read(path, max_bytes);
  }
  Result<Hash128> hash(const fs::path& path) override { return real_.hash(path); }
  Status write(const fs::path& path, std::string_view bytes) override {
    return done("write " + name(path), [&] { return real_.write(path, bytes); });
  }
  Status sync(const fs::path& path) override {
    return done("sync " + name(path), [&] { return real_.sync(path); });
  }
  Status rename(const fs::path& from, const fs::path& to) override {
    return done("rename " + name(from) + " " + name(to), [&] { return real_.rename(from, to); });
  }
  Status exchange(const fs::path& a, const fs::path& b) override {
    return done("exchange " + name(a) + " " + name(b), [&] { return real_.exchange(a, b); });
  }
  Status remove(const fs::path& path) override {
    return done("remove " + name(path), [&] { return real_.remove(path); });
  }
  Status make_folder(const fs::path& path) override {
    return done("folder " + name(path), [&] { return real_.make_folder(path); });
  }
  Result<std::vector<std::string>> list(const fs::path& path) override { return real_.list(path); }
  Result<std::optional<FileFacts>> stat(const fs::path& path) override { return real_.stat(path); }
  Result<HeldLock> lock(const fs::path& path, IfLocked if_locked) override {
    return real_.lock(path, if_locked);
  }

 private:
  template <typename Act>
  Status done(std::string call, Act act) {
    calls.push_back(call);
    if (call == fails) return io_error("told to fail");
    return act();
  }
  /// Within the root, the number of the process left out.
  std::string name(const fs::path& path) const {
    const std::string text = path.lexically_relative(root_).string();
    return is_unfinished_write(text) ? text.substr(0, text.rfind('-') + 1) : text;
  }

  Storage& real_ = posix_storage();
  fs::path root_;
};

using Calls = std::vector<std::string>;

class DurableTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(fs::create_directories(root_)); }
  void TearDown() override { fs::remove_all(root_); }

  std::vector<std::string> names() const { return posix_storage().list(root_).value_or({}); }

  fs::path root_ = fs::path(::testing::TempDir()) / ("durable-" + std::to_string(::getpid()));
  TracedStorage storage_{root_};
};

TEST_F(DurableTest, ContentIsSyncedBeforeItHasItsName) {
  ASSERT_TRUE(write_durably(storage_, root_ / "a", "one"));
  EXPECT_EQ(storage_.calls, (Calls{"write a.new-", "sync a.new-", "rename a.new- a", "sync ."}));
  ASSERT_TRUE(write_durably(storage_, root_ / "a", "two"));
  EXPECT_EQ(read_file(root_ / "a").value_or(""), "two");
  EXPECT_EQ(names(), Calls{"a"});
}

TEST_F(DurableTest, AWriteThatFailsLeavesTheOldContentAndNoRemains) {
  ASSERT_TRUE(write_durably(storage_, root_ / "a", "old"));
  for (const char* step : {"write a.new-", "sync a.new-", "rename a.new- a"}) {
    storage_.fails = step;
    const Status status = write_durably(storage_, root_ / "a", "new");
    ASSERT_FALSE(status) << step;
    EXPECT_EQ(status.error().message(), "told to fail") << step;
    EXPECT_EQ(read_file(root_ / "a").value_or(""), "old") << step;
    EXPECT_EQ(names(), Calls{"a"}) << step;
  }
  storage_.fails = "sync .";
  EXPECT_FALSE(write_durably(storage_, root_ / "a", "new"));
  EXPECT_EQ(names(), Calls{"a"});
}

TEST_F(DurableTest, ARenameSyncsBothFoldersTheNewOneFirst) {
  for (const char* folder : {"x", "y"}) ASSERT_TRUE(storage_.make_folder(root_ / folder));
  ASSERT_TRUE(storage_.write(root_ / "x" / "f", "1"));
  storage_.calls.clear();
  ASSERT_TRUE(rename_durably(storage_, root_ / "x" / "f", root_ / "y" / "g"));
  EXPECT_EQ(storage_.calls, (Calls{"rename x/f y/g", "sync y", "sync x"}));
  storage_.calls.clear();
  ASSERT_TRUE(rename_durably(storage_, root_ / "y" / "g", root_ / "y" / "h"));
  EXPECT_EQ(storage_.calls, (Calls{"rename y/g y/h", "sync y"}));
  storage_.calls.clear();
  EXPECT_EQ(rename_durably(storage_, root_ / "y" / "g", root_ / "y" / "h").error().code(),
            ErrorCode::kNotFound);
  EXPECT_EQ(storage_.calls, (Calls{"rename y/g y/h"}));
}

TEST_F(DurableTest, AnExchangeSwapsAndSyncsBoth) {
  for (const char* folder : {"x", "y"}) {
    ASSERT_TRUE(storage_.make_folder(root_ / folder));
    ASSERT_TRUE(storage_.write(root_ / folder / "f", folder));
  }
  storage_.calls.clear();
  ASSERT_TRUE(exchange_durably(storage_, root_ / "x" / "f", root_ / "y" / "f"));
  EXPECT_EQ(storage_.calls, (Calls{"exchange x/f y/f", "sync x", "sync y"}));
  EXPECT_EQ(read_file(root_ / "x" / "f").value_or(""), "y");
  EXPECT_EQ(read_file(root_ / "y" / "f").value_or(""), "x");
}

TEST_F(DurableTest, MissingFoldersAreMadeAndSyncedFromAbove) {
  ASSERT_TRUE(make_folders_durably(storage_, root_ / "a" / "b"));
  EXPECT_EQ(storage_.calls, (Calls{"folder a", "sync .", "folder a/b", "sync a"}));
  storage_.calls.clear();
  ASSERT_TRUE(make_folders_durably(storage_, root_ / "a" / "b"));
  EXPECT_TRUE(storage_.calls.empty());
  storage_.fails = "folder a/c";
  EXPECT_FALSE(make_folders_durably(storage_, root_ / "a" / "c" / "d"));
  EXPECT_FALSE(fs::exists(root_ / "a" / "c"));
}

TEST_F(DurableTest, ATreeIsSyncedAndRemovedDeepestFirst) {
  ASSERT_TRUE(make_folders_durably(storage_, root_ / "t" / "u"));
  ASSERT_TRUE(storage_.write(root_ / "t" / "u" / "f", "1"));
  ASSERT_TRUE(storage_.write(root_ / "t" / "z", "2"));
  storage_.calls.clear();
  ASSERT_TRUE(sync_tree(storage_, root_ / "t"));
  EXPECT_EQ(storage_.calls, (Calls{"sync t/u/f", "sync t/u", "sync t/z", "sync t"}));
  storage_.calls.clear();
  storage_.fails = "remove t/u/f";
  EXPECT_FALSE(remove_tree(storage_, root_ / "t"));
  EXPECT_EQ(storage_.calls, Calls{"remove t/u/f"});
  storage_.fails.clear();
  storage_.calls.clear();
  ASSERT_TRUE(remove_tree(storage_, root_ / "t"));
  EXPECT_EQ(storage_.calls, (Calls{"remove t/u/f", "remove t/u", "remove t/z", "remove t"}));
  EXPECT_TRUE(remove_tree(storage_, root_ / "t"));  // nothing is as good as removed
}

TEST_F(DurableTest, RemovingDoesNotFollowLinks) {
  ASSERT_TRUE(make_folders_durably(storage_, root_ / "kept"));
  ASSERT_TRUE(storage_.write(root_ / "kept" / "f", "1"));
  ASSERT_TRUE(make_folders_durably(storage_, root_ / "t"));
  fs::create_directory_symlink(root_ / "kept", root_ / "t" / "link");
  ASSERT_TRUE(remove_tree(storage_, root_ / "t"));
  EXPECT_EQ(names(), Calls{"kept"});
  EXPECT_EQ(read_file(root_ / "kept" / "f").value_or(""), "1");
}

TEST(UnfinishedWrite, IsKnownByItsName) {
  for (const char* name : {"a.new-1", "dataset.json.new-4711", ".new-0", "a.new-x.new-2"})
    EXPECT_TRUE(is_unfinished_write(name)) << name;
  for (const char* name : {"", "a", "a.new", "a.new-", "a.new-1x", "a.new-1/b", "a.new-2.new-"})
    EXPECT_FALSE(is_unfinished_write(name)) << name;
}

}  // namespace
}  // namespace vitrine
