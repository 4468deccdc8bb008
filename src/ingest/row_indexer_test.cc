#include "ingest/row_indexer.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <numeric>
#include <optional>

#include "duck/database.h"

namespace vitrine::ingest {
namespace {

class RowIndexerTest : public ::testing::Test {
 protected:
  static constexpr std::uint64_t kRows = 50'000;

  void SetUp() override {
    file_ = fs::path(::testing::TempDir()) / ("row_indexer_" + std::to_string(::getpid()) + ".vtr");
    Result<store::RowStoreWriter> writer = store::RowStoreWriter::create(file_, 2);
    ASSERT_TRUE(writer) << writer.error().message();
    feed_.emplace(*std::move(writer), features_, layout_);
  }
  void TearDown() override {
    feed_.reset();
    fs::remove(file_);
  }

  /// Pushes rows of a number and its hash; false if the feed takes no more.
  bool push_all() {
    Result<duck::QueryResult> rows = connection_.query(
        "SELECT i, md5(i::VARCHAR) AS t FROM range(" + std::to_string(kRows) + ") r(i) ORDER BY i");
    EXPECT_TRUE(rows) << rows.error().message();
    while (true) {
      auto chunk = std::make_shared<duck::Chunk>();
      if (!*rows->next(*chunk)) return true;
      if (!feed_->push({chunk})) return false;
    }
  }

  duck::Database database_ = *duck::Database::open({.threads = 1});
  duck::Connection connection_ = *duck::Connection::open(database_);
  schema::Features features_ = {{"i", schema::Feature::value("int64")},
                                {"t", schema::Feature::value("string")}};
  store::SplitLayout layout_{features_};
  fs::path file_;
  std::optional<RowIndexer> feed_;
};

TEST_F(RowIndexerTest, RowsAreStoredInTheirOrder) {
  ASSERT_TRUE(push_all());
  const Status done = feed_->finish();
  ASSERT_TRUE(done) << done.error().message();
  const Result<store::RowStore> store =
      store::RowStore::open(file_, std::make_shared<store::BlockCache>());
  ASSERT_TRUE(store) << store.error().message();
  ASSERT_EQ(store->num_rows(), kRows);
  std::vector<std::uint64_t> rows(kRows);
  std::iota(rows.begin(), rows.end(), 0U);
  ASSERT_TRUE(store->read(rows, [](std::uint64_t row, std::span<const std::string_view> cells) {
    EXPECT_EQ(cells[0], std::to_string(row));
    EXPECT_EQ(cells[1].size(), 34U);
    return true;
  }));
}

TEST_F(RowIndexerTest, WhatIsQueuedMayBeLeft) {
  ASSERT_TRUE(push_all());
  feed_.reset();
  EXPECT_FALSE(store::RowStore::open(file_, std::make_shared<store::BlockCache>()));
}

TEST_F(RowIndexerTest, AFailureToWriteEndsTheFeedAndIsTold) {
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit = {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlimit small = {100'000, limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  bool takes_more = true;
  for (int i = 0; i < 20 && takes_more; ++i) takes_more = push_all();
  EXPECT_FALSE(takes_more);
  const Status done = feed_->finish();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  std::signal(SIGXFSZ, before);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code(), ErrorCode::kIo) << done.error().message();
}

}  // namespace
}  // namespace vitrine::ingest
