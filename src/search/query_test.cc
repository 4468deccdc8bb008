// What a query makes of a split's answers: which legs rank, how pages follow each other, what
// counts, and what is said where something is missing. On rows in memory, with loops beside it.

#include "search/query.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "search/testing/memory_split.h"
#include "search/testing/query_cases.h"

namespace vitrine::search {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Rows = std::vector<std::uint64_t>;

TEST(QueryModes, HaveTheNamesThatAreRead) {
  for (const SearchMode mode : {SearchMode::kHybrid, SearchMode::kKeyword, SearchMode::kSemantic})
    EXPECT_EQ(parse_search_mode(search_mode_name(mode)), mode);
  for (const std::string_view wrong : {"", "Hybrid", "keyword ", "semantics"})
    EXPECT_FALSE(parse_search_mode(wrong)) << wrong;
  EXPECT_EQ(meaning_name(Meaning::kNone), "none");
  EXPECT_EQ(meaning_name(Meaning::kText), "text");
  EXPECT_EQ(meaning_name(Meaning::kGiven), "given");
  EXPECT_EQ(meaning_name(Meaning::kModel), "model");
  EXPECT_EQ(meaning_name(Meaning::kProjection), "projection");
  EXPECT_EQ(meaning_name(Meaning::kFeedback), "feedback");
}

INSTANTIATE_TEST_SUITE_P(Rows, QueryTest, testing::Bool(),
                         [](const auto& rows) { return rows.param ? "AsBitmaps" : "Described"; });

TEST_P(QueryTest, WithoutAnythingAskedRowsComeInOrder) {
  const auto rows = split(random_rows(1, 10));
  Query query;
  query.limit = 4;
  Hits hits = run(*rows, query);
  EXPECT_EQ(hits.total, 10U);
  EXPECT_THAT(hits.rows, ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(hits.scores, IsEmpty()) << "nothing ranks";
  EXPECT_THAT(hits.reasons, IsEmpty());
  EXPECT_EQ(hits.mode, SearchMode::kKeyword);
  EXPECT_EQ(hits.meaning, Meaning::kNone);
  query.offset = 8;
  EXPECT_THAT(run(*rows, query).rows, ElementsAre(8, 9));
  query.offset = 10;
  EXPECT_THAT(run(*rows, query).rows, IsEmpty());
  query.offset = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(run(*rows, query).total, 10U);
  query = {};
  query.limit = 0;
  EXPECT_EQ(run(*rows, query).total, 10U);
  EXPECT_THAT(run(*rows, query).rows, IsEmpty());
}

TEST_P(QueryTest, ASplitWithoutRowsAnswers) {
  const auto empty = split({});
  for (const SearchMode mode : {SearchMode::kHybrid, SearchMode::kKeyword, SearchMode::kSemantic}) {
    for (const std::string text : {"", "apple"}) {
      const Hits hits = run(*empty, words(text, mode));
      EXPECT_EQ(hits.total, 0U);
      EXPECT_THAT(hits.rows, IsEmpty());
    }
  }
}

TEST_P(QueryTest, AConditionLeavesItsRows) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    const auto rows = split(random_rows(seed, 30));
    Query query;
    query.condition = year_is("2002");
    query.dislike = {0, 3};
    query.mode = SearchMode::kKeyword;
    query.want_matched = true;
    Rows wanted;
    for (std::uint64_t row = 0; row < 30; ++row)
      if (rows->rows()[row].year == 2002 && row != 0 && row != 3) wanted.push_back(row);
    const Hits hits = run(*rows, query);
    EXPECT_EQ(hits.rows, wanted);
    EXPECT_EQ(hits.total, wanted.size());
    EXPECT_EQ(rows->rows_of(hits.matched), wanted);
  }
}

TEST_P(QueryTest, AnOrderIsKeptAndTiesGoToTheLowerRow) {
  const auto rows = split({{"a", 2}, {"b", 1}, {"c", 2}, {"d", 1}, {"e", 3}});
  Query query;
  query.sort = by_year(true);
  EXPECT_THAT(run(*rows, query).rows, ElementsAre(4, 0, 2, 1, 3));
  query.sort = by_year(false);
  EXPECT_THAT(run(*rows, query).rows, ElementsAre(1, 3, 0, 2, 4));
  query.offset = 1;
  query.limit = 2;
  EXPECT_THAT(run(*rows, query).rows, ElementsAre(3, 0));
  EXPECT_EQ(run(*rows, query).total, 5U);
}

