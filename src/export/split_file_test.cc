#include "export/split_file.h"

#include <gmock/gmock.h>

#include "api/testing/test_library.h"

namespace vitrine {
namespace {

class SplitFile : public LibraryFixture {
 protected:
  void add_routes(http::Router&, Context&) override {}

  std::shared_ptr<const Split> numbered(int num_rows) {
    std::string lines;
    for (int i = 0; i < num_rows; ++i)
      lines += "{\"n\":" + std::to_string(i) + ",\"t\":\"a,\\\"b\"}\n";
    import("local/numbered", {{"train.jsonl", lines}});
    const Result<OpenSplit> place =
        engine_->open(Caller::owner(), *DatasetName::parse("local/numbered"), "", "");
    EXPECT_TRUE(place);
    return place->split;
  }

  static std::string written(const Split& split, TextFormat format,
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
}  // namespace vitrine
