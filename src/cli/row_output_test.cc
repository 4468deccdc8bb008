// Rows and listings as programs get them.

#include "cli/row_output.h"

#include <gmock/gmock.h>

#include "cli/cell.h"
#include "cli/listing.h"
#include "cli/progress_display.h"
#include "cli/request_log.h"

namespace vitrine::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const schema::Features kFeatures = {{"a", schema::Feature::value("string")},
                                    {"say \"b\", too", schema::Feature::value("int64")},
                                    {"c", schema::Feature::list(schema::Feature::value("string"))}};

std::string printed(OutputFormat format, const std::vector<std::size_t>& columns,
                    const std::vector<std::vector<std::string_view>>& rows) {
  testing::internal::CaptureStdout();
  TextRows out(format, kFeatures, columns);
  for (const auto& row : rows) EXPECT_TRUE(out.add(row));
  EXPECT_TRUE(out.finish());
  return testing::internal::GetCapturedStdout();
}

TEST(TextRows, JsonLinesAreObjects) {
  EXPECT_EQ(printed(OutputFormat::kJsonLines, {1, 0}, {{"1", "\"x\""}, {"null", "null"}}),
            "{\"say \\\"b\\\", too\":1,\"a\":\"x\"}\n{\"say \\\"b\\\", too\":null,\"a\":null}\n");
  EXPECT_EQ(printed(OutputFormat::kJsonLines, {0}, {}), "") << "no rows, no lines";
}

TEST(TextRows, CsvBeginsWithItsNames) {
  EXPECT_EQ(printed(OutputFormat::kCsv, {0, 1, 2},
                    {{"\"x,y\"", "1", "[\"p\",\"q\"]"}, {"null", "null", "\"\""}}),
            "a,\"say \"\"b\"\", too\",c\n\"x,y\",1,\"[\"\"p\"\",\"\"q\"\"]\"\n,,\"\"\n");
  EXPECT_EQ(printed(OutputFormat::kCsv, {0}, {}), "a\n");
}

