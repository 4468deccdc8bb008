#include "export/split_file.h"

#include <gmock/gmock.h>

#include <numeric>

#include "api/testing/test_library.h"
#include "duck/database.h"
#include "duck/types.h"

namespace vitrine::exporting {
namespace {

class SplitFile : public api::LibraryFixture {
 protected:
  void add_routes(http::Router&, api::Context&) override {}

  std::shared_ptr<const search::Split> numbered(int num_rows) {
    std::string lines;
    for (int i = 0; i < num_rows; ++i)
      lines += "{\"n\":" + std::to_string(i) + ",\"t\":\"a,\\\"b\"}\n";
    import("local/numbered", {{"train.jsonl", lines}});
    const Result<engine::OpenSplit> place = engine_->open(
        engine::Caller::owner(), *store::DatasetName::parse("local/numbered"), "", "");
    EXPECT_TRUE(place);
    return place->split;
  }

  /// The same rows, in a snapshot that has them in two files.
  std::shared_ptr<const search::Split> cut_in_two(int num_rows) {
    const auto whole = numbered(num_rows);
    const store::Snapshot& before = whole->snapshot();
    auto staged = engine_->library().stage(before.manifest().dataset);
    EXPECT_TRUE(staged);
    fs::copy(before.directory(), staged->directory(),
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    fs::remove(staged->directory() / "manifest.json");
    store::Manifest manifest = before.manifest();
    manifest.snapshot_id = std::string(32, '2');
    store::SplitManifest& split = manifest.configs[0].splits[0];
    const fs::path folder = staged->directory() / store::parquet_path("default", split.name);
    const fs::path source = whole->parquet_files().front();
    duck::Database database = *duck::Database::open();
    const auto cut = [&](const std::string& name, int first, int count) {
      const Status made = duck::Connection::open(database)->execute(
          "COPY (SELECT * FROM read_parquet(" + quote_literal(source.string()) + ") LIMIT " +
          std::to_string(count) + " OFFSET " + std::to_string(first) + ") TO " +
          quote_literal((folder / name).string()) + " (FORMAT parquet)");
      EXPECT_TRUE(made) << made.error().message();
      split.parquet_files.push_back(
          {name, static_cast<std::uint64_t>(count), fs::file_size(folder / name)});
    };
    split.parquet_files.clear();
    cut("0000.parquet", 0, num_rows / 3);
    cut("0001.parquet", num_rows / 3, num_rows - num_rows / 3);
    const Status committed = std::move(*staged).commit(std::move(manifest));
    EXPECT_TRUE(committed) << committed.error().message();
    const Result<engine::OpenSplit> place = engine_->open(
        engine::Caller::owner(), *store::DatasetName::parse("local/numbered"), "", "");
    EXPECT_TRUE(place) << place.error().message();
    return place->split;
  }

  static std::string written(const search::Split& split, TextFormat format,
                             ProgressSink* progress = nullptr) {
    std::string text;
    const auto keep = [&](std::string_view piece) -> Status {
      text += piece;
      return {};
    };
    EXPECT_TRUE(write_rows(split, format, keep, progress, {}));
    return text;
  }
};

TEST_F(SplitFile, EveryRowIsWrittenOnceInItsOrder) {
  // More than are read at once, twice.
  const auto split = numbered(2500);
  struct Sink : ProgressSink {
    void update(const ProgressUpdate& update) override {
      EXPECT_GT(update.rows, rows);
      rows = update.rows;
      EXPECT_EQ(update.rows_total, 2500U);
    }
    std::uint64_t rows = 0;
  } progress;
  std::string lines;
  std::string csv = "n,t\n";
  for (int i = 0; i < 2500; ++i) {
    lines += "{\"n\":" + std::to_string(i) + ",\"t\":\"a,\\\"b\"}\n";
    csv += std::to_string(i) + ",\"a,\"\"b\"\n";
  }
  EXPECT_EQ(written(*split, TextFormat::kJsonLines, &progress), lines);
  EXPECT_EQ(progress.rows, 2500U);
  EXPECT_EQ(written(*split, TextFormat::kCsv), csv);
}

TEST_F(SplitFile, ASinkThatFailsEndsItWithItsError) {
  const auto split = numbered(10);
  int calls = 0;
  const auto full = [&](std::string_view) -> Status {
    return ++calls < 3 ? Status() : Status(io_error("the disk is full"));
  };
  for (const TextFormat format : {TextFormat::kJsonLines, TextFormat::kCsv}) {
    calls = 0;
    const Status failed = write_rows(*split, format, full, nullptr, {});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message(), "the disk is full");
    EXPECT_EQ(calls, 3) << "nothing is written behind it";
  }
}

/// "n" of each row of a Parquet file, in its order.
std::vector<std::int64_t> numbers_in(const fs::path& file) {
  duck::Database database = *duck::Database::open();
  duck::Connection connection = *duck::Connection::open(database);
  Result<duck::QueryResult> rows =
      connection.query("SELECT n::BIGINT FROM read_parquet(" + quote_literal(file.string()) + ")");
  EXPECT_TRUE(rows) << rows.error().message();
  std::vector<std::int64_t> numbers;
  for (duck::Chunk chunk; rows && *rows->next(chunk);) {
    const std::int64_t* values = chunk.column(0).values<std::int64_t>();
    numbers.insert(numbers.end(), values, values + chunk.rows());
  }
  return numbers;
}

TEST_F(SplitFile, ParquetOfOneFileIsThatFile) {
  const auto split = numbered(30);
  const std::vector<fs::path> files = split->parquet_files();
  ASSERT_EQ(files.size(), 1U);
  const fs::path out = directory_ / "out.parquet";
  const Status written = write_parquet(*split, out, nullptr, {});
  ASSERT_TRUE(written) << written.error().message();
  EXPECT_EQ(*read_file(out), *read_file(files.front()));
}

TEST_F(SplitFile, ParquetOfSeveralFilesIsOneWithAllTheirRowsInOrder) {
  const auto split = cut_in_two(30);
  ASSERT_EQ(split->parquet_files().size(), 2U);
  const fs::path out = directory_ / "out.parquet";
  const Status written = write_parquet(*split, out, nullptr, {});
  ASSERT_TRUE(written) << written.error().message();
  std::vector<std::int64_t> all(30);
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(numbers_in(out), all);
}

TEST_F(SplitFile, DamagedParquetIsNotHandedOn) {
  const auto split = numbered(30);
  const fs::path file = split->parquet_files().front();
  std::string bytes = *read_file(file);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  ASSERT_TRUE(write_file_atomic(file, bytes));
  const fs::path out = directory_ / "out.parquet";
  const Status written = write_parquet(*split, out, nullptr, {});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code(), ErrorCode::kCorrupt);
  EXPECT_FALSE(fs::exists(out));
}

TEST_F(SplitFile, AStopEndsIt) {
  const auto split = numbered(10);
  std::stop_source stop;
  stop.request_stop();
  const Status stopped = write_rows(
      *split, TextFormat::kJsonLines, [](std::string_view) { return Status(); }, nullptr,
      stop.get_token());
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code(), ErrorCode::kCancelled);
}

}  // namespace
}  // namespace vitrine::exporting
