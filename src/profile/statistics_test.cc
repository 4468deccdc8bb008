#include "profile/statistics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json_parse.h"
#include "profile/statistics_file.h"
#include "profile/statistics_json.h"

namespace vitrine::profile {
namespace {

using ::testing::HasSubstr;

std::string block(const ColumnStatistics& column) {
  std::string out;
  append_block(out, column, Precision::kFull);
  return out;
}

std::string hub(const ColumnStatistics& column) {
  std::string out;
  append_block(out, column, Precision::kHub);
  return out;
}

std::string extra(const ColumnStatistics& column) {
  std::string out;
  append_extra(out, column);
  return out;
}

class StatisticsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<duck::Database> database = duck::Database::open({.threads = 2});
    ASSERT_TRUE(database);
    Result<duck::Connection> connection = duck::Connection::open(*database);
    ASSERT_TRUE(connection);
    connection_.emplace(*std::move(connection));
  }

  SplitStatistics profile(const std::string& relation, const std::string& where = "",
                          const ProfileOptions& options = {}) {
    Result<schema::Features> features = connection_->describe("FROM " + relation);
    if (!features) {
      ADD_FAILURE() << features.error().message();
      return {};
    }
    Result<SplitStatistics> statistics =
        profile_split(*connection_, {relation, *features, where}, options);
    if (!statistics) {
      ADD_FAILURE() << statistics.error().message();
      return {};
    }
    return *std::move(statistics);
  }

  std::optional<duck::Connection> connection_;
};

TEST_F(StatisticsTest, TheRangeOfMomentsHasAllTheirDigitsAndTheHubsWholeSeconds) {
  const SplitStatistics statistics = profile(
      "(SELECT make_timestamp_ns(1700000000123456789 + i) AS n, make_timestamp(-1 - i) AS u FROM "
      "range(2) AS r(i))");
  EXPECT_THAT(
      block(statistics.columns[0]),
      HasSubstr(R"("min":"2023-11-14 22:13:20.123456789","max":"2023-11-14 22:13:20.123456790")"));
  EXPECT_THAT(hub(statistics.columns[0]),
              HasSubstr(R"("min":"2023-11-14 22:13:20","max":"2023-11-14 22:13:20")"));
  EXPECT_THAT(
      block(statistics.columns[1]),
      HasSubstr(R"("min":"1969-12-31 23:59:59.999998","max":"1969-12-31 23:59:59.999999")"));
}

TEST_F(StatisticsTest, AnEmptySplitHasAnAnswerForEveryType) {
  const SplitStatistics statistics = profile(
      "(SELECT 1 AS i, 0.5 AS f, 'x' AS s, ['x'] AS l, true AS b, now()::TIMESTAMP AS t, today() "
      "AS d LIMIT 0)");
  EXPECT_EQ(statistics.num_rows, 0U);
  for (const ColumnStatistics& column : statistics.columns) {
    EXPECT_TRUE(parse_json(block(column))) << block(column);
    EXPECT_TRUE(parse_json(extra(column))) << extra(column);
  }
  EXPECT_THAT(block(statistics.columns[0]), HasSubstr("\"min\":null"));
  EXPECT_EQ(column_type(statistics.columns[2]), "string_label");
  EXPECT_THAT(block(statistics.columns[5]), HasSubstr("\"nan_proportion\":0.0"));
}

TEST_F(StatisticsTest, DatesHaveABlockOfWholeDaysThatTheHubDoesNotKnow) {
  const SplitStatistics statistics = profile(
      "(SELECT unnest(['2024-02-28', '2024-03-01', NULL, '2024-03-11', 'infinity'])::DATE AS d)");
  const ColumnStatistics& column = statistics.columns[0];
  EXPECT_EQ(column_type(column), "");
  EXPECT_EQ(block(column), "null");
  EXPECT_EQ(extra(column),
            R"({"n_distinct":3,"date":{"nan_count":2,"nan_proportion":0.4,"min":"2024-02-28",)"
            R"("max":"2024-03-11","median":"2024-03-01","histogram":{"hist":[1,1,0,0,0,1],)"
            R"("bin_edges":["2024-02-28","2024-03-01","2024-03-03","2024-03-05","2024-03-07",)"
            R"("2024-03-09","2024-03-11"]}}})");
  std::string theirs;
  append_hub_statistics(theirs, statistics);
  EXPECT_EQ(theirs, "[]");
  const Result<SplitStatistics> read = parse_statistics(format_statistics(statistics));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, statistics);
}

