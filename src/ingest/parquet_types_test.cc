// Every type that a Parquet file can have comes in with its meaning, or is refused by name.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "duck/arrow_stream.h"
#include "duck/database.h"
#include "duck/types.h"
#include "ingest/import.h"
#include "ingest/parquet_footer.h"
#include "source/source.h"
#include "store/artefacts.h"
#include "store/row_store.h"

namespace vitrine::ingest {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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
    duck::Database database = *duck::Database::open({.threads = 1});
    duck::Connection connection = *duck::Connection::open(database);
    fs::create_directories(file().parent_path());
    const Status written =
        connection.execute("COPY (" + sql + ") TO " + quote_literal(file().string()) +
                           " (FORMAT parquet" + options + ")");
    ASSERT_TRUE(written) << written.error().message();
  }

  void write_bytes(std::string_view base64) {
    std::ofstream(file(), std::ios::binary) << from_base64(base64);
  }

  /// Imports what was written: one line per row, or the error.
  std::vector<std::string> rows() { return rows_of(file(), directory_ / "home"); }

  std::vector<std::string> rows_of(const fs::path& path, const fs::path& home) {
    const Result<store::Library> library = store::Library::open(home);
    const std::array<std::string, 1> arguments = {path.string()};
    const Result<source::Source> source = source::resolve_source(arguments);
    if (!library || !source) return {"no library or no source"};
    const Result<ImportOutcome> outcome = import_source(*library, *source, {}, nullptr, {});
    if (!outcome) return {outcome.error().message()};
    notices_ = outcome->notices;
    const auto snapshot = library->open_snapshot(outcome->dataset);
    if (!snapshot) return {snapshot.error().message()};
    features_ = (*snapshot)->manifest().configs[0].features;
    const fs::path split =
        (*snapshot)->index_file("default", (*snapshot)->manifest().configs[0].splits[0].name,
                                store::artefact_filename(store::Artefact::kRows));
    Result<store::RowStore> store = store::RowStore::open(split, (*snapshot)->blocks());
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

  std::string type(std::size_t column = 0) const {
    return schema::feature_label(features_[column].type);
  }

  fs::path directory_;
  schema::Features features_;
  std::vector<std::string> notices_;
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
  EXPECT_THAT(rows(), ElementsAre(R"("0:01:30" "1:30:00" "1:30:00" "-1 day, 23:59:59.999999999" )"
                                  R"(["0:00:00.000001"] {"d":"0:00:01.500000","n":7} null 7)"));
  EXPECT_EQ(type(0), "duration[s]");
  EXPECT_EQ(type(3), "duration[ns]");
  EXPECT_EQ(type(4), "list of duration[us]");
  EXPECT_EQ(type(6), "null");
  EXPECT_EQ(type(7), "int64");
}

TEST_F(ParquetTypes, DurationsWrittenAsTimesOfDayAreDurations) {
  write("SELECT TIME '01:00:00' AS td, TIME '02:00:00' AS t",
        R"(, KV_METADATA {pandas: '{"columns": [{"field_name": "td", "numpy_type": )"
        R"("timedelta64[ns]"}, {"field_name": "t", "numpy_type": "object"}]}'})");
  EXPECT_THAT(rows(), ElementsAre(R"("1:00:00" "02:00:00")"));
  EXPECT_EQ(type(0), "duration[us]");
  EXPECT_EQ(type(1), "time64[us]");
}

// The same of schema([("b", bool8()), ("l", list_(bool8())), ("i", int8())]).
constexpr const char* kBool8Schema =
    "/////ygCAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAMAAAA8AQAARAAAAAQA"
    "AADU////AAABAhAAAAAUAAAABAAAAAAAAAABAAAAaQAAAEz+//8AAAABCAAAABAAFAAIAAYABwAMAAAAEAAQAAAA"
    "AAABDBQAAAAcAAAABAAAAAEAAAAUAAAAAQAAAGwAAAAEAAQABAAAAEr///8AAAECFAAAAJwAAAAIAAAAFAAAAAAA"
    "AAAEAAAAaXRlbQAAAAACAAAAQAAAAAQAAAAE////GAAAAAQAAAALAAAAYXJyb3cuYm9vbDgAFAAAAEFSUk9XOmV4"
    "dGVuc2lvbjpuYW1lAAAAADz///8QAAAABAAAAAAAAAAAAAAAGAAAAEFSUk9XOmV4dGVuc2lvbjptZXRhZGF0YQAA"
    "AAAIAA4ACAAHAAgAAAAAAAABCAAAAAAAEgAYAAgABgAHAAwAAAAQABQAEgAAAAAAAQIUAAAAoAAAAAgAAAAQAAAA"
    "AAAAAAEAAABiAAAAAgAAAEgAAAAEAAAAyP///xgAAAAEAAAACwAAAGFycm93LmJvb2w4ABQAAABBUlJPVzpleHRl"
    "bnNpb246bmFtZQAAAAAIAAwABAAIAAgAAAAQAAAABAAAAAAAAAAAAAAAGAAAAEFSUk9XOmV4dGVuc2lvbjptZXRh"
    "ZGF0YQAAAAAIAAwACAAHAAgAAAAAAAABCAAAAAAAAAA=";

