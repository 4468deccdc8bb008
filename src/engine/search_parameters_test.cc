// A search's parameters, bound to a split.

#include "engine/search_parameters.h"

#include <gmock/gmock.h>

#include "ask/canonical.h"
#include "search/testing/memory_split.h"

namespace vitrine::engine {
namespace {

using ask::Pairs;
using ask::Question;
using testing::ElementsAre;
using testing::IsEmpty;

std::shared_ptr<search::MemorySplit> rows() {
  return search::MemorySplit::make({{"a", 1}, {"b", 2}, {"c", 3}});
}

Result<SearchRequest> read(Question question, const Pairs& pairs) {
  const Result<ask::Values> values = ask::Values::check(question, pairs);
  if (!values) return values.error();
  return read_search(question, *values, *rows());
}

SearchRequest request(Question question, const Pairs& pairs) {
  Result<SearchRequest> made = read(question, pairs);
  EXPECT_TRUE(made) << made.error().message();
  return made ? *std::move(made) : SearchRequest();
}

std::string refused(Question question, const Pairs& pairs) {
  const Result<SearchRequest> made = read(question, pairs);
  EXPECT_FALSE(made);
  if (made) return "";
  EXPECT_EQ(made.error().code(), ErrorCode::kInvalidArgument);
  return made.error().message();
}

TEST(SearchParameters, WithoutAnyASearchShowsTheFirstRows) {
  const SearchRequest made = request(Question::kSearch, {});
  EXPECT_EQ(made.query.limit, 100U);
  EXPECT_EQ(made.query.offset, 0U);
  EXPECT_EQ(made.query.text, "");
  EXPECT_EQ(made.query.mode, search::SearchMode::kHybrid);
  EXPECT_FALSE(made.query.unfinished);
  EXPECT_FALSE(made.query.condition);
  EXPECT_TRUE(made.query.sort.empty());
  EXPECT_THAT(made.columns, ElementsAre(0, 1)) << "without vectors";
  EXPECT_THAT(made.facets, IsEmpty());
  EXPECT_EQ(made.facet_limit, 10U);
  EXPECT_FALSE(made.want_quantiles);
}

TEST(SearchParameters, EachBecomesItsMember) {
  const SearchRequest made = request(Question::kSearch, {{"q", "reward"},
                                                         {"typing", "1"},
                                                         {"mode", "keyword"},
                                                         {"where", "year > 1"},
                                                         {"sort", "year desc"},
                                                         {"like", "0,2"},
                                                         {"dislike", "1"},
                                                         {"vector", "1,0,0,0.5"},
                                                         {"column", "vector"},
                                                         {"offset", "7"},
                                                         {"limit", "3"},
                                                         {"columns", "year,title,year"},
                                                         {"facets", "title"},
                                                         {"facet_limit", "5"}});
  EXPECT_EQ(made.query.text, "reward");
  EXPECT_TRUE(made.query.unfinished);
  EXPECT_EQ(made.query.mode, search::SearchMode::kKeyword);
  EXPECT_EQ(canonical_text(*made.query.condition), "(> #1 number:'1')");
  EXPECT_EQ(canonical_text(made.query.sort), "#1 desc");
  EXPECT_THAT(made.query.like, ElementsAre(0, 2));
  EXPECT_THAT(made.query.dislike, ElementsAre(1));
  EXPECT_THAT(made.query.vector, ElementsAre(1, 0, 0, 0.5F));
  EXPECT_EQ(made.query.column, search::MemorySplit::kVector);
  EXPECT_EQ(made.query.offset, 7U);
  EXPECT_EQ(made.query.limit, 3U);
  EXPECT_THAT(made.columns, ElementsAre(1, 0)) << "each once, in the order named";
  EXPECT_THAT(made.facets, ElementsAre(0));
  EXPECT_EQ(made.facet_limit, 5U);
}

TEST(SearchParameters, AFileHasTheVectorsToo) {
  EXPECT_THAT(request(Question::kSearch, {{"format", "parquet"}}).columns, ElementsAre(0, 1, 2));
  EXPECT_THAT(request(Question::kSearch, {{"format", "parquet"}, {"columns", "title"}}).columns,
              ElementsAre(0));
}

TEST(SearchParameters, FacetsAreOfAllColumnsAndOfNoRows) {
  const SearchRequest all = request(Question::kFacets, {});
  EXPECT_EQ(all.query.limit, 0U);
  EXPECT_THAT(all.facets, ElementsAre(0, 1));
  const SearchRequest one = request(Question::kFacets, {{"facets", "year"}, {"quantiles", "1"}});
  EXPECT_THAT(one.facets, ElementsAre(1));
  EXPECT_TRUE(one.want_quantiles);
}

TEST(SearchParameters, WhatAQuestionDoesNotTakeStaysAsItIs) {
  const SearchRequest similar = request(Question::kSimilar, {});
  EXPECT_EQ(similar.query.limit, 10U);
  EXPECT_EQ(similar.query.mode, search::SearchMode::kHybrid);
  EXPECT_FALSE(similar.query.unfinished);
  EXPECT_EQ(refused(Question::kSimilar, {{"like", "1"}}), "Parameter 'like': is not taken here");
}

TEST(SearchParameters, MistakesNameTheirParameter) {
  const std::vector<std::pair<Pairs, std::string>> cases = {
      {{{"columns", "title,absent"}}, "Parameter 'columns': there is no column \"absent\""},
      {{{"facets", "absent"}}, "Parameter 'facets': there is no column \"absent\""},
      {{{"where", "yeer > 1"}},
       "Parameter 'where': there is no column \"yeer\"; did you mean \"year\"? (at character 1)"},
      {{{"where", "year >"}},
       "Parameter 'where': the condition ends at character 7 where a column or a value was "
       "expected"},
      {{{"sort", "year down"}},
       "Parameter 'sort': \"down\" stands at character 6 where a comma, ASC or DESC was expected"},
      {{{"like", "3"}},
       "Parameter 'like': there is no row 3: the split has 3 rows, counted from 0"},
      {{{"dislike", "x"}}, "Parameter 'dislike': must be row numbers, from 0, with commas between"},
      {{{"vector", "1,nan"}}, "Parameter 'vector': must be finite numbers with commas between"},
      {{{"column", "title"}}, "Parameter 'column': \"title\" is no column of vectors"},
      {{{"column", "absent"}}, "Parameter 'column': \"absent\" is no column of vectors"},
  };
  for (const auto& [pairs, sentence] : cases)
    EXPECT_EQ(refused(Question::kSearch, pairs), sentence) << pairs.front().second;
}

TEST(SearchParameters, VectorsAreBounded) {
  std::string numbers = "0";
  for (int i = 1; i < 8192; ++i) numbers += ",0";
  EXPECT_EQ(request(Question::kSearch, {{"vector", numbers}}).query.vector.size(), 8192U);
  EXPECT_NE(refused(Question::kSearch, {{"vector", numbers + ",0"}}), "");
}

TEST(SearchParameters, ARowMustBeThere) {
  EXPECT_TRUE(check_row(*rows(), 2));
  const Status beyond = check_row(*rows(), 3);
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(beyond.error().message(), "There is no row 3: the split has 3 rows, counted from 0.");
  EXPECT_FALSE(check_row(*rows(), std::numeric_limits<std::uint64_t>::max()));
}

TEST(ChosenColumns, NamesMayBeQuoted) {
  const schema::Features features = {{"a, b", schema::Feature::value("string")},
                                     {"c", schema::Feature::value("string")}};
  EXPECT_THAT(*read_column_list("columns", "c, \"a, b\", c", features), ElementsAre(1, 0));
  EXPECT_THAT(*read_column_list("columns", " ", features), IsEmpty());
  EXPECT_EQ(read_column_list("shown", "d", features).error().message(),
            "Parameter 'shown': there is no column \"d\"");
}

}  // namespace
}  // namespace vitrine::engine