TEST_F(StatisticsTest, NanCountsAsNullAndInfinityByItself) {
  const SplitStatistics statistics =
      profile("(SELECT unnest(['nan', '1', 'inf', '-inf', NULL, '3'])::DOUBLE AS x)");
  EXPECT_THAT(
      block(statistics.columns[0]),
      HasSubstr(R"("nan_count":2,"nan_proportion":0.33333,"min":1.0,"max":3.0,"mean":2.0)"));
  EXPECT_THAT(extra(statistics.columns[0]), HasSubstr("\"n_infinite\":2"));
}

TEST_F(StatisticsTest, VectorsThatCannotBeMeasuredAreCountedAside) {
  const std::string relation =
      "(SELECT unnest([['3', '4'], ['nan', '1'], ['0', '0'], NULL, ['1', NULL]])::FLOAT[] AS v)";
  schema::Features features = {{"v", schema::Feature::list(schema::Feature::value("float32"), 2)}};
  features[0].type.declared_vector = true;
  const Result<SplitStatistics> statistics = profile_split(*connection_, {relation, features, ""});
  ASSERT_TRUE(statistics) << statistics.error().message();
  EXPECT_EQ(extra(statistics->columns[0]),
            R"({"vector":{"dimension":2,"norm_min":0.0,"norm_max":5.0,"norm_mean":2.5,)"
            R"("n_zero":1,"n_not_finite":2}})");
}

TEST_F(StatisticsTest, AConditionChoosesTheRowsThatCount) {
  const SplitStatistics statistics =
      profile("(SELECT i, i % 3 AS \"odd \"\"name\"\"\" FROM range(300) t(i))",
              "\"odd \"\"name\"\"\" = 1 OR i < 0");
  EXPECT_EQ(statistics.num_rows, 100U);
  EXPECT_THAT(block(statistics.columns[0]), HasSubstr("\"min\":1,\"max\":298"));
}

TEST_F(StatisticsTest, TwoThousandColumnsAreBatched) {
  std::string relation = "(SELECT ";
  for (int i = 0; i < 2000; ++i) {
    if (i > 0) relation += ", ";
    relation += "i + " + std::to_string(i) + " AS \"column " + std::to_string(i) + "\"";
  }
  const SplitStatistics statistics = profile(relation + " FROM range(3) t(i))");
  ASSERT_EQ(statistics.columns.size(), 2000U);
  EXPECT_THAT(block(statistics.columns[1999]), HasSubstr("\"min\":1999,\"max\":2001"));
}

TEST_F(StatisticsTest, ASmallBudgetChangesNothing) {
  const std::string relation =
      "(SELECT i % 5000 AS n, 'text ' || (i * 7 % 20000) AS s, "
      "['m' || (i % 3000), 'm' || (i % 7)] AS l, (i % 1000) / 7 AS f FROM range(40000) t(i))";
  EXPECT_EQ(profile(relation, "", {.memory_bytes = 100000}), profile(relation));
}

TEST_F(StatisticsTest, LabelsEndWhereTheHubSaysSo) {
  const auto type_with = [&](int distinct, int rows) {
    const SplitStatistics statistics =
        profile("(SELECT 'v' || (i % " + std::to_string(distinct) + ") AS s FROM range(" +
                std::to_string(rows) + ") t(i))");
    return std::string(column_type(statistics.columns[0]));
  };
  EXPECT_EQ(type_with(10, 10), "string_label");
  EXPECT_EQ(type_with(11, 11), "string_text");
  EXPECT_EQ(type_with(200, 1000), "string_label");
  EXPECT_EQ(type_with(201, 1000), "string_text");
  EXPECT_EQ(type_with(1000, 100000), "string_label");
  EXPECT_EQ(type_with(1001, 100000), "string_text");
}