TEST_F(ParquetTypes, BooleansOfAByteAreBooleans) {
  write(
      "SELECT * FROM (VALUES (1::TINYINT, [0::TINYINT, NULL, 2], 1::TINYINT), (0, [], 0), "
      "(NULL, NULL, NULL)) t(b, l, i)",
      std::string(", KV_METADATA {'ARROW:schema': '") + kBool8Schema + "'}");
  EXPECT_THAT(rows(), ElementsAre("true [false,null,true] 1", "false [] 0", "null null null"));
  EXPECT_EQ(type(0), "bool");
  EXPECT_EQ(type(1), "list of bool");
  EXPECT_EQ(type(2), "int8");
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

// Files of pyarrow's and polars': what DuckDB cannot write.
// time64[ns] and timestamp[ns, tz=UTC], with parts of a microsecond.
constexpr const char* kFineTimes =
    "UEFSMRUAFRwVHCwVBBUAFQYVBhwAAAACAAAAAwGlvRfUYgMAABUAFSwVLCwVBBUAFQYVBhwAAAACAAAABAEVDTM1J2"
    "unFwEAAAAAAAAAFQQZPDUAGAZzY2hlbWEVBAAVBCUCGAF0bHwSHDwAAAAAABUEJQIYAXpsjBEcPAAAAAAAFgQZHBks"
    "JgAcFQQZJQYAGRgBdBUAFgQWQhZCJghJHBUAFQAVAgA8KQYZJgICAAAAJgAcFQQZJQYAGRgBehUAFgQWUhZSJkpJHB"
    "UAFQAVAgA8KQYZJgAEAAAAFpQBFgQmCBaUAQAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGSwcAAAc"
    "AAAAwwAAAFBBUjE=";

// The same in whole microseconds.
constexpr const char* kWholeTimes =
    "UEFSMRUAFRwVHCwVBBUAFQYVBhwAAAACAAAAAwGgvRfUYgMAABUAFSwVLCwVBBUAFQYVBhwAAAACAAAABAEACjM1J2"
    "unF+gDAAAAAAAAFQQZPDUAGAZzY2hlbWEVBAAVBCUCGAF0bHwSHDwAAAAAABUEJQIYAXpsjBEcPAAAAAAAFgQZHBks"
    "JgAcFQQZJQYAGRgBdBUAFgQWQhZCJghJHBUAFQAVAgA8KQYZJgICAAAAJgAcFQQZJQYAGRgBehUAFgQWUhZSJkpJHB"
    "UAFQAVAgA8KQYZJgAEAAAAFpQBFgQmCBaUAQAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGSwcAAAc"
    "AAAAwwAAAFBBUjE=";

// A struct of a time64[ns].
constexpr const char* kNestedTime =
    "UEFSMRUAFRwVHCwVAhUAFQYVBhwAAAACAAAAAgIBAAAAAAAAABUEGTw1ABgGc2NoZW1hFQIANQIYAXMVAgAVBCUC"
    "GAF0bHwSHDwAAAAAABYCGRwZHCYAHBUEGSUGABkoAXMBdBUAFgIWQhZCJghJHBUAFQAVAgA8KQYZNgAAAgAAABZC"
    "FgImCBZCACggcGFycXVldC1jcHAtYXJyb3cgdmVyc2lvbiAyNi4wLjEZHBwAAACOAAAAUEFSMQ==";

// decimal256(39, 2) and decimal256(70, 3).
constexpr const char* kWideDecimals =
    "UEFSMRUAFVAVUCwVBhUAFQYVBhwAAAACAAAAAwMAAAAAAAAAAAAAAAAAAAAAlv////////////////////8fFQAVwA"
    "EVwAEsFQYVABUGFQYcAAAAAgAAAAYBAAAAAD4660rhODVi9LgiYdlp96yUykAAAAAAAAAB/////8HFFLUex8qdC0fd"
    "niaWCFNrNb//////////AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAFQQZPDUAGAZzY2hlbWEVBAAVDhUiFQ"
    "IYAXglChUEFU4sXBUEFU4AAAAVDhU8FQIYAXklChUGFYwBLFwVBhWMAQAAABYGGRwZLCYAHBUOGSUGABkYAXgVABYG"
    "FnYWdiYISRwVABUAFQIAPCkGGSYCBAAAACYAHBUOGSUGABkYAXkVABYGFuoBFuoBJn5JHBUAFQAVAgA8KQYZJgAGAA"
    "AAFuACFgYmCBbgAgAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGSwcAAAcAAAA1QAAAFBBUjE=";

// polars' Int128.
constexpr const char* kInt128 =
    "UEFSMRUAFUwVTCwVBhUAFQYVBgAAAgAAAAMDAAAAAAAAAAAAAAAAEAAAAP////////////////////8VDhklAAYZGA"
    "FpFQAWBhZuFm4mCAAZHBYIFW4WAAAAFQIZLEgEcm9vdBUCABUOFSAVAhgBaQAWBhkcGRwmdhwVDhklAAYZGAFpFQAW"
    "BhZuFm4mCAAWoAEVFAAWbhYGJggWbhQAABkcGAxBUlJPVzpzY2hlbWEYqAEvLy8vLzNZQUFBQUVBQUFBOHYvLy94UU"
    "FBQUFFQUFFQUFBQUtBQXNBQ0FBS0FBUUErUC8vL3d3QUFBQUlBQWdBQUFBRUFBRUFBQUFFQUFBQTdQLy8vemdBQUFB"
    "Z0FBQUFHQUFBQUFFQ0FBQVFBQklBQkFBUUFCRUFDQUFBQUF3QUFBQUFBUFQvLy8rQUFBQUFBUUFBQUFnQUNRQUVBQW"
    "dBQVFBQUFHa0EAGE5Qb2xhcnMgKHB5dGhvbikgdmVyc2lvbiAyLjEuMCAoYnVpbGQgN2Y5MDJiZDNmZmQyN2ZmODJk"
    "MTQyNzhhMDlhMjk1ZmYyZjdhZWQ5MikZHBwAAABYAQAAUEFSMQ==";

// int32 in BYTE_STREAM_SPLIT.
constexpr const char* kByteStreamSplit =
    "UEFSMRUAFRwVHCwVBBUSFQYVBhwAAAACAAAABAEBAgAAAAAAABUEGSw1ABgGc2NoZW1hFQIAFQIlAhgBaQAWBBkcGR"
    "wmABwVAhklBhIZGAFpFQAWBBZCFkImCEkcFQAVEhUCADwpBhkmAAQAAAAWQhYEJggWQgAoIHBhcnF1ZXQtY3BwLWFy"
    "cm93IHZlcnNpb24gMjYuMC4xGRwcAAAAegAAAFBBUjE=";

// A decimal of 16 bytes in DELTA_BYTE_ARRAY.
constexpr const char* kDeltaByteArray =
    "UEFSMRUAFUAVQCwVAhUOFQYVBhwAAAACAAAAAgGAAQQBAIABBAEgAAAAAAAAAAAAAAAAAAAADxUEGSw1ABgGc2NoZW"
    "1hFQIAFQ4VIBUCGAFkJQoVAhVMLFwVAhVMAAAAFgIZHBkcJgAcFQ4ZJQYOGRgBZBUAFgIWZhZmJghJHBUAFQ4VAgA8"
    "KQYZJgACAAAAFmYWAiYIFmYAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRkcHAAAAIoAAABQQVIx";

// A struct with the members "a" and "A".
constexpr const char* kCasedMembers =
    "UEFSMRUAFRQVFCwVAhUAFQYVBhwAAAACAAAAAgIBAAAAFQAVFBUULBUCFQAVBhUGHAAAAAIAAAACAgIAAAAVBBlM"
    "NQAYBnNjaGVtYRUCADUCGAFzFQQAFQIlAhgBYQAVAiUCGAFBABYCGRwZLCYAHBUCGSUGABkoAXMBYRUAFgIWOhY6"
    "JghJHBUAFQAVAgA8KQYZNgAAAgAAACYAHBUCGSUGABkoAXMBQRUAFgIWOhY6JkJJHBUAFQAVAgA8KQYZNgAAAgAA"
    "ABZ0FgImCBZ0ACggcGFycXVldC1jcHAtYXJyb3cgdmVyc2lvbiAyNi4wLjEZLBwAABwAAAC9AAAAUEFSMQ==";
// Columns "a", "", "A" and "a".
constexpr const char* kOddNames =
    "UEFSMRUAFRwVHCwVAhUAFQYVBhwAAAACAAAAAgEBAAAAAAAAABUAFRwVHCwVAhUAFQYVBhwAAAACAAAAAgECAAAAAA"
    "AAABUAFRwVHCwVAhUAFQYVBhwAAAACAAAAAgEDAAAAAAAAABUAFRwVHCwVAhUAFQYVBhwAAAACAAAAAgEEAAAAAAAA"
    "ABUEGVw1ABgGc2NoZW1hFQgAFQQlAhgBYQAVBCUCGAAAFQQlAhgBQQAVBCUCGAFhABYCGRwZTCYAHBUEGSUGABkYAW"
    "EVABYCFkIWQiYISRwVABUAFQIAPCkGGSYAAgAAACYAHBUEGSUGABkYABUAFgIWQhZCJkpJHBUAFQAVAgA8KQYZJgAC"
    "AAAAJgAcFQQZJQYAGRgBQRUAFgIWQhZCJowBSRwVABUAFQIAPCkGGSYAAgAAACYAHBUEGSUGABkYAWEVABYCFkIWQi"
    "bOAUkcFQAVABUCADwpBhkmAAIAAAAWiAIWAiYIFogCACggcGFycXVldC1jcHAtYXJyb3cgdmVyc2lvbiAyNi4wLjEZ"
    "TBwAABwAABwAABwAAAAbAQAAUEFSMQ==";

TEST_F(ParquetTypes, TimesInNanosecondsAreTextWhereMicrosecondsWouldCutThem) {
  write_bytes(kFineTimes);
  EXPECT_THAT(rows(), ElementsAre(R"("01:02:03.000004005" "2024-01-05T10:00:00.123456789")",
                                  R"(null "1970-01-01T00:00:00.000000001")"));
  EXPECT_EQ(type(0), "string");
  EXPECT_EQ(type(1), "timestamp[ns]");
  EXPECT_THAT(notices_, ElementsAre(HasSubstr("times of day have nanoseconds"),
                                    HasSubstr("nanoseconds of a zone")));
}

TEST_F(ParquetTypes, TimesInWholeMicrosecondsAreTimes) {
  write_bytes(kWholeTimes);
  EXPECT_THAT(rows(), ElementsAre(R"("01:02:03.000004" "2024-01-05T10:00:00.123456Z")",
                                  R"(null "1970-01-01T00:00:00.000001Z")"));
  EXPECT_EQ(type(0), "time64[us]");
  EXPECT_EQ(type(1), "timestamp[us, tz=UTC]");
  EXPECT_THAT(notices_, IsEmpty());
}

TEST_F(ParquetTypes, ShardsWithAndWithoutNanosecondsAreOneTable) {
  fs::create_directories(file("shards"));
  std::ofstream(file("shards/a.parquet"), std::ios::binary) << from_base64(kWholeTimes);
  std::ofstream(file("shards/b.parquet"), std::ios::binary) << from_base64(kFineTimes);
  EXPECT_THAT(rows_of(file("shards"), file("home")),
              ElementsAre(R"("01:02:03.000004000" "2024-01-05T10:00:00.123456")",
                          R"(null "1970-01-01T00:00:00.000001")",
                          R"("01:02:03.000004005" "2024-01-05T10:00:00.123456789")",
                          R"(null "1970-01-01T00:00:00.000000001")"));
}

TEST_F(ParquetTypes, TimesInNanosecondsInsideOfOthersAreRefusedByColumn) {
  write_bytes(kNestedTime);
  EXPECT_THAT(rows()[0], AllOf(HasSubstr("column \"s\""), HasSubstr("time64[ns]")));
}

TEST_F(ParquetTypes, DecimalsAreExactAtAnyWidth) {
  write_bytes(kWideDecimals);
  const std::string zeros(59, '0');
  EXPECT_THAT(rows(), ElementsAre("\"1.50\" \"1" + zeros + ".001\"",
                                  "\"-2.25\" \"-1" + zeros + ".001\"", "null \"0.000\""));
  EXPECT_EQ(type(0), "decimal128(38, 2)");
  EXPECT_EQ(type(1), "string");
}

TEST_F(ParquetTypes, IntegersOf128BitsAreNumbers) {
  write_bytes(kInt128);
  EXPECT_THAT(rows(), ElementsAre(R"("1267650600228229401496703205376")", R"("-1")", "null"));
  EXPECT_EQ(type(), "decimal128(38, 0)");
}

TEST_F(ParquetTypes, AnEncodingThatIsNotReadIsNamedWithItsColumn) {
  write_bytes(kByteStreamSplit);
  EXPECT_THAT(rows()[0], AllOf(HasSubstr("column \"i\""), HasSubstr("BYTE_STREAM_SPLIT")));
  write_bytes(kDeltaByteArray);
  EXPECT_THAT(rows()[0],
              AllOf(HasSubstr("column \"d\""), HasSubstr("in an encoding that is not read"),
                    HasSubstr("use_dictionary")));
}

TEST_F(ParquetTypes, NamesThatCannotStandTogetherAreChangedWithANotice) {
  write_bytes(kOddNames);
  EXPECT_THAT(rows(), ElementsAre("1 2 3 4"));
  EXPECT_EQ(features_[1].name, "column_1");
  EXPECT_EQ(features_[2].name, "A_1");
  EXPECT_EQ(features_[3].name, "a_2");
  EXPECT_EQ(notices_.size(), 3U);
}

TEST_F(ParquetTypes, MembersThatDifferInCaseAloneAreSaid) {
  write_bytes(kCasedMembers);
  EXPECT_THAT(rows(), ElementsAre(R"({"a":1,"A_1":2})"));
  EXPECT_THAT(notices_, ElementsAre("a member of a struct is called \"A_1\": its own name differs "
                                    "from another's in case alone"));
}

TEST_F(ParquetTypes, EncryptedColumnsUnderAPlainFooterAreRefusedByName) {
  // FileMetaData of nothing but field 8, an empty EncryptionAlgorithm.
  constexpr std::string_view kFile("PAR1\x8C\0\0\x03\0\0\0PAR1", 15);
  std::ofstream(file(), std::ios::binary) << kFile;
  const Result<ParquetFooter> read = read_parquet_footer(file());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), ErrorCode::kUnsupported);
  EXPECT_THAT(read.error().message(), HasSubstr("encrypted columns"));
}