TEST_P(QueryTest, WordsRankByTheirScore) {
  const auto rows =
      split({{"cat", 1}, {"cat cat bee", 2}, {"bee", 3}, {"dune", 4}, {"bee cat", 5}});
  Query query = words("cat bee");
  query.want_matched = true;
  const Hits hits = run(*rows, query);
  EXPECT_THAT(hits.rows, ElementsAre(1, 4, 0, 2));
  EXPECT_THAT(hits.scores, ElementsAre(3, 2, 1, 1));
  EXPECT_EQ(hits.total, 4U);
  EXPECT_EQ(hits.near, 0U);
  EXPECT_EQ(hits.mode, SearchMode::kKeyword);
  EXPECT_EQ(rows->rows_of(hits.matched), (Rows{0, 1, 2, 4}));
  for (std::uint32_t i = 0; i < 4; ++i) {
    ASSERT_TRUE(hits.reasons[i].keyword);
    EXPECT_EQ(hits.reasons[i].keyword->rank, i + 1);
    EXPECT_FALSE(hits.reasons[i].semantic);
  }
  query.offset = 2;
  query.limit = 1;
  const Hits page = run(*rows, query);
  EXPECT_THAT(page.rows, ElementsAre(0));
  EXPECT_EQ(page.reasons[0].keyword->rank, 3U) << "of all rows, not of the page";
}

TEST_P(QueryTest, AnOrderKeepsTheScoresOfItsRows) {
  const auto rows = split({{"cat", 1}, {"cat cat", 5}, {"bee", 9}, {"cat", 5}});
  for (const SearchMode mode : {SearchMode::kKeyword, SearchMode::kHybrid}) {
    Query query = words("cat", mode);
    query.sort = by_year(true);
    const Hits hits = run(*rows, query);
    EXPECT_THAT(hits.rows, ElementsAre(1, 3, 0));
    EXPECT_THAT(hits.scores, ElementsAre(2, 1, 1));
    EXPECT_EQ(hits.mode, SearchMode::kKeyword);
    EXPECT_EQ(hits.reasons[0].keyword->rank, 0U) << "it was not ranked";
  }
}

TEST_P(QueryTest, AVectorFindsTheNearestRows) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    const auto rows = split(random_rows(seed, 60));
    Query query;
    query.vector = {1, 2, 0, 1};
    query.like = {5};
    query.dislike = {7};
    query.condition = year_is("2001");
    query.mode = SearchMode::kSemantic;
    query.want_matched = true;
    const Hits hits = run(*rows, query);
    if (hits.rows.empty()) continue;
    EXPECT_EQ(hits.meaning, Meaning::kGiven);
    EXPECT_EQ(hits.mode, SearchMode::kSemantic);
    Rows comparable;
    for (std::uint64_t row = 0; row < 60; ++row) {
      const MemoryRow& one = rows->rows()[row];
      if (one.year == 2001 && row != 5 && row != 7 && cosine(one.vector, one.vector))
        comparable.push_back(row);
    }
    EXPECT_EQ(hits.total, comparable.size());
    EXPECT_EQ(rows->rows_of(hits.matched), comparable);
    Rows sorted = hits.rows;
    std::ranges::sort(sorted);
    EXPECT_EQ(sorted, comparable);
    EXPECT_TRUE(std::ranges::is_sorted(hits.scores, std::greater()));
    for (std::size_t i = 0; i < hits.rows.size(); ++i) {
      EXPECT_EQ(hits.reasons[i].semantic->rank, i + 1);
      EXPECT_EQ(hits.reasons[i].semantic->score, hits.scores[i]);
    }
  }
}

TEST_P(QueryTest, ARowLikedIsLeftOutAndNamedByItsKin) {
  const auto rows = split({{"", 1, {1, 0, 0, 0}},
                           {"", 2, {0, 1, 0, 0}},
                           {"", 3, {2, 0.5F, 0, 0}},
                           {"", 4, {0.1F, 1, 0, 0}},
                           {"", 5, {}},
                           {"", 6, {0, 0, 0, 0}}});
  Query query;
  query.like = {0, 1};
  const Hits hits = run(*rows, query);
  EXPECT_EQ(hits.mode, SearchMode::kSemantic);
  ASSERT_EQ(hits.total, 2U) << "a row without a direction is not like any";
  EXPECT_THAT(hits.rows, testing::UnorderedElementsAre(2, 3));
  for (std::size_t i = 0; i < 2; ++i) {
    const std::uint64_t kin = hits.rows[i] == 2 ? 0 : 1;
    EXPECT_EQ(hits.reasons[i].nearest_like, kin);
    EXPECT_EQ(hits.reasons[i].similarity_to_like,
              *cosine(rows->rows()[kin].vector, rows->rows()[hits.rows[i]].vector));
  }
}