TEST_F(StatisticsTest, SmallNumbersAreZeroForTheHubAlone) {
  const ColumnStatistics column =
      profile("(SELECT 1e-7 * (i + 1) AS p FROM range(5) t(i))").columns[0];
  EXPECT_THAT(hub(column), HasSubstr(R"("min":0.0,"max":0.0,"mean":0.0)"));
  EXPECT_THAT(hub(column), HasSubstr(R"("hist":[5],"bin_edges":[0.0,0.0])"));
  EXPECT_THAT(block(column), HasSubstr(R"("min":1e-07,"max":5e-07,"mean":3e-07)"));
  EXPECT_THAT(block(column), HasSubstr(R"("hist":[1,0,1,0,0,1,0,1,0,1])"));
  ASSERT_EQ(bin_edges(column).size(), 11U);
  EXPECT_EQ(bin_edges(column).front(), 1e-7);
  EXPECT_EQ(bin_edges(column).back(), 5 * 1e-7);
}

TEST_F(StatisticsTest, IntegersThatSpanFewValuesAreCountedOneByOne) {
  const auto of_span = [&](int span) {
    const SplitStatistics statistics =
        profile("(SELECT i % 2 * " + std::to_string(span - 1) + " - 5 AS n FROM range(5) t(i))");
    return extra(statistics.columns[0]);
  };
  EXPECT_THAT(of_span(30), HasSubstr(R"("counts":[[-5,3],[24,2]])"));
  EXPECT_THAT(of_span(31), ::testing::Not(HasSubstr("counts")));
}

TEST_F(StatisticsTest, EdgesAreNumbersAndMicrosecondsForDates) {
  const SplitStatistics statistics = profile(
      "(SELECT i AS n, TIMESTAMP '2024-01-01 00:00:00.5' + INTERVAL (i * 10) SECOND AS t "
      "FROM range(2) t(i))");
  EXPECT_EQ(bin_edges(statistics.columns[0]), (std::vector<double>{0, 1}));
  EXPECT_EQ(bin_edges(statistics.columns[1]).front(), 1704067200e6);
  EXPECT_EQ(bin_edges(statistics.columns[1]).back(), 1704067210e6);
}

TEST_F(StatisticsTest, PartsOneAfterTheOtherAreTheWhole) {
  ProfileInput input{
      "(SELECT i, 'word ' || i % 700 AS t FROM range(5000) t(i))",
      {{"i", schema::Feature::value("int64")}, {"t", schema::Feature::value("string")}},
      "",
      {}};
  const Result<SplitStatistics> whole = profile_split(*connection_, input);
  for (int part = 0; part < 5; ++part) {
    input.parts.push_back("(SELECT i, 'word ' || i % 700 AS t FROM range(" +
                          std::to_string(part * 1000) + ", " + std::to_string(part * 1000 + 1000) +
                          ") t(i))");
  }
  const Result<SplitStatistics> parts = profile_split(*connection_, input);
  ASSERT_TRUE(whole && parts);
  EXPECT_EQ(*parts, *whole);
}

TEST_F(StatisticsTest, ASpillFolderThatIsNoneIsAnError) {
  const Result<SplitStatistics> failed = profile_split(
      *connection_, {"range(5000)", {{"range", schema::Feature::value("int64")}}, "", {}},
      {.memory_bytes = 10000, .spill_directory = "/no/such/folder"});
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message(), HasSubstr("temporary file"));
}

TEST_F(StatisticsTest, DatesThatStopBeingDatesAreText) {
  const SplitStatistics statistics = profile(
      "(SELECT CASE WHEN i = 4999 THEN 'unknown' ELSE (DATE '2020-01-01' + i::INT)::VARCHAR END AS "
      "d"
      " FROM range(5000) t(i))");
  EXPECT_EQ(column_type(statistics.columns[0]), "string_text");
}

TEST_F(StatisticsTest, AFeatureThatDoesNotFitItsColumnIsRefused) {
  const Result<SplitStatistics> wrong = profile_split(
      *connection_, {"(SELECT 'x' AS a)", {{"a", schema::Feature::value("int64")}}, ""});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_THAT(wrong.error().message(), HasSubstr("\"a\""));
  EXPECT_FALSE(profile_split(*connection_, {"(SELECT 1 AS a)",
                                            {{"a", schema::Feature::value("int64")},
                                             {"b", schema::Feature::value("int64")}},
                                            ""}));
}

TEST_F(StatisticsTest, StopsWhenAsked) {
  std::stop_source stop;
  stop.request_stop();
  const Result<SplitStatistics> stopped =
      profile_split(*connection_, {"range(1000)", {{"range", schema::Feature::value("int64")}}, ""},
                    {.stop = stop.get_token()});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code(), ErrorCode::kCancelled);
}