TEST_F(ParquetTypes, AFooterThatIsCutOrChangedIsRefusedOrReadAsItIs) {
  for (const char* base64 : {kFineTimes, kWideDecimals, kOddNames}) {
    const std::string bytes = from_base64(base64);
    const std::size_t footer = bytes.find("schema") - 6;
    for (std::size_t at = footer; at + 8 < bytes.size(); ++at) {
      std::string broken = bytes;
      broken[at] = static_cast<char>(broken[at] ^ 0x55);
      std::ofstream(file(), std::ios::binary) << broken;
      const Result<ParquetFooter> read = read_parquet_footer(file());
      if (read) {
        EXPECT_LE(read->retyping.size(), 16U);
      }
    }
  }
}

TEST_F(ParquetTypes, AColumnWithoutValuesFitsBesideAnyOther) {
  fs::create_directories(file("shards"));
  write("SELECT unnest([1, 2]) AS v");
  fs::rename(file(), file("shards/a.parquet"));
  write("SELECT NULL::VARCHAR AS v");
  fs::rename(file(), file("shards/b.parquet"));
  EXPECT_THAT(rows_of(file("shards"), file("home")), ElementsAre("1", "2", "null"));
  write("SELECT 'x' AS v");
  fs::rename(file(), file("shards/c.parquet"));
  EXPECT_THAT(rows_of(file("shards"), file("home"))[0],
              AllOf(HasSubstr("a.parquet"), HasSubstr("c.parquet"), HasSubstr("column \"v\"")));
}

