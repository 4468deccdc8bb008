#include "cluster/columns.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/json_parse.h"
#include "local/split_relation.h"
#include "local/testing/split_fixture.h"

namespace vitrine::cluster {
namespace {

constexpr std::string_view kFeatures =
    R"j({"title":{"dtype":"string","_type":"Value"},"n":{"dtype":"int64","_type":"Value"},
        "big":{"dtype":"uint64","_type":"Value"},"x":{"dtype":"float64","_type":"Value"},
        "open":{"dtype":"bool","_type":"Value"},"day":{"dtype":"date32","_type":"Value"},
        "at":{"dtype":"timestamp[ms, tz=Europe/Berlin]","_type":"Value"},
        "price":{"dtype":"decimal128(10, 2)","_type":"Value"},
        "wide":{"dtype":"decimal128(38, 2)","_type":"Value"},
        "took":{"dtype":"duration[s]","_type":"Value"},
        "kind":{"names":["a","b"],"_type":"ClassLabel"},
        "authors":{"feature":{"dtype":"string","_type":"Value"},"_type":"List"},
        "shares":{"feature":{"dtype":"float32","_type":"Value"},"_type":"List"},
        "embedding":{"feature":{"dtype":"float32","_type":"Value"},"length":16,"_type":"List"},
        "meta":{"a":{"dtype":"string","_type":"Value"}},
        "keywords":{"dtype":"string","_type":"Value"}})j";

std::string document(const ColumnFields& fields, const std::vector<std::string_view>& cells,
                     const std::vector<NotFinite>& not_finite = {}) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  const Status status = fields.append(json, cells, not_finite);
  json.end_object();
  return status ? out : "!! " + status.error().message();
}

TEST(ColumnFields, AreMappedByTheFormOfTheirValues) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  ColumnFields(*schema::parse_features(kFeatures)).append_properties(json);
  json.end_object();
  const auto type = [](const char* name) { return R"({"type":")" + std::string(name) + R"("})"; };
  const Result<boost::json::value> parsed = parse_json(out);
  ASSERT_TRUE(parsed) << out;
  std::string shown;
  for (const auto& [field, about] : parsed->as_object())
    shown += std::string(field) + ":" + std::string(*string_member(about, "type")) + " ";
  EXPECT_EQ(shown,
            "has:keyword cut:keyword c0:keyword l0:long c1:long c2:long c3:long c4:long c5:long "
            "c6:long c7:long c9:long c10:long c11:keyword l11:long c12:long l12:long c15:keyword "
            "l15:long k15:keyword ");
  EXPECT_NE(out.find(R"("c0":)" + type("keyword")), std::string::npos);
}

TEST(ColumnFields, HaveTheValuesOfARow) {
  const ColumnFields fields(*schema::parse_features(kFeatures));
  EXPECT_EQ(
      document(fields, {R"("é\n")", "-5", "18446744073709551615", "-0.0", "true", R"("1970-01-03")",
                        R"("1970-01-01T01:00:00.005000+01:00")", R"("-1.50")", R"("1.50")",
                        R"("-1 day, 23:59:58")", "1", R"(["x",null,"y"])", "[1.5]", "[0]",
                        R"({"a":"b"})", R"("b, a;;b ")"}),
      R"({"c0":"é\n","l0":2,"c1":-5,"c2":9223372036854775807,"c3":0,"c4":1,"c5":2,"c6":5,"c7":-150,)"
      R"("c9":-2,"c10":1,"l11":3,"c11":["x","y"],"l12":1,"c12":[4609434218613702656],)"
      R"("c15":"b, a;;b ","l15":8,"k15":["b","a","b"],)"
      R"("has":["0","1","2","3","4","5","6","7","8","9","10","11","12","13","14","15"]})");
}