TEST_F(StatisticsTest, ProgressReachesTheNumberOfRows) {
  struct Sink : ProgressSink {
    void update(const ProgressUpdate& update) override {
      EXPECT_GE(update.rows, last);
      last = update.rows;
      EXPECT_EQ(update.rows_total, 50000U);
    }
    std::uint64_t last = 0;
  } sink;
  profile("(SELECT i FROM range(50000) t(i))", "", {.progress = &sink});
  EXPECT_EQ(sink.last, 50000U);
}

TEST_F(StatisticsTest, TheStoredFormReadsBackAndIsJson) {
  const SplitStatistics statistics = profile(
      "(SELECT i, 'a\nb' || i AS \"na\"\"me\nx\", {'a': 1} AS s, [i, 2] AS l FROM range(50) t(i))");
  const std::string text = format_statistics(statistics);
  EXPECT_TRUE(parse_json(text));
  const Result<SplitStatistics> back = parse_statistics(text);
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(*back, statistics);
  EXPECT_TRUE(parse_statistics(format_statistics({})));
}

/// Heads of three GIFs, what is none, and nothing.
constexpr const char* kMedia =
    R"((SELECT {'bytes': (CASE WHEN i < 3 THEN '\x47\x49\x46\x38\x39\x61' ||
        ['\x0A', '\x14', '\x1E'][i + 1] || '\x00\x05\x00' WHEN i = 3 THEN 'no picture' END)::BLOB,
        'path': 'x'} AS c FROM range(5) AS t(i)))";

SplitStatistics profile_as(duck::Connection& connection, const std::string& relation,
                           const std::string& feature) {
  const Result<schema::Features> features = schema::parse_features("{\"c\":" + feature + "}");
  Result<SplitStatistics> statistics = profile_split(connection, {relation, *features, ""}, {});
  EXPECT_TRUE(statistics) << statistics.error().message();
  return *std::move(statistics);
}

TEST_F(StatisticsTest, PicturesAreMeasuredByTheirHeadersAndBrokenOnesAreNull) {
  const ColumnStatistics column =
      profile_as(*connection_, kMedia, R"({"_type":"Image"})").columns.front();
  EXPECT_EQ(column_type(column), "image");
  EXPECT_THAT(block(column), HasSubstr(R"("nan_count":2,"nan_proportion":0.4,"min":10,"max":30)"));
  EXPECT_THAT(block(column), HasSubstr(R"("mean":20.0,"median":20)"));
  EXPECT_THAT(extra(column),
              HasSubstr(R"("n_broken":1,"formats":{"gif":3},"height":{"nan_count":2)"));
  EXPECT_TRUE(bin_edges(column).empty()) << "no condition asks for a width";
}

TEST_F(StatisticsTest, PicturesInBase64AreMeasuredToo) {
  const ColumnStatistics column =
      profile_as(*connection_,
                 "(SELECT {'bytes': 'R0lGODlhCgAFAA==', 'path': 'a.gif'} AS c "
                 "UNION ALL SELECT {'bytes': 'no base64', 'path': 'b.gif'})",
                 R"({"_type":"Image"})")
          .columns.front();
  EXPECT_EQ(column_type(column), "image");
  EXPECT_THAT(block(column), HasSubstr(R"("nan_count":1,"nan_proportion":0.5,"min":10,"max":10)"));
}

TEST_F(StatisticsTest, RowsThatNameFilesInsteadOfHoldingThemHaveNoStatistics) {
  const ColumnStatistics column =
      profile_as(*connection_, "(SELECT {'bytes': NULL::BLOB, 'path': 'a.png'} AS c)",
                 R"({"_type":"Image"})")
          .columns.front();
  EXPECT_EQ(column_type(column), "");
  EXPECT_EQ(block(column), "null");
}

TEST_F(StatisticsTest, MediaThatAreAllNullAreMediaStill) {
  for (const std::string type : {"Image", "Audio", "Video"}) {
    const ColumnStatistics column =
        profile_as(*connection_,
                   "(SELECT NULL::STRUCT(\"bytes\" BLOB, path VARCHAR) AS c FROM range(3))",
                   R"({"_type":")" + type + R"("})")
            .columns.front();
    EXPECT_EQ(column_type(column), type == "Image" ? "image" : type == "Audio" ? "audio" : "video");
    EXPECT_THAT(block(column), HasSubstr(R"("nan_count":3,"nan_proportion":1.0,"min":null)"));
  }
}

