#include "search/facets.h"

#include <gtest/gtest.h>

namespace vitrine::search {
namespace {

std::string shown(const ColumnFacet& facet) {
  std::string out = "x";
  append_facet_json(out, facet);
  EXPECT_EQ(out[0], 'x') << "what was there stays";
  return out.substr(1);
}

TEST(FacetJson, WhatIsNotKnownIsNull) {
  EXPECT_EQ(shown({}), R"({"missing":null,"distinct":null,"values":[],"histogram":null})");
}

TEST(FacetJson, ValuesStandAsTheJsonTheyAre) {
  ColumnFacet facet;
  facet.missing = 0;
  facet.distinct = 2;
  facet.values = {{R"("Oral \"x\"")", 3}, {"null", 1}, {"1.5", 18446744073709551615U}};
  EXPECT_EQ(
      shown(facet),
      R"({"missing":0,"distinct":2,"values":[{"value":"Oral \"x\"","count":3},)"
      R"({"value":null,"count":1},{"value":1.5,"count":18446744073709551615}],"histogram":null})");
}

TEST(FacetJson, AHistogramHasItsEdges) {
  ColumnFacet facet;
  facet.histogram = Histogram{"[0,0.5,1]", {2, 0}};
  EXPECT_EQ(
      shown(facet),
      R"({"missing":null,"distinct":null,"values":[],"histogram":{"hist":[2,0],"bin_edges":[0,0.5,1]}})");
  facet.histogram = Histogram{"[]", {}};
  EXPECT_EQ(
      shown(facet),
      R"({"missing":null,"distinct":null,"values":[],"histogram":{"hist":[],"bin_edges":[]}})");
}

TEST(FacetJson, QuantilesAreThereWhereAskedFor) {
  ColumnFacet facet;
  facet.quantiles = std::vector<std::string>();
  EXPECT_EQ(shown(facet),
            R"({"missing":null,"distinct":null,"values":[],"histogram":null,"quantiles":[]})")
      << "asked for, and there are none";
  facet.quantiles = {"1", "2", "3", "\"2024-01-01\"", "5", "6", "7"};
  EXPECT_EQ(
      shown(facet),
      R"({"missing":null,"distinct":null,"values":[],"histogram":null,"quantiles":[[0.01,1],[0.05,2],)"
      R"([0.25,3],[0.5,"2024-01-01"],[0.75,5],[0.95,6],[0.99,7]]})");
}

}  // namespace
}  // namespace vitrine::search
