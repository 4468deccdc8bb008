#include "search/highlights.h"

#include "base/json_parse.h"
#include "local/testing/split_fixture.h"

namespace vitrine::local {
namespace {

class HighlightsTest : public SplitFixture {
 protected:
  std::string marked(const search::Split& split, std::string_view query,
                     const std::vector<std::string_view>& cells,
                     std::vector<text::TextCorrection> corrections = {}) const {
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < cells.size(); ++i) columns.push_back(i);
    Result<search::RowHighlights> highlights =
        search::RowHighlights::create(split, query, corrections, columns);
    EXPECT_TRUE(highlights) << highlights.error().message();
    std::string out;
    highlights->append_json(out, cells);
    return out;
  }
};

constexpr std::string_view kRows =
    "{\"t\":\"Reward models\",\"names\":[\"Ada\",\"Bob Ray\"],\"n\":1}\n";

TEST_F(HighlightsTest, SpansLieInTheTextOfTheirColumnAndItem) {
  const auto split = import("one", kRows);
  EXPECT_EQ(marked(*split, "model ada", {R"("Reward models")", R"(["Bob","Ada"])", "1"}),
            R"({"t":[{"text":"Reward models","start":0,"spans":[[7,13]]}],)"
            R"("names":[{"item":1,"text":"Ada","start":0,"spans":[[0,3]]}]})");
  EXPECT_EQ(marked(*split, "reward models", {R"("Reward models")", "[]", "1"}),
            R"({"t":[{"text":"Reward models","start":0,"spans":[[0,6],[7,13]]}]})");
}

TEST_F(HighlightsTest, WithoutAMatchThereIsNothing) {
  const auto split = import("one", kRows);
  EXPECT_EQ(marked(*split, "vision", {R"("Reward models")", R"(["Ada",null])", "1"}), "{}");
  EXPECT_EQ(marked(*split, "reward", {"null", "null", "1"}), "{}");
}

TEST_F(HighlightsTest, PlacesAreCountedInUtf16) {
  const auto split = import("one", kRows);
  // One unit for each accented letter, two for the sign beyond the basic plane.
  EXPECT_EQ(
      marked(*split, "reward", {"\"\u00e9\u00e9 \U0001F600 reward\"", "[]", "1"}),
      "{\"t\":[{\"text\":\"\u00e9\u00e9 \U0001F600 reward\",\"start\":0,\"spans\":[[6,12]]}]}");
}

TEST_F(HighlightsTest, OfALongTextThePieceIsShownThatMatches) {
  const auto split = import("one", kRows);
  std::string filler;
  for (int i = 0; i < 100; ++i) filler += "\u00e9\u00e9 ";
  const std::string cell = "\"" + filler + "reward " + filler + "\"";
  const boost::json::value found = *parse_json(marked(*split, "reward", {cell, "[]", "1"}));
  const boost::json::value& piece = found.at("t").at(0);
  const std::string_view text = piece.at("text").as_string();
  EXPECT_LT(text.size(), 300U);
  const std::int64_t start = piece.at("start").as_int64();
  const std::int64_t begin = piece.at("spans").at(0).at(0).as_int64();
  EXPECT_EQ(start + begin, 300) << "three units for each of a hundred words in front";
  EXPECT_EQ(piece.at("spans").at(0).at(1).as_int64(), begin + 6);
}

TEST_F(HighlightsTest, WhatAWordWasCorrectedToIsMarked) {
  const auto split = import("one", kRows);
  text::TextCorrection correction;
  correction.term = "reward";
  EXPECT_EQ(marked(*split, "rewrad", {R"("Reward models")", "[]", "1"}), "{}");
  EXPECT_EQ(marked(*split, "rewrad", {R"("Reward models")", "[]", "1"}, {correction}),
            R"({"t":[{"text":"Reward models","start":0,"spans":[[0,6]]}]})");
}

}  // namespace
}  // namespace vitrine::local