TEST(ColumnFields, TellNullFromEmptyAndFromWhatIsNoNumber) {
  const ColumnFields fields(*schema::parse_features(
      R"({"x":{"dtype":"float64","_type":"Value"},"xs":{"feature":{"dtype":"float64","_type":"Value"},"_type":"List"}})"));
  EXPECT_EQ(document(fields, {"null", "null"}), "{}");
  EXPECT_EQ(document(fields, {"null", "[]"}), R"({"l1":0,"has":["1"]})");
  const double nan = std::nan("");
  EXPECT_EQ(document(fields, {"null", "[null,null]"}, {{0, 0, 0, nan}, {0, 1, 1, nan}}),
            R"({"c0":9221120237041090560,"l1":2,"c1":[9221120237041090560],"has":["0","1"]})");
}

TEST(ColumnFields, CutLongTextsSoThatOnlyEqualOnesAreEqual) {
  const std::string whole(8000, 'a');
  EXPECT_EQ(field_text(whole), whole);
  const std::string longer = field_text(whole + "b");
  EXPECT_EQ(longer.substr(0, 8004), whole + "\xF4\x8F\xBF\xBF");
  EXPECT_EQ(longer.size(), 8004U + 64U);
  EXPECT_NE(longer, field_text(whole + "c"));
  EXPECT_EQ(field_text(std::string(7999, 'a') + "é").substr(7999, 4), "\xF4\x8F\xBF\xBF");
  const ColumnFields fields(*schema::parse_features(R"({"t":{"dtype":"string","_type":"Value"}})"));
  const std::string cell = "\"" + whole + "b\"";
  EXPECT_NE(document(fields, {cell}).find(R"("l0":8001,"has":["0"],"cut":["0"]})"),
            std::string::npos);
}

TEST(ColumnFields, RefuseACellThatItsTypeDoesNotHave) {
  const ColumnFields fields(*schema::parse_features(R"({"n":{"dtype":"int64","_type":"Value"}})"));
  EXPECT_EQ(document(fields, {"1.5"}), "!! column 0: a cell of type int64 holds 1.5");
}

TEST(CutColumns, AreTheNumbersOfTheBuckets) {
  const auto answer = [](const std::string& buckets) {
    return R"({"aggregations":{"cut":{"buckets":[)" + buckets + "]}}}";
  };
  EXPECT_EQ(*read_cut_columns(answer("")), std::vector<std::size_t>());
  EXPECT_EQ(*read_cut_columns(answer(R"({"key":"12","doc_count":1},{"key":"3","doc_count":2})")),
            (std::vector<std::size_t>{3, 12}));
  for (const char* odd : {R"({"key":"x"})", R"({"key":"3x"})", R"({"key":""})", R"({"key":3})",
                          R"({"key":"-1"})", R"({"key":"99999999999999999999"})", "{}"})
    EXPECT_FALSE(read_cut_columns(answer(odd))) << odd;
  for (const char* odd : {"", "[]", "{}", R"({"aggregations":{"cut":{"buckets":{}}}})"})
    EXPECT_FALSE(read_cut_columns(odd)) << odd;
}

TEST(ValueCodes, OrderFloatsAsSqlDoes) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const double ascending[] = {-kInfinity, -1e300, -1,    -5e-324,   0,
                              5e-324,     1,      1e300, kInfinity, std::nan("")};
  for (std::size_t i = 1; i < std::size(ascending); ++i)
    EXPECT_LT(code_of_float(ascending[i - 1]), code_of_float(ascending[i])) << i;
  for (const double value : {-kInfinity, -1.5, 0.0, 2.25}) {
    EXPECT_EQ(float_of_code(code_of_float(value)), value);
  }
  EXPECT_EQ(code_of_float(-0.0), code_of_float(0.0));
  EXPECT_EQ(code_of_float(-std::nan("")), code_of_float(std::nan("")));
}

class ColumnCodes : public local::SplitFixture {};

