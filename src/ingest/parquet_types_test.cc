// Every type that a Parquet file can have comes in with its meaning, or is refused by name.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "duck/database.h"
#include "duck/types.h"
#include "ingest/import.h"
#include "source/source.h"
#include "store/row_store.h"
#include "store/split_layout.h"

namespace vitrine {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string from_base64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < text.size() && text[i] != '='; ++i) {
    word = word << 6U | static_cast<std::uint32_t>(kDigits.find(text[i]));
    if (i % 4 != 0) out += static_cast<char>(word >> (6 - i % 4 * 2) & 0xFFU);
  }
  return out;
}

class ParquetTypes : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = fs::path(::testing::TempDir()) / ("parquet_types_" + std::to_string(::getpid()));
    fs::create_directories(directory_);
  }
  void TearDown() override { fs::remove_all(directory_); }

  fs::path file(const std::string& name = "x.parquet") const { return directory_ / name; }

  /// Writes the rows of a query as Parquet; `options` are further ones of COPY.
  void write(const std::string& sql, const std::string& options = "") {
    Database database = *Database::open({.threads = 1});
    Connection connection = *Connection::open(database);
    fs::create_directories(file().parent_path());
    const Status written =
        connection.execute("COPY (" + sql + ") TO " + quote_literal(file().string()) +
                           " (FORMAT parquet" + options + ")");
    ASSERT_TRUE(written) << written.error().message();
  }

  /// Imports what was written: one line per row, or the error.
  std::vector<std::string> rows() { return rows_of(file(), directory_ / "home"); }

  std::vector<std::string> rows_of(const fs::path& path, const fs::path& home) {
    const Result<Library> library = Library::open(home);
    const std::array<std::string, 1> arguments = {path.string()};
    const Result<Source> source = resolve_source(arguments);
    if (!library || !source) return {"no library or no source"};
    const Result<ImportOutcome> outcome = import_source(*library, *source, {}, nullptr, {});
    if (!outcome) return {outcome.error().message()};
    const auto snapshot = library->open_snapshot(outcome->dataset);
    if (!snapshot) return {snapshot.error().message()};
    features_ = (*snapshot)->manifest().configs[0].features;
    const fs::path split = (*snapshot)->index_file(
        "default", (*snapshot)->manifest().configs[0].splits[0].name, kRowStoreFile);
    Result<RowStore> store = RowStore::open(split, (*snapshot)->blocks());
    if (!store) return {store.error().message()};
    std::vector<std::uint64_t> wanted(store->num_rows());
    for (std::size_t i = 0; i < wanted.size(); ++i) wanted[i] = i;
    std::vector<std::string> out;
    const Status read = store->read(wanted, [&](std::uint64_t, auto cells) {
      std::string line;
      for (const std::string_view cell : cells) (line += line.empty() ? "" : " ") += cell;
      out.push_back(line);
      return true;
    });
    if (!read) return {read.error().message()};
    return out;
  }

  std::string type(std::size_t column = 0) const { return feature_label(features_[column].type); }

  fs::path directory_;
  Features features_;
};

TEST_F(ParquetTypes, UuidIsTextInItsForm) {
  write("SELECT unnest(['00000000-1234-5678-9abc-def123456789'::UUID, NULL]) AS u");
  EXPECT_THAT(rows(), ElementsAre(R"("00000000-1234-5678-9abc-def123456789")", "null"));
  EXPECT_EQ(type(), "string");
}

TEST_F(ParquetTypes, UuidInsideOfListsStructsAndMapsIsText) {
  constexpr const char* kUuid = "'00000000-1234-5678-9abc-def123456789'::UUID";
  write(std::string("SELECT [") + kUuid + ", NULL] AS l, {'u': " + kUuid +
        ", 'n': 1} AS s, MAP {'k': [" + kUuid + "]} AS m UNION ALL SELECT NULL, NULL, NULL");
  EXPECT_THAT(rows(),
              ElementsAre(R"(["00000000-1234-5678-9abc-def123456789",null] )"
                          R"({"u":"00000000-1234-5678-9abc-def123456789","n":1} )"
                          R"([{"key":"k","value":["00000000-1234-5678-9abc-def123456789"]}])",
                          "null null null"));
}

TEST_F(ParquetTypes, IntervalAndBitAreText) {
  write("SELECT INTERVAL 14 MONTH AS i, INTERVAL '3 days 01:02:03' AS d, '101'::BIT AS b");
  EXPECT_THAT(rows(), ElementsAre(R"("1 year 2 months" "3 days 01:02:03" "101")"));
}

