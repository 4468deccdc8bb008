#include "pushed/pushed_repository.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/digest.h"
#include "pushed/checkout.h"

namespace vitrine::pushed {
namespace {

class PushedRepositoryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    home_ = fs::temp_directory_path() / ("pushed-" + std::to_string(::getpid()));
    fs::remove_all(home_);
    Result<PushedRepository> made = PushedRepository::create(home_, name_, "ana");
    ASSERT_TRUE(made) << made.error().message();
    repository_.emplace(*std::move(made));
  }
  void TearDown() override { fs::remove_all(home_); }

  FileChange put(std::string path, std::string_view content) {
    const Result<std::string> sha256 = repository_->objects().add(content);
    return {FileChange::Kind::kPut,
            {std::move(path), content.size(), *sha256, git_blob_id(content), false}};
  }

  Commit push(std::string title, std::vector<FileChange> changes,
              std::string_view branch = "main") {
    CommitDraft draft;
    draft.title = std::move(title);
    draft.author = "ana";
    draft.changes = std::move(changes);
    Result<Commit> made = repository_->commit(branch, draft);
    EXPECT_TRUE(made) << made.error().message();
    return *std::move(made);
  }

  const store::DatasetName name_{"team", "toy"};
  fs::path home_;
  std::optional<PushedRepository> repository_;
};

TEST_F(PushedRepositoryTest, KeepsEveryCommit) {
  const Commit first = push("first", {put("a.csv", "x\n1\n")});
  const Commit second = push("second", {put("a.csv", "x\n2\n"), put("b.csv", "y\n")});
  EXPECT_EQ(second.parent, first.id);
  const auto opened = PushedRepository::open(home_, name_);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->at("main")->id, second.id);
  EXPECT_EQ(opened->at("HEAD")->files.size(), 2U);
  EXPECT_EQ(opened->at(first.id)->files.size(), 1U);
  EXPECT_EQ(opened->at(first.id.substr(0, 12))->id, first.id);
  const PushedFile old = opened->at(first.id)->files.front();
  EXPECT_EQ(*read_file(opened->objects().path_of(old.sha256)), "x\n1\n");
  const auto history = opened->history("main", 10);
  ASSERT_TRUE(history);
  ASSERT_EQ(history->size(), 3U);
  EXPECT_EQ((*history)[0].title, "second");
  EXPECT_EQ((*history)[2].title, "initial commit");
  EXPECT_EQ(opened->history("main", 1)->size(), 1U);
}