TEST_F(ParquetTypes, TimestampsAndDecimalsOfSeveralShardsTakeTheFinerType) {
  fs::create_directories(file("shards"));
  write("SELECT TIMESTAMP_NS '2020-01-01 00:00:00.000000001' AS t, 1.25::DECIMAL(4, 2) AS d");
  fs::rename(file(), file("shards/a.parquet"));
  write("SELECT TIMESTAMP '2020-01-01 00:00:00' AS t, 123456.5::DECIMAL(8, 1) AS d");
  fs::rename(file(), file("shards/b.parquet"));
  EXPECT_THAT(rows_of(file("shards"), file("home")),
              ElementsAre(R"("2020-01-01T00:00:00.000000001" "1.25")",
                          R"("2020-01-01T00:00:00" "123456.50")"));
  EXPECT_EQ(type(0), "timestamp[ns]");
  EXPECT_EQ(type(1), "decimal128(9, 2)");
}

TEST_F(ParquetTypes, DurationsOfSeveralShardsTakeTheFinerUnit) {
  const auto shard = [&](const std::string& name, const std::string& unit,
                         const std::string& value) {
    duck::ColumnType cell;
    cell.cell = duck::CellType::kInt64;
    const std::array<duck::ArrowColumn, 1> column = {
        duck::ArrowColumn{"d", cell, schema::Feature::value("duration[" + unit + "]")}};
    write("SELECT " + value + "::BIGINT AS d",
          ", KV_METADATA {'ARROW:schema': '" + *duck::arrow_footer(column) + "'}");
    fs::rename(file(), file("shards/" + name));
  };
  fs::create_directories(file("shards"));
  shard("a.parquet", "ms", "1500");
  shard("b.parquet", "us", "1");
  EXPECT_THAT(rows_of(file("shards"), file("home")),
              ElementsAre(R"("0:00:01.500000")", R"("0:00:00.000001")"));
  EXPECT_EQ(type(0), "duration[us]");
  shard("a.parquet", "ms", "9223372036854776");
  EXPECT_THAT(rows_of(file("shards"), file("home")),
              ElementsAre(AllOf(HasSubstr("a.parquet: column \"d\" is duration[ms]"),
                                HasSubstr("it is duration[us]"))));
}

