#include "pushed/commit.h"

#include <gtest/gtest.h>

namespace vitrine::pushed {
namespace {

PushedFile file(std::string path, char digit = 'a', std::uint64_t size = 3) {
  return {std::move(path), size, std::string(64, digit), std::string(40, digit), false};
}

FileChange put(std::string path, char digit = 'a') {
  return {FileChange::Kind::kPut, file(std::move(path), digit)};
}

FileChange drop(FileChange::Kind kind, std::string path) {
  FileChange change;
  change.kind = kind;
  change.file.path = std::move(path);
  return change;
}

std::string paths(const std::vector<PushedFile>& files) {
  std::string all;
  for (const PushedFile& one : files) all += one.path + " ";
  return all;
}

TEST(Commit, ReadsWhatItWroteAndIsNamedByIt) {
  Commit commit;
  commit.parent = std::string(40, '1');
  commit.title = "Añade \"data\"";
  commit.message = "two\nlines";
  commit.author = "ana";
  commit.seconds = 1'800'000'000;
  commit.files = {file("README.md"),
                  {"data/train.parquet", 9, std::string(64, 'b'), std::string(40, 'c'), true}};
  const std::string text = format_commit(commit);
  const Result<Commit> read = parse_commit(text);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->id, commit.id);
  EXPECT_EQ(read->id.size(), 40U);
  EXPECT_EQ(read->title, commit.title);
  EXPECT_EQ(read->message, commit.message);
  EXPECT_EQ(read->files, commit.files);
  Commit other = commit;
  other.message = "another";
  format_commit(other);
  EXPECT_NE(other.id, commit.id);
}

TEST(Commit, OneThatWasTamperedWithIsNotRead) {
  Commit commit;
  commit.files = {file("a.csv")};
  std::string text = format_commit(commit);
  text[text.find("a.csv")] = 'b';
  const Result<Commit> read = parse_commit(text);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), ErrorCode::kCorrupt);
}

TEST(Commit, ChangesAreMadeInTheirOrder) {
  using Kind = FileChange::Kind;
  const auto after = apply_changes({file("a.csv"), file("old/x"), file("old/y/z"), file("older")},
                                   {drop(Kind::kDeleteFolder, "old/"), put("b.csv"),
                                    drop(Kind::kDeleteFile, "a.csv"), put("old/new")});
  ASSERT_TRUE(after);
  EXPECT_EQ(paths(*after), "b.csv old/new older ");
  const auto replaced = apply_changes({file("a", 'a')}, {put("a", 'b')});
  ASSERT_TRUE(replaced);
  EXPECT_EQ(replaced->front().sha256.front(), 'b');
}

TEST(Commit, NoPathLeadsElsewhere) {
  for (const char* path :
       {"", "/a", "a/", "a//b", "../a", "a/../b", "./a", ".", "a\\b", "a\nb", "\xff", "a/.."}) {
    const auto after = apply_changes({}, {put(path)});
    ASSERT_FALSE(after) << path;
    EXPECT_EQ(after.error().code(), ErrorCode::kInvalidArgument);
  }
  EXPECT_FALSE(apply_changes({}, {put(std::string(256, 'x'))}));
  EXPECT_TRUE(apply_changes({}, {put(".gitattributes"), put("a b/…é")}));
}

TEST(Commit, ANameIsNoFileAndFolderAtOnce) {
  EXPECT_FALSE(apply_changes({file("a")}, {put("a/b")}));
  EXPECT_FALSE(apply_changes({file("a/b")}, {put("a")}));
  EXPECT_TRUE(apply_changes({file("a")}, {drop(FileChange::Kind::kDeleteFile, "a"), put("a/b")}));
}

TEST(Commit, AFileThatIsNotThereCannotBeDeleted) {
  const auto after = apply_changes({file("a")}, {drop(FileChange::Kind::kDeleteFile, "b")});
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().code(), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace vitrine::pushed
