#include "duck/json_cell.h"

#include <gtest/gtest.h>

#include "base/json_parse.h"
#include "duck/database.h"

namespace vitrine::duck {
namespace {

class JsonCellTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<Database> database = Database::open({.threads = 1});
    ASSERT_TRUE(database);
    Result<Connection> connection = Connection::open(*database);
    ASSERT_TRUE(connection);
    connection_.emplace(*std::move(connection));
  }

  /// The first column of every row, one JSON value per line; `feature` replaces DuckDB's.
  std::string json(const std::string& query, const schema::Feature* feature = nullptr) {
    Result<QueryResult> result = connection_->query(query);
    if (!result) return result.error().message();
    std::string out;
    Chunk chunk;
    while (true) {
      Result<bool> more = result->next(chunk);
      if (!more) return more.error().message();
      if (!*more) return out;
      for (std::size_t row = 0; row < chunk.rows(); ++row) {
        if (!out.empty()) out += '\n';
        append_cell_json(out, chunk.column(0), row,
                         feature != nullptr ? *feature : result->features()[0].type);
      }
    }
  }
  std::string value(const std::string& expression) { return json("SELECT " + expression); }

  std::optional<Connection> connection_;
};

TEST_F(JsonCellTest, NumbersKeepTheirValue) {
  EXPECT_EQ(value("18446744073709551615::UBIGINT"), "18446744073709551615");
  EXPECT_EQ(value("(-9223372036854775808)::BIGINT"), "-9223372036854775808");
  EXPECT_EQ(value("255::UTINYINT"), "255");
  EXPECT_EQ(value("0.1::FLOAT"), "0.10000000149011612");
  EXPECT_EQ(value("0.1::DOUBLE"), "0.1");
  EXPECT_EQ(value("3::FLOAT"), "3.0");
  EXPECT_EQ(value("-0.0::DOUBLE"), "-0.0");
  EXPECT_EQ(value("true"), "true");
  EXPECT_EQ(value("NULL"), "null");
}

TEST_F(JsonCellTest, WhatJsonHasNoNumberForIsNull) {
  EXPECT_EQ(value("'nan'::DOUBLE"), "null");
  EXPECT_EQ(value("'-inf'::FLOAT"), "null");
  EXPECT_EQ(value("['nan', '1']::FLOAT[]"), "[null,1.0]");
}

TEST_F(JsonCellTest, TheLastMomentsThatFilesCanHoldAreShownAsTheyAre) {
  EXPECT_EQ(value("'infinity'::DATE"), "\"5881580-07-11\"");
  EXPECT_EQ(value("'infinity'::TIMESTAMP"), "\"294247-01-10T04:00:54.775807\"");
  EXPECT_EQ(value("'-infinity'::TIMESTAMP"), "\"-290308-12-21T19:59:05.224193\"");
}

TEST_F(JsonCellTest, NanosecondsAreKept) {
  EXPECT_EQ(value("'2024-01-05 10:00:00.123456789'::TIMESTAMP_NS"),
            "\"2024-01-05T10:00:00.123456789\"");
  EXPECT_EQ(value("'1969-12-31 23:59:59.999999999'::TIMESTAMP_NS"),
            "\"1969-12-31T23:59:59.999999999\"");
  EXPECT_EQ(value("'2024-01-05 10:00:00.123456'::TIMESTAMP_NS"), "\"2024-01-05T10:00:00.123456\"");
}

TEST_F(JsonCellTest, DecimalsAreStringsAsPythonPrintsThem) {
  EXPECT_EQ(value("1.50::DECIMAL(4,2)"), "\"1.50\"");
  EXPECT_EQ(value("(-0.05)::DECIMAL(4,2)"), "\"-0.05\"");
  EXPECT_EQ(value("0.00000012::DECIMAL(18,8)"), "\"1.2E-7\"");
  EXPECT_EQ(value("0::DECIMAL(18,8)"), "\"0E-8\"");
  EXPECT_EQ(value("0.000001::DECIMAL(18,6)"), "\"0.000001\"");
  EXPECT_EQ(value("12345678901234567890123456789::DECIMAL(38,0)"),
            "\"12345678901234567890123456789\"");
  EXPECT_EQ(value("(-170141183460469231731687303715884105728)::HUGEINT"),
            "\"-170141183460469231731687303715884105728\"");
}

TEST_F(JsonCellTest, TimesAreIsoText) {
  EXPECT_EQ(value("DATE '2024-02-29'"), "\"2024-02-29\"");
  EXPECT_EQ(value("DATE '1066-10-14'"), "\"1066-10-14\"");
  EXPECT_EQ(value("TIMESTAMP '1969-12-31 23:59:59.5'"), "\"1969-12-31T23:59:59.500000\"");
  EXPECT_EQ(value("TIMESTAMP '2024-01-02 03:04:05'"), "\"2024-01-02T03:04:05\"");
  EXPECT_EQ(value("'2024-01-02 03:04:05+00'::TIMESTAMPTZ"), "\"2024-01-02T03:04:05Z\"");
  EXPECT_EQ(value("'2024-01-02 03:04:05'::TIMESTAMP_S"), "\"2024-01-02T03:04:05\"");
  EXPECT_EQ(value("TIME '01:02:03.04'"), "\"01:02:03.040000\"");
  EXPECT_EQ(value("'01:02:03+05:30'::TIMETZ"), "\"01:02:03+05:30\"");
}