TEST_F(ParquetTypes, MapsAreListsOfKeyAndValue) {
  write(
      "SELECT unnest([MAP {'a': 1, 'b': 2}, MAP {}, NULL]) AS m, "
      "[MAP {'x': MAP {'y': 1.5::FLOAT}}] AS l");
  EXPECT_THAT(rows(), ElementsAre(R"([{"key":"a","value":1},{"key":"b","value":2}] )"
                                  R"([[{"key":"x","value":[{"key":"y","value":1.5}]}]])",
                                  R"([] [[{"key":"x","value":[{"key":"y","value":1.5}]}]])",
                                  R"(null [[{"key":"x","value":[{"key":"y","value":1.5}]}]])"));
  EXPECT_EQ(type(), "list of struct (2)");
}

TEST_F(ParquetTypes, DecimalsOf38DigitsAndNanosecondsAreExact) {
  write(
      "SELECT 12345678901234567890123456789012345.123::DECIMAL(38, 3) AS d, "
      "TIMESTAMP_NS '2020-01-01 00:00:00.123456789' AS t");
  EXPECT_EQ(rows().size(), 1U);
  EXPECT_THAT(rows()[0], HasSubstr(R"("12345678901234567890123456789012345.123")"));
  EXPECT_EQ(type(1), "timestamp[ns]");
}

// pyarrow.schema([("s", duration("s")), ("ms", ...), ("us", ...), ("ns", ...),
// ("l", list_(duration("us"))), ("t", struct([("d", duration("ms")), ("n", int64())])),
// ("v", null()), ("i", int64())]).serialize(), in base64.
constexpr const char* kArrowSchema =
    "/////"
    "zACAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAgAAADQAQAAlAEAAGgBAAA8AQAA"
    "5AAAAFwAAAA0AAAABAAAAGD+//8AAAECEAAAABQAAAAEAAAAAAAAAAEAAABpAAAAhP///wAAAAFAAAAAjP7//"
    "wAAAQEQAAAA"
    "FAAAAAQAAAAAAAAAAQAAAHYAAAC0/v//sP7//wAAAQ0YAAAAHAAAAAQAAAACAAAASAAAABAAAAABAAAAdAAAAOD+///c/"
    "v//"
    "AAABAhAAAAAcAAAABAAAAAAAAAABAAAAbgAAAAgADAAIAAcACAAAAAAAAAFAAAAAEP///"
    "wAAARIQAAAAFAAAAAQAAAAAAAAA"
    "AQAAAGQAAAA4////NP///wAAAQwUAAAAGAAAAAQAAAABAAAAEAAAAAEAAABsAAAAYP///1z///"
    "8AAAESEAAAABgAAAAEAAAA"
    "AAAAAAQAAABpdGVtAAAAAFL///8AAAIAiP///wAAARIQAAAAFAAAAAQAAAAAAAAAAgAAAG5zAAB6////AAADALD///"
    "8AAAES"
    "EAAAABQAAAAEAAAAAAAAAAIAAAB1cwAAov///wAAAgDY////"
    "AAABEhAAAAAYAAAABAAAAAAAAAACAAAAbXMAAAQABAAEAAAA"
    "EAAUAAgABgAHAAwAAAAQABAAAAAAAAESEAAAABgAAAAEAAAAAAAAAAEAAABzAAYACAAGAAYAAAAAAAAAAAAAAA==";

TEST_F(ParquetTypes, DurationsAndNullsAreWhatTheArrowFooterSays) {
  write(
      "SELECT 90::BIGINT AS s, 5400000::BIGINT AS ms, 5400000000::BIGINT AS us, -1::BIGINT AS ns, "
      "[1::BIGINT] AS l, {'d': 1500::BIGINT, 'n': 7::BIGINT} AS t, NULL::INTEGER AS v, "
      "7::BIGINT AS i",
      std::string(", KV_METADATA {'ARROW:schema': '") + kArrowSchema + "'}");
  EXPECT_THAT(rows(), ElementsAre(R"("0:01:30" "1:30:00" "1:30:00" "-1 day, 23:59:59.999999" )"
                                  R"(["0:00:00.000001"] {"d":"0:00:01.500000","n":7} null 7)"));
  EXPECT_EQ(type(0), "duration[s]");
  EXPECT_EQ(type(3), "duration[ns]");
  EXPECT_EQ(type(4), "list of duration[us]");
  EXPECT_EQ(type(6), "null");
  EXPECT_EQ(type(7), "int64");
}

