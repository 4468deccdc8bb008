// An import that is stopped says so, whatever was at work when the stop came.

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "base/sql_quote.h"
#include "duck/database.h"
#include "ingest/import.h"
#include "ingest/preview.h"
#include "source/source.h"

namespace vitrine::ingest {
namespace {

/// Asks for a stop as soon as a stage is told of.
class StopAt final : public ProgressSink {
 public:
  explicit StopAt(std::string_view stage) : stage_(stage) {}
  void update(const ProgressUpdate& update) override {
    if (update.stage == stage_) source_.request_stop();
  }
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::string_view stage_;
  std::stop_source source_;
};

class ImportStop : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("import_stop_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    std::ofstream file(folder_ / "x.csv");
    file << "a,b\n";
    for (int i = 0; i < 20'000; ++i) file << i << ",word " << i << "\n";
  }
  void TearDown() override { fs::remove_all(folder_); }

  source::Source resolve(const std::string& name) const {
    const std::array<std::string, 1> arguments = {(folder_ / name).string()};
    Result<source::Source> source = source::resolve_source(arguments);
    EXPECT_TRUE(source) << name;
    return source ? *std::move(source) : source::Source();
  }

  void expect_import_stops(const std::string& name, std::string_view stage) const {
    const Result<store::Library> library = store::Library::open(folder_ / "home");
    ASSERT_TRUE(library);
    StopAt sink(stage);
    const Result<ImportOutcome> outcome =
        import_source(*library, resolve(name), {.threads = 1}, &sink, sink.token());
    ASSERT_FALSE(outcome) << stage;
    EXPECT_EQ(outcome.error().code(), ErrorCode::kCancelled) << stage;
    EXPECT_EQ(outcome.error().message(), "the import was stopped") << stage;
  }

  fs::path folder_;
};

TEST_F(ImportStop, SpeaksOfTheImportAtEveryStage) {
  for (const std::string_view stage : {"hashing", "reading", "indexing"})
    expect_import_stops("x.csv", stage);
}

// Behind the only file's hash, what runs of a Parquet file's import are queries.
TEST_F(ImportStop, SpeaksOfTheImportWhileAQueryRuns) {
  Result<duck::Database> database = duck::Database::open({.threads = 1});
  ASSERT_TRUE(database);
  Result<duck::Connection> connection = duck::Connection::open(*database);
  ASSERT_TRUE(connection);
  ASSERT_TRUE(connection->execute("COPY (SELECT i FROM range(1000) t(i)) TO " +
                                  quote_literal((folder_ / "q.parquet").string()) +
                                  " (FORMAT parquet)"));
  expect_import_stops("q.parquet", "hashing");
}

TEST_F(ImportStop, APreviewSpeaksOfReading) {
  StopAt sink("reading");
  const auto preview = preview_source(resolve("x.csv"), {.threads = 1}, &sink, sink.token());
  ASSERT_FALSE(preview);
  EXPECT_EQ(preview.error().message(), "the reading was stopped");
}

}  // namespace
}  // namespace vitrine::ingest