TEST_F(PushedRepositoryTest, BranchesAndTagsNameCommits) {
  const Commit first = push("first", {put("a.csv", "1")});
  ASSERT_TRUE(repository_->create_branch("dev/one", "main"));
  ASSERT_TRUE(repository_->create_tag("v1", first.id));
  const Commit second = push("second", {put("a.csv", "2")}, "dev/one");
  EXPECT_EQ(repository_->at("main")->id, first.id);
  EXPECT_EQ(repository_->at("dev/one")->id, second.id);
  EXPECT_EQ(repository_->at("refs/heads/dev/one")->id, second.id);
  EXPECT_EQ(repository_->at("refs/tags/v1")->id, first.id);
  EXPECT_EQ(repository_->create_branch("dev/one", "main").error().code(), ErrorCode::kExists);
  EXPECT_EQ(repository_->create_tag("v1", "main").error().code(), ErrorCode::kExists);
  EXPECT_EQ(repository_->create_tag("v2", "nope").error().code(), ErrorCode::kNotFound);
  ASSERT_TRUE(repository_->delete_branch("dev/one"));
  EXPECT_EQ(repository_->at("dev/one").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(repository_->at(second.id)->id, second.id) << "a commit outlives its branch";
  ASSERT_TRUE(repository_->delete_tag("v1"));
  EXPECT_EQ(repository_->delete_tag("v1").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(repository_->delete_branch("main").error().code(), ErrorCode::kInvalidArgument);
  for (const char* bad :
       {"", "a b", "a..b", "/a", "a/", "-a", "a.lock", "refs/heads/x", "a~1", "HEAD", "abcdef1234"})
    EXPECT_EQ(repository_->create_branch(bad, "main").error().code(), ErrorCode::kInvalidArgument)
        << bad;
}

TEST_F(PushedRepositoryTest, WhatWasNotSentIsNotCommitted) {
  CommitDraft draft;
  draft.title = "x";
  draft.changes = {
      {FileChange::Kind::kPut, {"a.csv", 5, std::string(64, 'a'), std::string(40, 'a'), true}}};
  const Result<Commit> made = repository_->commit("main", draft);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_TRUE(repository_->at("main")->files.empty());
}

TEST_F(PushedRepositoryTest, ACommitOverAnotherIsRefused) {
  const Commit first = push("first", {put("a.csv", "1")});
  push("second", {put("a.csv", "2")});
  CommitDraft draft;
  draft.title = "late";
  draft.parent = first.id;
  draft.changes = {put("a.csv", "3")};
  EXPECT_EQ(repository_->commit("main", draft).error().code(), ErrorCode::kExists);
  draft.parent.clear();
  EXPECT_EQ(repository_->commit("nope", draft).error().code(), ErrorCode::kNotFound);
}

TEST_F(PushedRepositoryTest, WhatChangesNothingMakesNoCommit) {
  const Commit first = push("first", {put("a.csv", "1")});
  EXPECT_EQ(push("again", {put("a.csv", "1")}).id, first.id);
  EXPECT_EQ(repository_->history("main", 10)->size(), 2U);
}

TEST_F(PushedRepositoryTest, ThereIsOneOfAName) {
  EXPECT_EQ(PushedRepository::create(home_, name_, "bob").error().code(), ErrorCode::kExists);
  EXPECT_EQ(*PushedRepository::list(home_), std::vector{name_});
  EXPECT_FALSE(PushedRepository::open(home_, {"team", "other"}));
  ASSERT_TRUE(repository_->remove());
  EXPECT_FALSE(PushedRepository::open(home_, name_));
}

TEST_F(PushedRepositoryTest, ADamagedListOfBranchesIsTold) {
  const fs::path refs = home_ / "datasets/team/toy/pushed/refs.json";
  std::string text = *read_file(refs);
  text.back() = ' ';
  ASSERT_TRUE(write_file_atomic(refs, text));
  const Result<Commit> head = repository_->at("main");
  ASSERT_FALSE(head);
  EXPECT_EQ(head.error().code(), ErrorCode::kCorrupt);
  EXPECT_NE(head.error().message().find("team/toy"), std::string::npos);
}

TEST_F(PushedRepositoryTest, IsCheckedOutAsItWas) {
  const Commit commit = push("x", {put("data/a.csv", "x\n1\n"), put("README.md", "# toy\n")});
  const fs::path folder = home_ / "out";
  ASSERT_TRUE(check_out(repository_->objects(), commit, folder));
  EXPECT_EQ(*read_file(folder / "data/a.csv"), "x\n1\n");
  EXPECT_TRUE(has_data(commit));
  fs::remove(repository_->objects().path_of(commit.files.front().sha256));
  EXPECT_EQ(check_out(repository_->objects(), commit, home_ / "again").error().code(),
            ErrorCode::kNotFound);
}

TEST_F(PushedRepositoryTest, CardsAloneAreNoData) {
  EXPECT_FALSE(has_data(push("card", {put("README.md", "#"), put(".gitattributes", ""),
                                      put(".cache/x", ""), put("LICENSE", "mit")})));
}

TEST_F(PushedRepositoryTest, RemembersWhatIsStillToBeImported) {
  EXPECT_EQ(repository_->pending(), "");
  ASSERT_TRUE(repository_->set_pending(std::string(40, '1')));
  ASSERT_TRUE(repository_->set_pending(std::string(40, '2')));
  repository_->clear_pending(std::string(40, '1'));
  EXPECT_EQ(repository_->pending(), std::string(40, '2'));
  repository_->clear_pending(std::string(40, '2'));
  EXPECT_EQ(repository_->pending(), "");
}

TEST_F(PushedRepositoryTest, AnObjectIsWhatItsNameSays) {
  const fs::path sent = home_ / "sent";
  ASSERT_TRUE(write_file_atomic(sent, "hello"));
  const std::string sha256 = *sha256_file(sent);
  const ObjectStore& objects = repository_->objects();
  EXPECT_EQ(objects.take(sent, sha256, 4).error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(objects.take(sent, std::string(64, 'a'), 5).error().code(),
            ErrorCode::kInvalidArgument);
  EXPECT_FALSE(objects.has(sha256, 5));
  ASSERT_TRUE(objects.take(sent, sha256, 5));
  EXPECT_TRUE(objects.has(sha256, 5));
  EXPECT_FALSE(objects.has(sha256, 6));
  EXPECT_FALSE(fs::exists(sent));
  EXPECT_EQ(*objects.add("hello"), sha256);
}

}  // namespace
}  // namespace vitrine::pushed