TEST_F(ParquetTypes, AnArrowFooterThatIsNoneChangesNothing) {
  for (const std::string& footer :
       {std::string(), std::string("?"), std::string("/////wAAAAA="),
        std::string(kArrowSchema).substr(0, 400), "AAAA" + std::string(kArrowSchema)}) {
    write("SELECT 90::BIGINT AS s", ", KV_METADATA {'ARROW:schema': '" + footer + "'}");
    EXPECT_THAT(rows(), ElementsAre("90")) << footer;
    EXPECT_EQ(type(), "int64");
  }
}

// Files of pyarrow's: what DuckDB cannot write.
TEST_F(ParquetTypes, WiderDecimalsAndNanosecondTimesAreRefusedByColumnAndType) {
  const auto import_bytes = [&](std::string_view base64) {
    std::ofstream(file(), std::ios::binary) << from_base64(base64);
    return rows()[0];
  };
  EXPECT_THAT(
      import_bytes(
          "UEFSMRUAFRwVHCwVAhUAFQYVBhwAAAACAAAAAgEBAAAAAAAAABUAFS4VLiwVAhUAFQYVBhwAAAACAAAAAgEAAAAA"
          "AAAAAAAAAAAAAAAAlhUEGTw1ABgGc2NoZW1hFQQAFQQlAhgCaWQAFQ4VIhUCGAF4JQoVBBVOLFwVBBVOAAAAFgIZ"
          "HBksJgAcFQQZJQYAGRgCaWQVABYCFkIWQiYISRwVABUAFQIAPCkGGSYAAgAAACYAHBUOGSUGABkYAXgVABYCFlQW"
          "VCZKSRwVABUAFQIAPCkGGSYAAgAAABaWARYCJggWlgEAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAu"
          "MRksHAAAHAAAAMMAAABQQVIx"),
      AllOf(HasSubstr("column \"x\""), HasSubstr("decimal of 39 digits")));
  EXPECT_THAT(
      import_bytes(
          "UEFSMRUAFRwVHCwVAhUAFQYVBhwAAAACAAAAAgIBAAAAAAAAABUEGTw1ABgGc2NoZW1hFQIANQIYAXMVAgAVBCUC"
          "GAF0bHwSHDwAAAAAABYCGRwZHCYAHBUEGSUGABkoAXMBdBUAFgIWQhZCJghJHBUAFQAVAgA8KQYZNgAAAgAAABZC"
          "FgImCBZCACggcGFycXVldC1jcHAtYXJyb3cgdmVyc2lvbiAyNi4wLjEZHBwAAACOAAAAUEFSMQ=="),
      AllOf(HasSubstr("column \"s\""), HasSubstr("time64[ns]")));
}

TEST_F(ParquetTypes, UuidBesideTextInAnotherShardIsText) {
  fs::create_directories(directory_ / "shards");
  write("SELECT 'no uuid' AS u");
  fs::rename(file(), file("shards/a.parquet"));
  write("SELECT '00000000-1234-5678-9abc-def123456789'::UUID AS u");
  fs::rename(file(), file("shards/b.parquet"));
  EXPECT_THAT(rows_of(file("shards"), file("home")),
              ElementsAre(R"("no uuid")", R"("00000000-1234-5678-9abc-def123456789")"));
}

TEST_F(ParquetTypes, NoFolderAboveTheSourceOrTheLibraryIsAColumn) {
  directory_ /= "year=2020/id=9";
  write("SELECT unnest([1, 2]) AS id");
  EXPECT_THAT(rows(), ElementsAre("1", "2"));
  EXPECT_EQ(features_.size(), 1U);
  for (const char* name : {"x.csv", "x.jsonl"}) {
    std::ofstream(file(name)) << (std::string(name) == "x.csv" ? "id\n1\n2\n"
                                                               : "{\"id\":1}\n{\"id\":2}\n");
    EXPECT_THAT(rows_of(file(name), directory_ / "home"), ElementsAre("1", "2")) << name;
    EXPECT_EQ(features_.size(), 1U);
  }
  directory_ = directory_.parent_path().parent_path();
}

}  // namespace
}  // namespace vitrine