TEST_P(QueryTest, LikesWithoutADirectionFindNothing) {
  const auto rows = split({{"", 1, {}}, {"", 2, {0, 0, 0, 0}}, {"", 3, {1, 0, 0, 0}}});
  Query query;
  query.like = {0, 1};
  query.want_matched = true;
  const Hits hits = run(*rows, query);
  EXPECT_EQ(hits.total, 0U);
  EXPECT_EQ(hits.mode, SearchMode::kSemantic);
  EXPECT_THAT(hits.rows, IsEmpty());
  EXPECT_THAT(rows->rows_of(hits.matched), IsEmpty());
}

TEST_P(QueryTest, DislikesAloneFindWhatPointsAway) {
  const auto rows =
      split({{"", 1, {1, 0, 0, 0}}, {"", 2, {0.9F, 0.1F, 0, 0}}, {"", 3, {-1, 0, 0, 0}}});
  Query query;
  query.dislike = {0};
  const Hits hits = run(*rows, query);
  EXPECT_THAT(hits.rows, ElementsAre(2, 1));
}

TEST_P(QueryTest, NearestRowsCanComeInAnOrder) {
  const auto rows =
      split({{"", 5, {1, 0, 0, 0}}, {"", 9, {0, 1, 0, 0}}, {"", 7, {}}, {"", 6, {1, 1, 0, 0}}});
  Query query;
  query.vector = {1, 0, 0, 0};
  query.sort = by_year(true);
  const Hits hits = run(*rows, query);
  EXPECT_EQ(hits.total, 3U);
  EXPECT_THAT(hits.rows, ElementsAre(1, 3, 0));
  EXPECT_EQ(hits.scores[2], 1.0F);
  EXPECT_EQ(hits.scores[0], 0.0F);
  EXPECT_EQ(hits.mode, SearchMode::kSemantic);
}

/// Every page of a query, put together.
struct Whole {
  Rows rows;
  std::vector<float> scores;
  std::uint64_t total = 0;
};

Whole in_pages(const Split& split, Query query, std::uint64_t limit) {
  Whole whole;
  query.limit = limit;
  do {
    query.offset = whole.rows.size();
    const Hits page = run(split, query);
    whole.total = page.total;
    if (page.rows.empty()) break;
    whole.rows.insert(whole.rows.end(), page.rows.begin(), page.rows.end());
    whole.scores.insert(whole.scores.end(), page.scores.begin(), page.scores.end());
  } while (whole.rows.size() < 10'000);
  return whole;
}

TEST_P(QueryTest, PagesOfAnySizeAreOneOrder) {
  const auto rows = split(random_rows(3, 400));
  std::vector<Query> queries;
  for (const SearchMode mode : {SearchMode::kHybrid, SearchMode::kKeyword, SearchMode::kSemantic}) {
    for (const std::string text : {"", "apple", "cat dune boat"}) {
      Query query = words(text, mode);
      queries.push_back(query);
      query.like = {1, 2};
      queries.push_back(query);
      query.dislike = {3};
      queries.push_back(query);
      query.condition = year_is("2003");
      queries.push_back(query);
      query.sort = by_year(true);
      queries.push_back(query);
    }
  }
  for (std::size_t i = 0; i < queries.size(); ++i) {
    SCOPED_TRACE(i);
    const Whole whole = in_pages(*rows, queries[i], 1000);
    EXPECT_EQ(whole.rows.size(), whole.total);
    EXPECT_EQ(std::set<std::uint64_t>(whole.rows.begin(), whole.rows.end()).size(),
              whole.rows.size());
    for (const std::uint64_t limit : {37U, 150U}) {
      const Whole pages = in_pages(*rows, queries[i], limit);
      EXPECT_EQ(pages.rows, whole.rows) << limit;
      EXPECT_EQ(pages.scores, whole.scores) << limit;
    }
    for (const std::uint64_t row : queries[i].dislike)
      EXPECT_EQ(std::ranges::count(whole.rows, row), 0) << "disliked";
    if (!queries[i].sort.empty()) continue;
    EXPECT_TRUE(std::ranges::is_sorted(whole.scores, std::greater()));
  }
}

TEST_P(QueryTest, ExplanationsStandAtTheirRows) {
  std::vector<MemoryRow> made(300, {"dune door", 1, {}});
  made[10].title = "apple apple";
  made[20].title = "apple dune dune";
  made[250].title = "arch arch";
  const auto rows = split(made, {.has_vectors = false});
  const Query query = words("apple", SearchMode::kHybrid);
  const Hits hits = run(*rows, query);
  const Result<std::vector<text::TextExplanation>> all = explain_words(*rows, query, hits);
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), hits.rows.size());
  for (std::size_t i = 0; i < hits.rows.size(); ++i) {
    const double wanted = hits.rows[i] == 10 ? 2 : hits.rows[i] == 20 ? 1 : 0;
    EXPECT_EQ((*all)[i].score, wanted) << hits.rows[i];
  }
  const Query browse;
  EXPECT_THAT(*explain_words(*rows, browse, run(*rows, browse)), IsEmpty());
}