TEST(TextRows, ManyRowsArriveWholeAndInOrder) {
  std::string expected = "a\n";
  std::vector<std::string> cells;
  for (int i = 0; i < 20'000; ++i) cells.push_back(std::to_string(i));
  std::vector<std::vector<std::string_view>> rows;
  for (const std::string& cell : cells) {
    rows.push_back({cell});
    expected.append(cell).append("\n");
  }
  EXPECT_EQ(printed(OutputFormat::kCsv, {0}, rows), expected);
}

TEST(CellOfJson, TextsLoseTheirQuotesAndListsTheirBrackets) {
  EXPECT_EQ(cell_of_json("null"), "");
  EXPECT_EQ(cell_of_json("\"a \\\"b\\\"\""), "a \"b\"");
  EXPECT_EQ(cell_of_json("[\"a\",\"b\"]"), "a, b");
  EXPECT_EQ(cell_of_json("[[1,2],[3]]"), "1, 2, 3");
  EXPECT_EQ(cell_of_json("[\"a\",null,\"b\"]"), "a, null, b") << "what is missing keeps its place";
  EXPECT_EQ(cell_of_json("[]"), "");
  EXPECT_EQ(cell_of_json("true"), "true");
  EXPECT_EQ(cell_of_json("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(cell_of_json("{\"a\":[1]}"), "{\"a\":[1]}");
  EXPECT_EQ(cell_of_json("{broken"), "{broken") << "what is no JSON is shown as it is";
}

std::string listed(const Listing& listing, OutputFormat format) {
  testing::internal::CaptureStdout();
  const Status status = print_listing(listing, format);
  std::string out = testing::internal::GetCapturedStdout();
  return status ? out : "error: " + status.error().message();
}

TEST(Listing, CellsTakeTheirColumnsType) {
  const Listing listing{
      {{"it's \"one\"", "VARCHAR"}, {"n", "BIGINT"}, {"at", "TIMESTAMP"}},
      {{"a'b", "5", "2024-01-31 12:00:00"}, {std::nullopt, std::nullopt, std::nullopt}}};
  EXPECT_EQ(listed(listing, OutputFormat::kCsv),
            "\"it's \"\"one\"\"\",n,at\na'b,5,2024-01-31T12:00:00\n,,\n");
  const std::string lines = listed(listing, OutputFormat::kJsonLines);
  EXPECT_THAT(lines, StartsWith("{\"it's \\\"one\\\"\":\"a'b\",\"n\":5,\"at\":"));
  EXPECT_THAT(lines, HasSubstr("\n{\"it's \\\"one\\\"\":null,\"n\":null,\"at\":null}\n"));
  EXPECT_THAT(listed(listing, OutputFormat::kParquet), StartsWith("PAR1"));
}

TEST(Listing, WithoutRowsItHasItsColumns) {
  const Listing listing{{{"a", "VARCHAR"}, {"n", "BIGINT"}}, {}};
  EXPECT_EQ(listed(listing, OutputFormat::kCsv), "a,n\n");
  EXPECT_EQ(listed(listing, OutputFormat::kJsonLines), "");
  EXPECT_THAT(listed(listing, OutputFormat::kParquet), StartsWith("PAR1"));
}

TEST(Numbers, ChangeTheirUnitWhereTheyWouldHaveFourDigits) {
  EXPECT_EQ(byte_count(0), "0 B");
  EXPECT_EQ(byte_count(1000), "1 kB");
  EXPECT_EQ(byte_count(999'499), "999 kB");
  EXPECT_EQ(byte_count(999'500), "1 MB");
  EXPECT_EQ(byte_count(1'234'567'890), "1.23 GB");
  EXPECT_EQ(byte_count(18'446'744'073'709'551'615U), "1.84e+07 TB");
  EXPECT_EQ(with_thousands(0), "0");
  EXPECT_EQ(with_thousands(1000), "1,000");
  EXPECT_EQ(with_thousands(100'000), "100,000");
  EXPECT_EQ(row_count(1), "1 row");
  EXPECT_EQ(row_count(0), "0 rows");
  EXPECT_EQ(row_count(1001), "1,001 rows");
}

TEST(Durations, ChangeTheirUnitAtSixty) {
  EXPECT_EQ(duration_text(0), "0.0 s");
  EXPECT_EQ(duration_text(1), "1 s");
  EXPECT_EQ(duration_text(59.4), "59 s");
  EXPECT_EQ(duration_text(59.6), "1 min 0 s");
  EXPECT_EQ(duration_text(3599), "59 min 59 s");
  EXPECT_EQ(duration_text(3600), "1 h 0 min");
  EXPECT_EQ(duration_text(7325), "2 h 2 min");
}

TEST(Progress, BytesAndRowsStandBesideEachOther) {
  ProgressUpdate update;
  update.stage = "reading";
  update.bytes = 1'000'000;
  update.bytes_total = 4'000'000;
  EXPECT_EQ(progress_line(update, 2), "reading  1 MB of 4 MB  500 kB/s  6 s left");
  EXPECT_EQ(progress_line(update, 0.3), "reading  1 MB of 4 MB  3.33 MB/s") << "too soon to tell";
  update.rows_total = 10;
  EXPECT_EQ(progress_line(update, 0.1), "reading  1 MB of 4 MB  0 of 10 rows");
  update = {};
  update.stage = "done";
  EXPECT_EQ(progress_line(update, 5), "done");
}

std::string logged(void (*log)(const http::RequestLog&), const http::RequestLog& line) {
  testing::internal::CaptureStderr();
  log(line);
  return testing::internal::GetCapturedStderr();
}

TEST(RequestLog, ALineStaysALine) {
  http::RequestLog line;
  line.peer = "127.0.0.1";
  line.method = "GET";
  const std::string target = "/a\n\x1b[31m?q=" + std::string(400, 'x');
  line.target = target;
  line.status = 200;
  line.bytes = 12;
  line.milliseconds = 1.25;
  const std::string text = logged(log_as_text, line);
  EXPECT_THAT(text, StartsWith("127.0.0.1 GET /a  [31m?q=xxx"));
  EXPECT_EQ(std::ranges::count(text, '\n'), 1);
  EXPECT_LT(text.size(), 400U);
  EXPECT_THAT(text, HasSubstr("… 200 12 B 1.2 ms\n"));
  line.detail = "why\nnot";
  EXPECT_THAT(logged(log_as_text, line), HasSubstr(" ms  why not\n"));
  const std::string json = logged(log_as_json, line);
  EXPECT_EQ(std::ranges::count(json, '\n'), 1);
  EXPECT_THAT(json, HasSubstr(R"("status":200,"bytes":12,)"));
  EXPECT_THAT(json, HasSubstr(R"("detail":"why\nnot"})"));
}

TEST(AuditLog, LinesGoToTheEndOfAFileThatOthersCannotRead) {
  const fs::path path = fs::path(testing::TempDir()) / "vitrine_audit_log_test";
  fs::remove(path);
  {
    const auto log = open_audit_log(path.string());
    ASSERT_TRUE(log);
    (*log)("one");
  }
  const auto log = open_audit_log(path.string());
  ASSERT_TRUE(log);
  (*log)("two");
  EXPECT_EQ(*read_file(path), "one\ntwo\n");
  EXPECT_EQ(fs::status(path).permissions() & fs::perms::mask,
            fs::perms::owner_read | fs::perms::owner_write);
  fs::remove(path);
  testing::internal::CaptureStderr();
  (*open_audit_log(""))("three");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "audit three\n");
  const auto refused = open_audit_log("/nowhere/at/all");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message(), StartsWith("cannot write /nowhere/at/all"));
}

TEST(AuditLog, AnImportThatEndedSaysHow) {
  jobs::ImportJob job;
  job.id = 3;
  job.dataset = "team/papers";
  job.asked_by = "ana";
  job.state = jobs::ImportJob::State::kDone;
  job.rows = 3700;
  EXPECT_THAT(
      ended_import_line(job),
      HasSubstr(
          R"("who":"ana","what":"import-ended","about":"import 3: team/papers","state":"done","rows":3700})"));
  job.state = jobs::ImportJob::State::kFailed;
  job.error = "it \"broke\"";
  EXPECT_THAT(ended_import_line(job),
              HasSubstr(R"("state":"failed","rows":3700,"error":"it \"broke\""})"));
}

}  // namespace
}  // namespace vitrine::cli
