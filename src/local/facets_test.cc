#include "search/facets.h"

#include "local/testing/split_fixture.h"

namespace vitrine {
namespace {

class Facets : public SplitFixture {
 protected:
  static std::vector<ColumnFacet> count(const Split& split, const FacetQuery& query) {
    Result<std::vector<ColumnFacet>> facets = split.facets(query, {});
    EXPECT_TRUE(facets) << facets.error().message();
    return facets ? *std::move(facets) : std::vector<ColumnFacet>();
  }
  /// "a:2 b:1"
  static std::string shown(const ColumnFacet& facet) {
    std::string out;
    for (const FacetValue& value : facet.values)
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
  const std::vector<ColumnFacet> facets = count(*split, {{0, 1, 2}, 10, nullptr});
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
  EXPECT_EQ(shown(count(*split, {{0}, 1, nullptr})[0]), R"("e":3)");
  EXPECT_EQ(shown(count(*split, {{0}, 2, nullptr})[0]), R"("e":3 "b":2)");
  EXPECT_EQ(shown(count(*split, {{0}, 4, nullptr})[0]), R"("e":3 "b":2 "c":2 "a":1)");
  EXPECT_EQ(shown(count(*split, {{0}, 5, nullptr})[0]), R"("e":3 "b":2 "c":2 "a":1 "d":1)");
}

TEST_F(Facets, OnlyWantedRowsAreCounted) {
  const auto split = import("some", "{\"word\":\"a\"}\n{\"word\":\"b\"}\n{\"word\":\"b\"}\n");
  RowSet wanted(3);
  wanted.insert(0);
  wanted.insert(2);
  EXPECT_EQ(shown(count(*split, {{0}, 10, &wanted})[0]), R"("a":1 "b":1)");
}

/// The file of values has microseconds: a value or a number of them would be another than the
/// rows'.
TEST_F(Facets, MomentsInNanosecondsHaveABarEachAndNoValues) {
  const auto split = import_sql("nanos",
                                "SELECT make_timestamp_ns(1700000000123456000 + i) AS t FROM "
                                "range(3) AS r(i) UNION ALL SELECT NULL");
  const std::vector<ColumnFacet> facets = count(*split, {{0}, 10, nullptr});
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
}  // namespace vitrine