TEST_F(StatisticsTest, FilesThatRowsNameAreMeasured) {
  const fs::path folder = fs::path(testing::TempDir()) / "named_media";
  fs::create_directories(folder);
  const std::string_view gif("GIF89a\x14\0\x05\0", 10);
  ASSERT_TRUE(write_file_atomic(folder / "a.gif", gif));
  ProfileInput input{
      "(SELECT {'src': s, 'type': 'image/gif', 'path': 'x'} AS c FROM (VALUES ('/m/a.gif'), "
      "('/m/gone.gif'), (NULL)) v(s) UNION ALL SELECT NULL)",
      *schema::parse_features(R"({"c":{"_type":"Image"}})"),
      "",
      {},
      {}};
  const auto profile = [&] {
    Result<SplitStatistics> statistics = profile_split(*connection_, input, {});
    EXPECT_TRUE(statistics) << statistics.error().message();
    return statistics->columns.front();
  };
  EXPECT_EQ(column_type(profile()), "") << "nobody says where the files are";
  input.file_of = [&](std::string_view address) {
    return address.starts_with("/m/") ? folder / address.substr(3) : fs::path();
  };
  const ColumnStatistics column = profile();
  EXPECT_EQ(column_type(column), "image");
  EXPECT_THAT(block(column), HasSubstr(R"("nan_count":3,"nan_proportion":0.75,"min":20,"max":20)"));
  EXPECT_THAT(extra(column), HasSubstr(R"("n_broken":2,"formats":{"gif":1})"));
  input.file_of = [](std::string_view) { return fs::path(); };
  EXPECT_EQ(column_type(profile()), "") << "addresses of somebody else";
}

TEST_F(StatisticsTest, RecordingsAreMeasuredInSeconds) {
  const std::string head =
      R"(\x52\x49\x46\x46\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00)"
      R"(\x40\x1F\x00\x00\x40\x1F\x00\x00\x01\x00\x08\x00data\xFF\xFF\xFF\xFF)";
  const std::string relation =
      "(SELECT {'bytes': ('" + head +
      "' || repeat('a', 4000 * i::INT))::BLOB, 'path': ''} AS c FROM range(3) AS t(i) "
      "UNION ALL SELECT {'bytes': 'broken'::BLOB, 'path': ''})";
  const ColumnStatistics column =
      profile_as(*connection_, relation, R"({"_type":"Audio"})").columns.front();
  EXPECT_EQ(column_type(column), "audio");
  EXPECT_THAT(block(column),
              HasSubstr(R"("nan_count":1,"nan_proportion":0.25,"min":0.0,"max":1.0)"));
  EXPECT_THAT(extra(column), HasSubstr(R"("n_broken":1)"));
}

TEST_F(StatisticsTest, ADamagedStoredFormIsCorrupt) {
  const std::string text = format_statistics(profile("(SELECT 1 AS a, 'x' AS b)"));
  for (std::size_t length = 0; length < text.size(); ++length) {
    const Result<SplitStatistics> cut = parse_statistics(std::string_view(text).substr(0, length));
    ASSERT_FALSE(cut) << length;
    EXPECT_EQ(cut.error().code(), ErrorCode::kCorrupt);
  }
  EXPECT_FALSE(parse_statistics("{\"version\":9,\"num_rows\":1,\"columns\":[\n]}\n"));
}

TEST_F(StatisticsTest, TheHubsFormIsSortedAndLeavesOutWhatHasNone) {
  std::string out;
  append_hub_statistics(out, profile("(SELECT true AS z, {'x': 1} AS s, true AS a)"));
  EXPECT_EQ(out, R"([{"column_name":"a","column_type":"bool","column_statistics":)"
                 R"({"nan_count":0,"nan_proportion":0.0,"frequencies":{"True":1}}},)"
                 R"({"column_name":"z","column_type":"bool","column_statistics":)"
                 R"({"nan_count":0,"nan_proportion":0.0,"frequencies":{"True":1}}}])");
}

}  // namespace
}  // namespace vitrine::profile
