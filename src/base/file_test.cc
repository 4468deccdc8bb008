#include "base/file.h"
#include "base/storage.h"

#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <optional>
#include <sstream>
#include <thread>

namespace vitrine {
namespace {

class FileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = fs::path(::testing::TempDir()) /
                 ("file_test_" +
                  std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(directory_);
    fs::create_directories(directory_);
  }
  void TearDown() override { fs::remove_all(directory_); }
  fs::path directory_;
};

TEST_F(FileTest, AtomicWriteReplacesContentAndLeavesNoTemporary) {
  const fs::path path = directory_ / "a.json";
  ASSERT_TRUE(write_file_atomic(path, "one"));
  ASSERT_TRUE(write_file_atomic(path, "two"));
  EXPECT_EQ(*read_file(path), "two");
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_), fs::directory_iterator()), 1);
}

TEST_F(FileTest, MissingFileIsNotFoundAndNamesThePath) {
  const auto result = read_file(directory_ / "absent");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kNotFound);
  EXPECT_NE(result.error().message().find("absent"), std::string::npos);
}

TEST_F(FileTest, ReadRefusesMoreThanTheLimit) {
  ASSERT_TRUE(write_file_atomic(directory_ / "big", std::string(1000, 'x')));
  EXPECT_EQ(read_file(directory_ / "big", 999).error().code(), ErrorCode::kTooLarge);
  EXPECT_TRUE(read_file(directory_ / "big", 1000));
}

TEST_F(FileTest, WriterWritesSmallAndLargePiecesInOrder) {
  const fs::path path = directory_ / "w";
  auto writer = FileWriter::create(path);
  ASSERT_TRUE(writer);
  const std::string large(1 << 20, 'L');
  ASSERT_TRUE(writer->write("head"));
  ASSERT_TRUE(writer->write(large));
  ASSERT_TRUE(writer->pad_to(64));
  EXPECT_EQ(writer->offset() % 64, 0U);
  ASSERT_TRUE(writer->write("tail"));
  ASSERT_TRUE(writer->close());
  const std::string content = *read_file(path);
  EXPECT_EQ(content.substr(0, 5), "headL");
  EXPECT_EQ(content.substr(content.size() - 5), std::string("\0tail", 5));
}

TEST_F(FileTest, AFullDiskIsSaidInWordsWithoutAPath) {
  auto writer = FileWriter::create("/dev/full");
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->write("x"));
  const Status closed = writer->close();
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code(), ErrorCode::kTooLarge);
  EXPECT_NE(closed.error().message().find("the disk is full"), std::string::npos);
  EXPECT_EQ(closed.error().message().find("/dev"), std::string::npos);
}

TEST_F(FileTest, MapOfAnEmptyFileIsEmpty) {
  ASSERT_TRUE(write_file_atomic(directory_ / "e", ""));
  const auto map = MappedFile::open(directory_ / "e");
  ASSERT_TRUE(map);
  EXPECT_TRUE(map->bytes().empty());
}

TEST_F(FileTest, SecondLockIsRefusedUntilTheFirstIsGone) {
  const fs::path path = directory_ / "lock";
  {
    const auto first = FileLock::acquire(path);
    ASSERT_TRUE(first);
    const auto second = FileLock::acquire(path);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code(), ErrorCode::kUnavailable);
  }
  EXPECT_TRUE(FileLock::acquire(path));
}

TEST_F(FileTest, HashDoesNotDependOnPieces) {
  ASSERT_TRUE(write_file_atomic(directory_ / "h", "hello world"));
  Hasher128 hasher;
  hasher.update("hello ");
  hasher.update("world");
  EXPECT_EQ(*hash_file(directory_ / "h"), hasher.digest());
  EXPECT_EQ(hasher.digest().hex().size(), 32U);
}

TEST_F(FileTest, CopyRefusesToOverwrite) {
  ASSERT_TRUE(write_file_atomic(directory_ / "a", "abc"));
  ASSERT_TRUE(clone_file(directory_ / "a", directory_ / "b"));
  EXPECT_EQ(*read_file(directory_ / "b"), "abc");
  EXPECT_EQ(clone_file(directory_ / "a", directory_ / "b").error().code(), ErrorCode::kExists);
}

/// Whether somebody waits for a lock on the file of this inode: /proc/locks marks waiters by "->".
bool has_waiter(std::uint64_t inode) {
  const Result<std::string> locks = read_file("/proc/locks");
  const std::string suffix = ":" + std::to_string(inode) + " ";
  std::istringstream lines(locks ? *locks : "");
  for (std::string line; std::getline(lines, line);) {
    if (line.find("->") != std::string::npos && line.find(suffix) != std::string::npos) return true;
  }
  return false;
}

TEST_F(FileTest, ALockThatWasRemovedWhileSomebodyWaitedIsTakenOnTheNewFile) {
  const fs::path path = directory_ / "lock";
  std::optional<FileLock> first(*FileLock::acquire(path));
  struct stat info = {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  std::optional<Result<HeldLock>> second;
  std::jthread waiter(
      [&] { second.emplace(posix_storage().lock(path, Storage::IfLocked::kWait)); });
  while (!has_waiter(info.st_ino)) std::this_thread::yield();
  fs::remove(path);
  first.reset();
  waiter.join();
  ASSERT_TRUE(*second) << second->error().message();
  EXPECT_TRUE(fs::exists(path));
  EXPECT_EQ(FileLock::acquire(path).error().code(), ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace vitrine
