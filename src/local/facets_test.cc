#include "search/facets.h"

#include "local/testing/split_fixture.h"

namespace vitrine::local {
namespace {

class Facets : public SplitFixture {
 protected:
  static std::vector<search::ColumnFacet> count(const search::Split& split,
                                                const search::FacetQuery& query) {
    Result<std::vector<search::ColumnFacet>> facets = split.facets(query, {});
    EXPECT_TRUE(facets) << facets.error().message();
    return facets ? *std::move(facets) : std::vector<search::ColumnFacet>();
  }
  static search::FacetQuery quantiles_of(std::vector<std::size_t> columns,
                                         const search::Selection& wanted = {}) {
    return {std::move(columns), 10, wanted, true};
  }
  /// "a:2 b:1"
  static std::string shown(const search::ColumnFacet& facet) {
    std::string out;
    for (const search::FacetValue& value : facet.values)
      out += (out.empty() ? "" : " ") + value.json + ":" + std::to_string(value.count);
    return out;
  }
};

TEST_F(Facets, ValuesThatOccurOnceAreCountedToo) {
  const auto split = import("once",
                            "{\"word\":\"b\",\"tags\":[\"x\",\"y\"],\"n\":3}\n"
                            "{\"word\":\"a\",\"tags\":[\"z\"],\"n\":3}\n"
                            "{\"word\":\"c\",\"tags\":[\"x\"],\"n\":1}\n"
                            "{\"word\":null,\"tags\":null,\"n\":null}\n");
  const std::vector<search::ColumnFacet> facets = count(*split, {{0, 1, 2}, 10});
  EXPECT_EQ(shown(facets[0]), R"("a":1 "b":1 "c":1)");
  EXPECT_EQ(shown(facets[1]), R"("x":2 "y":1 "z":1)");
  EXPECT_EQ(shown(facets[2]), "3:2 1:1");
  EXPECT_EQ(facets[0].distinct, 3U);
  EXPECT_EQ(facets[0].missing, 1U);
}

TEST_F(Facets, TheLimitKeepsTheMostFrequentAndOfThoseTheFirstByValue) {
  std::string lines;
  for (const char* word : {"d", "c", "b", "a", "c", "b", "e", "e", "e"})
    lines += std::string("{\"word\":\"") + word + "\"}\n";
  const auto split = import("limited", lines);
  EXPECT_EQ(shown(count(*split, {{0}, 1})[0]), R"("e":3)");
  EXPECT_EQ(shown(count(*split, {{0}, 2})[0]), R"("e":3 "b":2)");
  EXPECT_EQ(shown(count(*split, {{0}, 4})[0]), R"("e":3 "b":2 "c":2 "a":1)");
  EXPECT_EQ(shown(count(*split, {{0}, 5})[0]), R"("e":3 "b":2 "c":2 "a":1 "d":1)");
}

TEST_F(Facets, OnlyWantedRowsAreCounted) {
  const auto split = import("some", "{\"word\":\"a\"}\n{\"word\":\"b\"}\n{\"word\":\"b\"}\n");
  EXPECT_EQ(shown(count(*split, {{0}, 10, search::Selection::of({0, 2})})[0]), R"("a":1 "b":1)");
}

/// numpy.percentile of the same values gives the same.
TEST_F(Facets, QuantilesAreThoseOfAllWantedValues) {
  const auto split = import_sql(
      "quantiles",
      "SELECT i::INTEGER AS n, i / 4.0 AS x, DATE '2024-01-01' + (i * 2)::INTEGER AS day, "
      "repeat('ab ', (i % 50)::INTEGER) || 'x' || i AS text FROM range(101) AS r(i) UNION ALL "
      "SELECT "
      "NULL, NULL, NULL, NULL");
  const auto all = count(*split, quantiles_of({0, 1, 2}));
  using Texts = std::vector<std::string>;
  EXPECT_EQ(all[0].quantiles, (Texts{"1", "5", "25", "50", "75", "95", "99"}));
  EXPECT_EQ(all[1].quantiles, (Texts{"0.25", "1.25", "6.25", "12.5", "18.75", "23.75", "24.75"}));
  EXPECT_EQ(all[2].quantiles->front(), "\"2024-01-03\"");
  const auto some = count(*split, quantiles_of({0, 2}, search::Selection::of({10, 11, 14, 101})));
  EXPECT_EQ(some[0].quantiles, (Texts{"10.02", "10.1", "10.5", "11", "12.5", "13.7", "13.94"}));
  EXPECT_EQ((*some[1].quantiles)[3], "\"2024-01-23\"");
}

TEST_F(Facets, QuantilesAreOfLengthsWhereTextIsLongAndOfNothingWhereNoneWereAskedFor) {
  const auto split = import_sql("lengths",
                                "SELECT repeat('ab ', i::INTEGER) AS text, 'c' || (i % 3) AS class "
                                "FROM range(1, 302) AS r(i)");
  const auto facets = count(*split, quantiles_of({0, 1}));
  ASSERT_TRUE(facets[0].histogram);
  EXPECT_EQ((*facets[0].quantiles)[3], "453");
  EXPECT_TRUE(facets[1].quantiles->empty());
  EXPECT_TRUE(count(*split, quantiles_of({0}, search::Selection::none()))[0].quantiles->empty());
  EXPECT_FALSE(count(*split, {{0}, 10})[0].quantiles);
}

TEST_F(Facets, MomentsAreToldInTheZoneOfTheirColumnAsCellsAre) {
  constexpr const char* kInBerlin = R"(---
dataset_info:
  features:
  - name: at
    dtype: timestamp[us, tz=Europe/Berlin]
---
)";
  const auto split = import(
      "zoned", "{\"at\":\"2024-01-31T23:30:00Z\"}\n{\"at\":\"2024-07-31T22:00:00Z\"}\n", kInBerlin);
  const auto facets = count(*split, quantiles_of({0}));
  EXPECT_EQ(shown(facets[0]), R"("2024-02-01T00:30:00+01:00":1 "2024-08-01T00:00:00+02:00":1)");
  EXPECT_EQ(facets[0].quantiles->at(3), R"("2024-05-02T00:45:00+02:00")");
  EXPECT_EQ(rows_where(*split, "at = '2024-08-01T00:00:00+02:00'"), "1");
}

/// The file of values has microseconds: a value or a number of them would be another than the
/// rows'.
TEST_F(Facets, MomentsInNanosecondsHaveABarEachAndNoValues) {
  const auto split = import_sql("nanos",
                                "SELECT make_timestamp_ns(1700000000123456000 + i) AS t FROM "
                                "range(3) AS r(i) UNION ALL SELECT NULL");
  const std::vector<search::ColumnFacet> facets = count(*split, {{0}, 10});
  EXPECT_EQ(shown(facets[0]), "");
  EXPECT_EQ(facets[0].distinct, std::nullopt);
  EXPECT_EQ(facets[0].missing, 1U);
  ASSERT_TRUE(facets[0].histogram);
  EXPECT_EQ(facets[0].histogram->counts, (std::vector<std::uint64_t>{3}));
}

TEST_F(Facets, ConditionsSeeEveryNanosecondAndDaysThatNanosecondsDoNotReach) {
  const auto split = import_sql("nanos",
                                "SELECT make_timestamp_ns(1700000000123456000 + i) AS t FROM "
                                "range(3) AS r(i) UNION ALL SELECT NULL");
  EXPECT_EQ(rows_where(*split, "t = '2023-11-14 22:13:20.123456001'"), "1");
  EXPECT_EQ(rows_where(*split, "t > '2023-11-14T22:13:20.123456001'"), "2");
  EXPECT_EQ(rows_where(*split, "t <= '2023-11-14 22:13:20.123456001'"), "0 1");
  EXPECT_EQ(rows_where(*split, "t <> '2023-11-14 22:13:20.123456'"), "1 2");
  EXPECT_EQ(rows_where(*split, "t >= '2023-11-14'"), "0 1 2");
  EXPECT_EQ(rows_where(*split, "t > '1066-10-14'"), "0 1 2");
  EXPECT_EQ(rows_where(*split, "t < '2500-01-01 12:00:00'"), "0 1 2");
  EXPECT_EQ(rows_where(*split, "t >= '2500-01-01'"), "");
}

}  // namespace
}  // namespace vitrine::local
