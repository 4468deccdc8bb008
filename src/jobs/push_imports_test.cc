#include "jobs/push_imports.h"

#include <gtest/gtest.h>

#include "base/digest.h"

namespace vitrine::jobs {
namespace {

using State = ImportJob::State;

class PushImportsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ = fs::path(::testing::TempDir()) / (std::string("vitrine_pushes_") + test->name());
    fs::remove_all(directory_);
    library_.emplace(*store::Library::open(directory_ / "home"));
    engine_ = std::make_unique<engine::Engine>(*library_);
    repository_.emplace(*pushed::PushedRepository::create(library_->home(), name_, "ana"));
  }
  void TearDown() override { fs::remove_all(directory_); }

  pushed::Commit push(const std::string& path, const std::string& content) {
    pushed::CommitDraft draft;
    draft.title = "x";
    draft.changes = {{pushed::FileChange::Kind::kPut,
                      {path, content.size(), *repository_->objects().add(content),
                       git_blob_id(content), false}}};
    return *repository_->commit("main", draft);
  }

  static std::string rows(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "{\"n\":" + std::to_string(i) + "}\n";
    return text;
  }

  std::uint64_t num_rows() {
    const auto snapshot = library_->open_snapshot(name_);
    return snapshot ? (*snapshot)->manifest().configs[0].splits[0].num_rows : 0;
  }

  fs::path checkouts() const { return directory_ / "checkouts"; }

  const store::DatasetName name_{"team", "toy"};
  fs::path directory_;
  std::optional<store::Library> library_;
  std::unique_ptr<engine::Engine> engine_;
  std::optional<pushed::PushedRepository> repository_;
};

TEST_F(PushImportsTest, TheLatestOfThoseThatWaitIsImported) {
  ImportQueue queue(*engine_);
  const std::string busy = (directory_ / "busy.jsonl").string();
  ASSERT_TRUE(write_file_atomic(busy, rows(300'000)));
  ASSERT_TRUE(queue.add({busy, "other/busy"}));
  for (int count = 1; count <= 3; ++count)
    ASSERT_TRUE(
        import_commit(queue, checkouts(), *repository_, push("a.jsonl", rows(count)), "ana"));
  ASSERT_TRUE(queue.add({busy, "other/plain"}));
  ASSERT_TRUE(import_commit(queue, checkouts(), *repository_, push("b.jsonl", rows(1)), "ana"));
  queue.wait_until_idle();
  // Imports that are none of its pushes keep their places.
  std::vector<std::string> datasets;
  for (const ImportJob& job : queue.jobs()) datasets.push_back(job.dataset);
  EXPECT_EQ(datasets, (std::vector<std::string>{"other/busy", "other/plain", "team/toy"}));
  std::size_t of_it = 0;
  for (const ImportJob& job : queue.jobs()) {
    EXPECT_EQ(job.state, State::kDone) << job.error;
    of_it += job.dataset == "team/toy" ? 1 : 0;
  }
  EXPECT_EQ(num_rows(), 4U);
  EXPECT_EQ(of_it, 1U) << "the earlier ones waited behind the first import";
  EXPECT_EQ(repository_->pending(), "");
  EXPECT_TRUE(fs::is_empty(checkouts()));
}

TEST_F(PushImportsTest, WhatTheServerDidNotComeToIsImportedByTheNext) {
  const pushed::Commit commit = push("a.jsonl", rows(5));
  {
    ImportQueue queue(*engine_);
    const std::string busy = (directory_ / "busy.jsonl").string();
    ASSERT_TRUE(write_file_atomic(busy, rows(300'000)));
    ASSERT_TRUE(queue.add({busy, "other/busy"}));
    ASSERT_TRUE(import_commit(queue, checkouts(), *repository_, commit, "ana"));
  }
  EXPECT_EQ(repository_->pending(), commit.id);
  EXPECT_EQ(num_rows(), 0U);
  ImportQueue queue(*engine_);
  resume_pushes(queue, checkouts(), *library_);
  queue.wait_until_idle();
  EXPECT_EQ(num_rows(), 5U);
  EXPECT_EQ(repository_->pending(), "");
}

TEST_F(PushImportsTest, OneThatFailsIsNotTriedForEver) {
  ImportQueue queue(*engine_);
  ASSERT_TRUE(import_commit(queue, checkouts(), *repository_, push("a.parquet", "no parquet"), ""));
  queue.wait_until_idle();
  EXPECT_EQ(queue.jobs().back().state, State::kFailed);
  EXPECT_EQ(queue.jobs().back().error.find(directory_.string()), std::string::npos)
      << queue.jobs().back().error;
  EXPECT_EQ(repository_->pending(), "");
}

TEST_F(PushImportsTest, CardsAloneAreNotImported) {
  ImportQueue queue(*engine_);
  ASSERT_TRUE(import_commit(queue, checkouts(), *repository_, push("README.md", "# toy"), ""));
  EXPECT_TRUE(queue.jobs().empty());
}

TEST_F(PushImportsTest, ImportsOfADatasetAreStopped) {
  ImportQueue queue(*engine_);
  ASSERT_TRUE(import_commit(queue, checkouts(), *repository_, push("a.jsonl", rows(300'000)), ""));
  queue.stop_imports_of("team/toy");
  EXPECT_NE(queue.jobs().back().state, State::kRunning);
  EXPECT_NE(queue.jobs().back().state, State::kWaiting);
}

TEST_F(PushImportsTest, WhatWasLeftOfARepositoryThatWasNeverMadeIsInNobodysWay) {
  fs::create_directories(store::dataset_folder(library_->home(), {"team", "half"}) /
                         "pushed/commits");
  ImportQueue queue(*engine_);
  const std::string source = (directory_ / "half.jsonl").string();
  ASSERT_TRUE(write_file_atomic(source, rows(1)));
  ASSERT_TRUE(queue.add({source, "team/half"}));
  queue.wait_until_idle();
  EXPECT_EQ(queue.jobs().back().state, State::kDone) << queue.jobs().back().error;
}

TEST_F(PushImportsTest, NothingElseIsImportedOverIt) {
  ImportQueue queue(*engine_);
  const std::string other = (directory_ / "toy.jsonl").string();
  ASSERT_TRUE(write_file_atomic(other, rows(1)));
  ASSERT_TRUE(queue.add({other, "team/toy"}));
  queue.wait_until_idle();
  EXPECT_EQ(queue.jobs().back().state, State::kFailed);
  EXPECT_NE(queue.jobs().back().error.find("pushed"), std::string::npos);
}

}  // namespace
}  // namespace vitrine::jobs
