#include "local/row_selector.h"

#include <limits>

#include "ask/lenient_grammar.h"
#include "atlas/map_file.h"
#include "local/testing/split_fixture.h"
#include "store/artefacts.h"

namespace vitrine::local {
namespace {

using RowSelectorTest = SplitFixture;

TEST_F(RowSelectorTest, TwoDatasetsAskedTheSameKeepTheirOwnAnswers) {
  const auto low = import("low", "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n");
  const auto high = import("high", "{\"n\":3}\n{\"n\":1}\n{\"n\":1}\n");
  EXPECT_EQ(rows_where(*low, "n < 2"), "0");
  EXPECT_EQ(rows_where(*high, "n < 2"), "1 2");
  EXPECT_EQ(rows_where(*low, "n < 2"), "0") << "when it is remembered";
  const Result<ask::Order> order = ask::parse_sort("n DESC", low->features());
  ASSERT_TRUE(order);
  using Rows = std::vector<std::uint32_t>;
  EXPECT_EQ(**low->order(*order, {}), (Rows{2, 1, 0}));
  EXPECT_EQ(**high->order(*order, {}), (Rows{0, 1, 2}));
}

TEST_F(RowSelectorTest, AnOrderLargerThanTheCacheIsKeptUntilTheNextOne) {
  const auto split = import("large", "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n");
  RowSelector small({.threads = 1, .cache_bytes = 4, .temp_directory = directory_ / "tmp"});
  const ask::Order down = ask::parse_sort("n DESC", split->features()).value();
  const ask::Order up = ask::parse_sort("n", split->features()).value();
  const auto first = small.sorted(*split, down, {}).value();
  EXPECT_EQ(small.sorted(*split, down, {}).value(), first) << "the same object";
  EXPECT_EQ(*small.sorted(*split, up, {}).value(), (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_NE(small.sorted(*split, down, {}).value(), first);
  EXPECT_EQ(*small.sorted(*split, down, {}).value(), *first);
}

TEST_F(RowSelectorTest, PredicatesThatDifferInOneThingKeepTheirOwnAnswers) {
  const auto split = import("one", "{\"n\":1,\"m\":2}\n{\"n\":2,\"m\":1}\n");
  EXPECT_EQ(rows_where(*split, "n < 2"), "0");
  EXPECT_EQ(rows_where(*split, "m < 2"), "1");
  EXPECT_EQ(rows_where(*split, "n <= 2"), "0 1");
  EXPECT_EQ(rows_where(*split, "n < 3"), "0 1");
}

/// Areas were once looked for in the SQL, where a text may hold anything.
TEST_F(RowSelectorTest, ATextThatLooksLikeAnAreaIsAText) {
  const auto split = import("texts", "{\"plain\":\"a\"}\n{\"plain\":\"b\"}\n");
  EXPECT_EQ(rows_where(*split, "plain = '\"\x01inside 0 0,0,1,1,2,2\"'"), "");
  EXPECT_EQ(rows_where(*split,
                       "plain <> '\"\x01"
                       "area 0\"'"),
            "0 1");
}

constexpr std::string_view kVectors =
    "{\"t\":\"a\",\"vector\":[1,0]}\n{\"t\":\"b\",\"vector\":[0,1]}\n{\"t\":\"c\",\"vector\":[1,1]}"
    "\n"
    "{\"t\":null,\"vector\":null}\n";
constexpr std::string_view kVectorCard =
    "---\ndataset_info:\n  features:\n  - name: t\n    dtype: string\n  - name: vector\n"
    "    sequence: float32\n    length: 2\n---\n";

TEST_F(RowSelectorTest, InsideHoldsForTheRowsWhosePlaceLiesInTheArea) {
  const auto split = import("mapped", kVectors, kVectorCard);
  const std::string square = "INSIDE(vector, 0, 0, 2, 0, 2, 2, 0, 2)";
  EXPECT_EQ(
      rows_where(*split, square),
      "error: INSIDE needs the map of \"vector\", which has not been made yet: open the Map tab or "
      "ask for /map");
  atlas::AtlasMap map;
  map.num_points = 3;
  constexpr float kNowhere = std::numeric_limits<float>::quiet_NaN();
  map.places = {{1, 1}, {5, 5}, {1, 1.5F}, {kNowhere, kNowhere}};
  map.clusters = {0, 0, 0, atlas::kNoCluster};
  ASSERT_TRUE(split->snapshot().make_derived_folder("default", "train"));
  ASSERT_TRUE(atlas::write_map_file(
      split->snapshot().derived_file("default", "train",
                                     store::artefact_filename(store::Artefact::kMap, 1)),
      map));
  EXPECT_EQ(rows_where(*split, square), "0 2");
  EXPECT_EQ(rows_where(*split, "NOT " + square), "1 3") << "a row without a place is in no area";
  EXPECT_EQ(rows_where(*split, square + " AND t LIKE 'c%'"), "2");
  EXPECT_EQ(rows_where(*split, square + " AND NOT INSIDE(vector, 0, 1.2, 2, 1.2, 2, 2, 0, 2)"),
            "0");
  EXPECT_EQ(rows_where(*split, "coalesce(" + square + ", TRUE) = FALSE"), "1 3");
  EXPECT_EQ(rows_where(*split, "t = 'b' OR " + square), "0 1 2");
}

}  // namespace
}  // namespace vitrine::local
