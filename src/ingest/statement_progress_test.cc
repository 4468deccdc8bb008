#include "ingest/statement_progress.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "duck/database.h"
#include "duck/row_source.h"

namespace vitrine::ingest {
namespace {

constexpr std::uint64_t kRows = 4;

/// Keeps the last that it was told, and lets others wait for it.
class LastUpdate final : public ProgressSink {
 public:
  void update(const ProgressUpdate& update) override {
    const std::lock_guard lock(mutex_);
    rows_ = update.rows;
    told_.notify_all();
  }
  /// Whether `rows` were told of before a minute was over.
  bool tells(std::uint64_t rows) {
    std::unique_lock lock(mutex_);
    return told_.wait_for(lock, std::chrono::minutes(1), [&] { return rows_ == rows; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable told_;
  std::uint64_t rows_ = 0;
};

/// A row at a time, each only when the sink was told of those before.
class RowsInStep final : public duck::RowSource {
 public:
  explicit RowsInStep(LastUpdate& sink) : sink_(&sink) {}
  const std::vector<duck::RowColumn>& columns() const override { return columns_; }

  Result<std::unique_ptr<duck::RowReader>> open() const override {
    struct Reader final : duck::RowReader {
      explicit Reader(LastUpdate& watched) : sink(&watched) {}
      Result<std::size_t> read(duck::RowChunk& out) override {
        if (next == kRows) return std::size_t{0};
        if (next > 0 && !sink->tells(next)) return io_error("the rows are not told of");
        out.column(0).number<std::int64_t>(0, static_cast<std::int64_t>(next++));
        return std::size_t{1};
      }
      LastUpdate* sink;
      std::uint64_t next = 0;
    };
    return std::unique_ptr<duck::RowReader>(std::make_unique<Reader>(*sink_));
  }

 private:
  static std::vector<duck::RowColumn> one_column() {
    duck::ColumnType type;
    type.cell = duck::CellType::kInt64;
    return {{"n", type}};
  }
  LastUpdate* sink_;
  std::vector<duck::RowColumn> columns_ = one_column();
};

TEST(StatementProgress, TellsTheRowsThatOurSourcesHandOut) {
  Result<duck::Database> database = duck::Database::open({.threads = 1});
  ASSERT_TRUE(database);
  Result<duck::Connection> connection = duck::Connection::open(*database);
  ASSERT_TRUE(connection);
  LastUpdate sink;
  const Result<std::string> from = connection->add_rows(std::make_shared<RowsInStep>(sink));
  ASSERT_TRUE(from);
  const StatementProgress progress(*connection, &sink, "converting", kRows);
  const Status done = connection->execute("CREATE TABLE t AS SELECT * FROM " + *from);
  EXPECT_TRUE(done) << done.error().message();
}

}  // namespace
}  // namespace vitrine::ingest
