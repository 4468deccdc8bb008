#include "jobs/import_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>

namespace vitrine::jobs {
namespace {

using State = ImportJob::State;

class ImportQueueTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ = fs::path(::testing::TempDir()) / (std::string("vitrine_queue_") + test->name());
    fs::remove_all(directory_);
    fs::create_directories(directory_);
    library_.emplace(*store::Library::open(directory_ / "home"));
    engine_ = std::make_unique<engine::Engine>(*library_);
  }
  void TearDown() override { fs::remove_all(directory_); }

  std::string source(const std::string& name, int rows) {
    std::string text;
    for (int i = 0; i < rows; ++i) text += "{\"n\":" + std::to_string(i) + "}\n";
    EXPECT_TRUE(write_file_atomic(directory_ / name, text));
    return (directory_ / name).string();
  }

  static std::vector<ImportJob> wait_for_all(const ImportQueue& queue) {
    queue.wait_until_idle();
    return queue.jobs();
  }

  fs::path directory_;
  std::optional<store::Library> library_;
  std::unique_ptr<engine::Engine> engine_;
};

TEST_F(ImportQueueTest, ImportsInTheOrderOfAskingAndGoesOnAfterAFailure) {
  ImportQueue queue(*engine_);
  ASSERT_TRUE(queue.add({source("a.jsonl", 10), ""}));
  ASSERT_TRUE(queue.add({(directory_ / "missing.csv").string(), ""}));
  ASSERT_TRUE(queue.add({source("b.jsonl", 20), "me/b"}));
  const std::vector<ImportJob> jobs = wait_for_all(queue);
  ASSERT_EQ(jobs.size(), 3U);
  EXPECT_EQ(jobs[0].state, State::kDone);
  EXPECT_EQ(jobs[0].label, "a.jsonl");
  EXPECT_FALSE(jobs[0].stage.empty()) << "progress is told";
  EXPECT_EQ(jobs[1].state, State::kFailed);
  EXPECT_FALSE(jobs[1].error.empty());
  EXPECT_EQ(jobs[2].dataset, "me/b");
  EXPECT_EQ(library_->list()->size(), 2U);
}

TEST_F(ImportQueueTest, WhatOlderReadingListsKeepIsNamedBeforeItIsReplaced) {
  const char* root = std::getenv("VITRINE_SOURCE_DIR");  // NOLINT(concurrency-mt-unsafe)
  if (root == nullptr) GTEST_SKIP() << "VITRINE_SOURCE_DIR is not set";
  fs::copy(fs::path(root) / "tests" / "compat" / "0.1.0", library_->home(),
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  const store::ReadingLists lists(library_->home());
  const store::DatasetName old{"old", "papers"};
  ASSERT_EQ(lists.entries(old)->at(0).identity, "");
  ImportQueue queue(*engine_);
  ASSERT_TRUE(queue.add({source("other.jsonl", 3), "old/papers"}));
  EXPECT_EQ(wait_for_all(queue).at(0).state, State::kDone);
  EXPECT_EQ(lists.entries(old)->at(0).identity, "key:id=2");
}

TEST_F(ImportQueueTest, ACancelledImportLeavesNoTrace) {
  ImportQueue queue(*engine_);
  // The first keeps the thread busy while the second waits; both are stopped.
  ASSERT_TRUE(queue.add({source("large.jsonl", 400'000), ""}));
  ASSERT_TRUE(queue.add({source("small.jsonl", 1), ""}));
  ASSERT_TRUE(queue.cancel(2));
  ASSERT_TRUE(queue.cancel(1));
  for (const ImportJob& job : wait_for_all(queue))
    EXPECT_NE(job.state, State::kFailed) << job.error;
  EXPECT_EQ(queue.jobs().back().state, State::kCancelled);
  const Result<std::vector<store::DatasetName>> names = library_->list();
  ASSERT_TRUE(names);
  for (const store::DatasetName& name : *names) EXPECT_NE(name.name, "small");
}

TEST_F(ImportQueueTest, EndsWithItsJobsWhenDestroyed) {
  const fs::path scratch = directory_ / "scratch";
  fs::create_directories(scratch);
  {
    ImportQueue queue(*engine_);
    ASSERT_TRUE(queue.add({source("large.jsonl", 400'000), ""}));
    ASSERT_TRUE(queue.add({source("scratch/sent.jsonl", 1), "", scratch}));
  }
  EXPECT_FALSE(fs::exists(scratch));
}

TEST_F(ImportQueueTest, ForgetsTheOldestAndRefusesAFlood) {
  ImportQueue queue(*engine_);
  EXPECT_FALSE(queue.add({"-", ""}));
  EXPECT_FALSE(queue.add({"", ""}));
  for (std::size_t i = 0; i < ImportQueue::kRemembered + 10; ++i) {
    ASSERT_TRUE(queue.add({"/nowhere.csv", ""}));
    wait_for_all(queue);
  }
  const std::vector<ImportJob> jobs = queue.jobs();
  EXPECT_EQ(jobs.size(), ImportQueue::kRemembered);
  EXPECT_EQ(jobs.back().id, ImportQueue::kRemembered + 10);
  const std::string large = source("large.jsonl", 400'000);
  bool refused = false;
  // One runs, so that one more than the most can be taken.
  for (std::size_t i = 0; i < ImportQueue::kMostWaiting + 2 && !refused; ++i)
    refused = !queue.add({large, ""});
  EXPECT_TRUE(refused);
}

}  // namespace
}  // namespace vitrine::jobs