TEST_F(ParquetTypes, MembersOfStructsOfSeveralShardsAreMatchedByName) {
  fs::create_directories(file("shards"));
  write("SELECT {'a': 1, 'b': 'x'} AS s");
  fs::rename(file(), file("shards/a.parquet"));
  write("SELECT {'b': 'y', 'a': 2::BIGINT} AS s");
  fs::rename(file(), file("shards/b.parquet"));
  write("SELECT unnest([{'b': 'z'}, NULL]) AS s");
  fs::rename(file(), file("shards/c.parquet"));
  EXPECT_THAT(
      rows_of(file("shards"), file("home")),
      ElementsAre(R"({"a":1,"b":"x"})", R"({"a":2,"b":"y"})", R"({"a":null,"b":"z"})", "null"));
}

TEST_F(ParquetTypes, MembersOfStructsThatConflictAreRefusedByTheirNames) {
  fs::create_directories(file("shards"));
  write("SELECT {'id': 1, 'meta': {'lang': 'en', 'n': 1}} AS s");
  fs::rename(file(), file("shards/a.parquet"));
  write("SELECT {'id': 2, 'meta': {'lang': 'en', 'n': 'x'}} AS s");
  fs::rename(file(), file("shards/b.parquet"));
  EXPECT_THAT(
      rows_of(file("shards"), file("home")),
      ElementsAre(HasSubstr(
          "the files a.parquet and b.parquet do not go together: column \"s\" has the member "
          "\"meta.n\", which is int32 in one and string in the other")));
}

TEST_F(ParquetTypes, IntegersInsideOfListsThatFloatsWouldRoundAreRefused) {
  fs::create_directories(file("shards"));
  write("SELECT [0.5::DOUBLE] AS l");
  fs::rename(file(), file("shards/b.parquet"));
  write("SELECT [3::BIGINT] AS l");
  fs::rename(file(), file("shards/a.parquet"));
  EXPECT_THAT(rows_of(file("shards"), file("home")), ElementsAre("[3.0]", "[0.5]"));
  write("SELECT [9007199254740993] AS l");
  fs::rename(file(), file("shards/a.parquet"));
  EXPECT_THAT(rows_of(file("shards"), file("home")),
              ElementsAre(AllOf(HasSubstr("\"l\" is list of int64"), HasSubstr("would round"))));
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
}  // namespace vitrine::ingest