TEST_F(JsonCellTest, IntervalsReadAsDuckDBPrintsThem) {
  EXPECT_EQ(value("INTERVAL '14 months 3 days 01:02:03.5'"),
            "\"1 year 2 months 3 days 01:02:03.5\"");
  EXPECT_EQ(value("INTERVAL 0 SECOND"), "\"00:00:00\"");
  const std::string all =
      "SELECT to_months(i * 7) + to_days(i % 5) + to_microseconds(i * 1234567) "
      "AS x FROM range(-30, 30) t(i)";
  EXPECT_EQ(json(all), json("SELECT x::VARCHAR FROM (" + all + ")"));
}

TEST_F(JsonCellTest, DatesAgreeWithDuckDBOverFourThousandYears) {
  const std::string days = "SELECT DATE '0001-01-01' + (i * 17)::INT AS x FROM range(86000) t(i)";
  EXPECT_EQ(json(days), json("SELECT x::VARCHAR FROM (" + days + ")"));
}

TEST_F(JsonCellTest, DurationsComeFromTheFeature) {
  const schema::Feature seconds = schema::Feature::value("duration[s]");
  EXPECT_EQ(json("SELECT 90061", &seconds), "\"1 day, 1:01:01\"");
  EXPECT_EQ(json("SELECT -1", &seconds), "\"-1 day, 23:59:59\"");
  const schema::Feature micros = schema::Feature::value("duration[us]");
  EXPECT_EQ(json("SELECT 1500000", &micros), "\"0:00:01.500000\"");
}

TEST_F(JsonCellTest, MomentsAreToldInTheirZone) {
  const auto in_zone = [&](const std::string& moment, const std::string& zone) {
    const schema::Feature feature = schema::Feature::value("timestamp[us, tz=" + zone + "]");
    return json("SELECT TIMESTAMPTZ '" + moment + "'", &feature);
  };
  EXPECT_EQ(in_zone("2024-01-01 00:00:00+02", "+02:00"), R"("2024-01-01T00:00:00+02:00")");
  EXPECT_EQ(in_zone("2024-07-01 00:00:00.25+00", "America/New_York"),
            R"("2024-06-30T20:00:00.250000-04:00")");
  EXPECT_EQ(in_zone("1969-12-31 23:59:59.5+00", "Asia/Kolkata"),
            R"("1970-01-01T05:29:59.500000+05:30")");
  EXPECT_EQ(in_zone("2024-01-01 00:00:00+00", "Europe/London"), R"("2024-01-01T00:00:00Z")");
  EXPECT_EQ(in_zone("2024-01-01 00:00:00+00", "Mars/Olympus"), R"("2024-01-01T00:00:00Z")");
  // Told later than 64 bits of microseconds reach, it would be no moment.
  const schema::Feature east = schema::Feature::value("timestamp[us, tz=+14:00]");
  EXPECT_EQ(json("SELECT make_timestamptz(9223372036854775806)", &east),
            R"("294247-01-10T04:00:54.775806Z")");
  EXPECT_EQ(json("SELECT [TIMESTAMPTZ '2024-01-01 00:00:00+00']",
                 std::make_unique<schema::Feature>(schema::Feature::list(schema::Feature::value(
                                                       "timestamp[s, tz=Europe/Berlin]")))
                     .get()),
            R"(["2024-01-01T01:00:00+01:00"])");
}

TEST_F(JsonCellTest, BytesUuidsAndBitsAreText) {
  EXPECT_EQ(value("''::BLOB"), "\"\"");
  EXPECT_EQ(value("'a'::BLOB"), "\"YQ==\"");
  EXPECT_EQ(value("'ab'::BLOB"), "\"YWI=\"");
  EXPECT_EQ(value("'\\xFF\\x00\\xFE'::BLOB"), "\"/wD+\"");
  EXPECT_EQ(value("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID"),
            "\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"");
  EXPECT_EQ(value("'0101100111'::BIT"), "\"0101100111\"");
}

TEST_F(JsonCellTest, NestedValuesKeepOrderAndNames) {
  EXPECT_EQ(value("{'b': [1, NULL], 'a \"q\"': {'x': 'é\n'}}"),
            "{\"b\":[1,null],\"a \\\"q\\\"\":{\"x\":\"é\\n\"}}");
  EXPECT_EQ(value("MAP {'k': 1}"), "[{\"key\":\"k\",\"value\":1}]");
  EXPECT_EQ(value("[1.5, NULL]::FLOAT[2]"), "[1.5,null]");
  EXPECT_EQ(value("[]::FLOAT[]"), "[]");
  EXPECT_EQ(value("union_value(num := 2)"), "2");
  EXPECT_EQ(json("SELECT unnest([['a'], NULL, []])"), "[\"a\"]\nnull\n[]");
}

TEST_F(JsonCellTest, JsonCellsAreValuesWhereTheTextIsJson) {
  EXPECT_EQ(value("'{\"a\": [1, 2]}'::JSON"), "{\"a\": [1, 2]}");
  const schema::Feature json_feature = schema::Feature::json();
  EXPECT_EQ(json("SELECT unnest(['[1]', 'no json', '{'])", &json_feature),
            "[1]\n\"no json\"\n\"{\"");
}

TEST_F(JsonCellTest, AFeatureThatDoesNotFitIsIgnored) {
  const schema::Feature list = schema::Feature::list(schema::Feature::value("int64"));
  EXPECT_EQ(json("SELECT 'text'", &list), "\"text\"");
  const schema::Feature structure = schema::Feature::structure({});
  EXPECT_EQ(json("SELECT {'a': 1}", &structure), "{\"a\":1}");
}

}  // namespace
}  // namespace vitrine::duck