/// Every kind of value, as real cells have it, in SQL's own order.
TEST_F(ColumnCodes, OfCellsAreInTheOrderOfSql) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> kinds = {
      {"TINYINT", {"-128", "0", "127"}},
      {"BIGINT", {"-9223372036854775808", "0", "9223372036854775807"}},
      {"UBIGINT", {"0", "9223372036854775808", "18446744073709551615"}},
      {"FLOAT", {"-1e30", "-1e-30", "0", "0.1", "1e30"}},
      {"DOUBLE", {"-1e300", "0", "0.1", "1e300"}},
      {"DECIMAL(18, 9)", {"-999999999.999999999", "0.000000001", "0.5", "123456789"}},
      {"DATE", {"'-infinity'", "'0044-03-15 (BC)'", "'1969-12-31'", "'2024-02-29'", "'infinity'"}},
      {"TIME", {"'00:00:00'", "'00:00:00.000001'", "'23:59:59'"}},
      {"TIMESTAMP_S", {"'0001-01-01'", "'1969-12-31 23:59:59'", "'2024-02-29'"}},
      {"TIMESTAMP_MS", {"'1969-12-31 23:59:59.999'", "'2024-02-29 00:00:00.5'"}},
      {"TIMESTAMP",
       {"'-infinity'", "'1969-12-31 23:59:59.999999'", "'2024-02-29 12:00:00'", "'infinity'"}},
      {"TIMESTAMP_NS", {"'1969-12-31 23:59:59.999999999'", "'2024-01-01 00:00:00.000000001'"}},
      {"TIMESTAMPTZ",
       {"'1969-12-31 23:59:59+00'", "'1970-01-01 01:30:00+01'", "'2024-01-01 00:00:00+00'"}},
      {"BOOLEAN", {"false", "true"}}};
  std::string select;
  std::size_t rows = 0;
  for (const auto& kind : kinds) rows = std::max(rows, kind.second.size());
  for (std::size_t row = 0; row < rows; ++row) {
    select += row == 0 ? "SELECT " : " UNION ALL SELECT ";
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      const auto& [type, values] = kinds[i];
      select += (i == 0 ? "" : ", ") + std::string("CAST(") +
                (row < values.size() ? values[row] : "NULL") + " AS " + type + ") AS f" +
                std::to_string(i);
    }
  }
  const auto split = import_sql("codes", select);
  std::vector<std::vector<std::int64_t>> codes(kinds.size());
  std::vector<std::size_t> columns(kinds.size());
  std::vector<std::uint64_t> all(rows);
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = i;
  for (std::size_t i = 0; i < rows; ++i) all[i] = i;
  const Status read = split->visit_cells(all, columns, [&](std::size_t, auto cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i] == "null") continue;
      const Result<std::int64_t> code = code_of_cell(split->features()[i].type, cells[i]);
      EXPECT_TRUE(code) << code.error().message();
      if (code) codes[i].push_back(*code);
    }
    return true;
  });
  ASSERT_TRUE(read) << read.error().message();
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    EXPECT_EQ(codes[i].size(), kinds[i].second.size()) << kinds[i].first;
    for (std::size_t k = 1; k < codes[i].size(); ++k)
      EXPECT_LT(codes[i][k - 1], codes[i][k]) << kinds[i].first << " " << k;
  }
}

TEST_F(ColumnCodes, WhatCellsDoNotTellIsFound) {
  const auto split = import_sql(
      "special",
      "SELECT 1.5::DOUBLE AS x, [1, 'nan'::FLOAT] AS xs, 'a' AS t UNION ALL SELECT NULL, NULL, 'b' "
      "UNION ALL SELECT 'nan'::DOUBLE, [], 'c' UNION ALL SELECT '-inf'::DOUBLE, ['inf'::FLOAT], "
      "'d'");
  Result<duck::Connection> connection = sql_->connect();
  const Result<std::vector<NotFinite>> found =
      find_not_finite(*connection, "(" + local::split_relation_sql(*split, "at") + ")", "at",
                      split->features(), {});
  ASSERT_TRUE(found) << found.error().message();
  std::string shown;
  for (const NotFinite& one : *found) {
    shown += std::to_string(one.row) + "." + std::to_string(one.column) + "." +
             std::to_string(one.member) +
             (std::isnan(one.value) ? "nan"
              : one.value < 0       ? "-"
                                    : "+") +
             " ";
  }
  EXPECT_EQ(shown, "0.1.1nan 2.0.0nan 3.0.0- 3.1.0+ ");
  const Result<std::vector<NotFinite>> none =
      find_not_finite(*connection, "nosuch", "at", {split->features()[2]}, {});
  EXPECT_TRUE(none && none->empty());
}

}  // namespace
}  // namespace vitrine::cluster