TEST(NearestInOrder, WhatTheIndexMissedComesBehindItsRows) {
  std::vector<MemoryRow> rows;
  for (int i = 0; i < 300; ++i) rows.push_back({"", 1, {300 - static_cast<float>(i), 100, 0, 0}});
  MemorySplit::Options options;
  options.missed = {0, 5};
  const auto split = MemorySplit::make(rows, options);
  const std::vector<float> vector = {1, 0, 0, 0};
  NearestQuery query{.column = MemorySplit::kVector, .vector = vector};
  query.limit = 300;
  const Result<vector::Neighbours> all = nearest_in_order(*split, query, {});
  ASSERT_TRUE(all);
  ASSERT_EQ(all->nearest.size(), 300U);
  EXPECT_EQ(all->nearest[0].row, 1U);
  EXPECT_EQ(all->nearest[127].row, 129U) << "128 rows of the index";
  EXPECT_EQ(all->nearest[128].row, 0U) << "then what it missed";
  EXPECT_EQ(all->nearest[129].row, 5U);
  EXPECT_EQ(all->nearest[130].row, 130U);
  std::set<std::uint64_t> seen;
  for (const vector::Neighbour& one : all->nearest)
    EXPECT_TRUE(seen.insert(one.row).second) << one.row;
  for (const std::uint64_t limit : {0U, 1U, 127U, 128U, 129U, 200U}) {
    query.limit = limit;
    const Result<vector::Neighbours> some = nearest_in_order(*split, query, {});
    ASSERT_TRUE(some);
    EXPECT_EQ(some->num_comparable, 300U);
    ASSERT_EQ(some->nearest.size(), limit);
    EXPECT_TRUE(std::equal(some->nearest.begin(), some->nearest.end(), all->nearest.begin()))
        << limit;
  }
  query.limit = 1000;
  EXPECT_EQ(nearest_in_order(*split, query, {})->nearest.size(), 300U);
}

TEST(CheckVector, SaysWhatIsWrong) {
  const auto split = MemorySplit::make({{"a", 1, {1, 0, 0, 0}}});
  const std::vector<float> four(4);
  const std::vector<float> five(5);
  EXPECT_TRUE(check_vector(*split, MemorySplit::kVector, four));
  EXPECT_EQ(check_vector(*split, MemorySplit::kVector, five).error().message(),
            "the vector has 5 values, but those of column \"vector\" have 4");
  EXPECT_EQ(check_vector(*split, split->text_column(), five).error().message(),
            "no column of this split holds vectors to compare a vector with");
}

TEST(FirstVectorColumn, IsAGivenOneElseTheTextsElseNone) {
  EXPECT_EQ(MemorySplit::make({})->first_vector_column(), MemorySplit::kVector);
  EXPECT_EQ(MemorySplit::make({}, {.has_vectors = false})->first_vector_column(), 2U);
  EXPECT_EQ(MemorySplit::make({}, {.has_vectors = false, .has_text_vectors = false})
                ->first_vector_column(),
            std::nullopt);
}

}  // namespace
}  // namespace vitrine::search
