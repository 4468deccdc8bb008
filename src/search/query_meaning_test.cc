// What a query makes of meaning: how the legs of words and of vectors come together, which vectors
// stand for words, and what is said where one is missing. On rows in memory, with loops beside it.

#include "search/query.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "search/column_models.h"
#include "search/testing/memory_split.h"
#include "search/testing/query_cases.h"

namespace vitrine::search {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Rows = std::vector<std::uint64_t>;

class QueryMeaningTest : public QueryTest {};

INSTANTIATE_TEST_SUITE_P(Rows, QueryMeaningTest, testing::Bool(),
                         [](const auto& rows) { return rows.param ? "AsBitmaps" : "Described"; });

TEST_P(QueryMeaningTest, BothLegsAddTheRowsThatAreNearInMeaning) {
  // Row 250 means what the query does and has none of its words.
  std::vector<MemoryRow> rows(300, {"dune door", 1, {}});
  rows[10].title = "apple";
  rows[20].title = "apple dune dune";
  rows[250].title = "arch arch";
  rows[251].title = "arch dune";
  const auto made = split(rows, {.has_vectors = false});
  Query query = words("apple", SearchMode::kHybrid);
  query.want_matched = true;
  const Hits hits = run(*made, query);
  EXPECT_EQ(hits.mode, SearchMode::kHybrid);
  EXPECT_EQ(hits.meaning, Meaning::kText);
  EXPECT_EQ(hits.near, 2U) << "of three rows in 300 that are near, one has the word";
  EXPECT_EQ(hits.total, 4U);
  EXPECT_EQ(hits.rows[0], 10U) << "it has the word and means it";
  EXPECT_THAT(hits.rows, testing::UnorderedElementsAre(10, 20, 250, 251));
  EXPECT_EQ(made->rows_of(hits.matched), (Rows{10, 20})) << "what is near does not count";
  ASSERT_TRUE(hits.reasons[0].keyword);
  ASSERT_TRUE(hits.reasons[0].semantic);
  for (std::size_t i = 0; i < hits.rows.size(); ++i) {
    const bool has_word = hits.rows[i] == 10 || hits.rows[i] == 20;
    EXPECT_EQ(hits.reasons[i].keyword.has_value(), has_word) << hits.rows[i];
    EXPECT_TRUE(hits.reasons[i].semantic) << hits.rows[i];
  }
}

TEST_P(QueryMeaningTest, WhereOnlyMeaningFindsRowsTheyAreWhatMatches) {
  std::vector<MemoryRow> rows(300, {"dune door", 1, {}});
  rows[7].title = "arch";
  const auto made = split(rows, {.has_vectors = false});
  Query query = words("apple", SearchMode::kHybrid);
  query.want_matched = true;
  const Hits hits = run(*made, query);
  EXPECT_EQ(hits.rows[0], 7U);
  EXPECT_EQ(hits.near, hits.total);
  Rows sorted = hits.rows;
  std::ranges::sort(sorted);
  EXPECT_EQ(made->rows_of(hits.matched), sorted);
}

TEST_P(QueryMeaningTest, AStrictQueryAddsNoRows) {
  std::vector<MemoryRow> rows(300, {"dune door", 1, {}});
  rows[10].title = "apple";
  rows[11].title = "apple boat";
  rows[250].title = "arch arch";
  const auto made = split(rows, {.has_vectors = false});
  const Hits strict = run(*made, words("+apple", SearchMode::kHybrid));
  EXPECT_THAT(strict.rows, testing::UnorderedElementsAre(10, 11));
  EXPECT_EQ(strict.near, 0U);
  const Hits without = run(*made, words("apple -boat", SearchMode::kHybrid));
  EXPECT_THAT(without.rows, ElementsAre(10));
}

TEST_P(QueryMeaningTest, InASmallSplitNoRowIsNearByMeaningAlone) {
  std::vector<MemoryRow> rows(99, {"dune", 1, {}});
  rows[3].title = "apple";
  rows[4].title = "arch";
  EXPECT_EQ(run(*split(rows, {.has_vectors = false}), words("apple", SearchMode::kHybrid)).total,
            1U);
  rows.push_back({"dune", 1, {}});
  EXPECT_EQ(run(*split(rows, {.has_vectors = false}), words("apple", SearchMode::kHybrid)).total,
            1U)
      << "one in a hundred, which has the word";
}

TEST_P(QueryMeaningTest, GivenVectorsStandForWordsByTheBestHits) {
  const auto rows =
      split({{"cat", 1, {1, 0, 0, 0}}, {"bee", 2, {1, 0, 0, 0}}, {"dune", 3, {0, 1, 0, 0}}},
            {.has_text_vectors = false});
  const Hits hits = run(*rows, words("cat", SearchMode::kSemantic));
  EXPECT_EQ(hits.meaning, Meaning::kFeedback);
  EXPECT_EQ(hits.mode, SearchMode::kSemantic);
  EXPECT_THAT(hits.rows, ElementsAre(0, 1, 2));
  EXPECT_THAT(hits.scores, ElementsAre(1, 1, 0));
  EXPECT_EQ(run(*rows, words("nothing", SearchMode::kSemantic)).total, 0U);
}

TEST_P(QueryMeaningTest, TheVectorsOfTheTextAreTakenBeforeGivenOnes) {
  const auto rows = split({{"apple", 1, {1, 0, 0, 0}}, {"arch", 2, {0, 0, 0, 1}}});
  const Hits hits = run(*rows, words("apple", SearchMode::kSemantic));
  EXPECT_EQ(hits.meaning, Meaning::kText);
  EXPECT_THAT(hits.rows, ElementsAre(0, 1));
  EXPECT_THAT(hits.scores, ElementsAre(1, 1));
  Query named = words("apple", SearchMode::kSemantic);
  named.column = MemorySplit::kVector;
  EXPECT_EQ(run(*rows, named).meaning, Meaning::kFeedback);
}

TEST_P(QueryMeaningTest, AProjectionThatFindsMoreIsUsedAndOneThatIsRelatedWhereNamed) {
  const std::vector<MemoryRow> rows = {{"apple", 1, {1, 0, 0, 0}}, {"bee", 2, {0, 1, 0, 0}}};
  meaning::ProjectionQuality quality{
      .num_rows = 2, .explained = 0.5F, .found = 0.5F, .found_by_text = 0.4F, .gain_error = 0.01F};
  const auto meaning = [&](std::optional<std::size_t> column) {
    MemorySplit::Options options;
    options.projection = quality;
    Query query = words("apple", SearchMode::kSemantic);
    query.column = column;
    return run(*split(rows, options), query).meaning;
  };
  EXPECT_EQ(meaning(std::nullopt), Meaning::kProjection);
  EXPECT_EQ(meaning(MemorySplit::kVector), Meaning::kProjection);
  quality.found = 0.41F;
  EXPECT_EQ(meaning(std::nullopt), Meaning::kText) << "not by more than chance";
  EXPECT_EQ(meaning(MemorySplit::kVector), Meaning::kProjection);
  quality.explained = 0.04F;
  EXPECT_EQ(meaning(MemorySplit::kVector), Meaning::kFeedback) << "not related";
}

TEST_P(QueryMeaningTest, WordsThatNobodyKnowsAreOnlyCompared) {
  const auto rows = split({{"zebra", 1}, {"apple", 2}}, {.has_vectors = false});
  const Hits hits = run(*rows, words("zebra", SearchMode::kHybrid));
  EXPECT_EQ(hits.mode, SearchMode::kKeyword);
  EXPECT_THAT(hits.rows, ElementsAre(0));
  EXPECT_EQ(hits.meaning, Meaning::kNone);
  EXPECT_EQ(hits.meaning_off,
            "the built-in encoder knows none of the words, so only words were compared");
  EXPECT_FALSE(hits.meaning_error);
}

TEST_P(QueryMeaningTest, WithoutAnyVectorsWordsGoOnAndMeaningAloneIsRefused) {
  const auto rows =
      split({{"cat", 1}, {"bee", 2}}, {.has_vectors = false, .has_text_vectors = false});
  const Hits hits = run(*rows, words("cat", SearchMode::kHybrid));
  EXPECT_EQ(hits.mode, SearchMode::kKeyword);
  EXPECT_EQ(hits.meaning_off, "the vectors of the text are missing");
  EXPECT_EQ(hits.meaning_error, ErrorCode::kUnsupported);
  const Error error = refused(*rows, words("cat", SearchMode::kSemantic));
  EXPECT_EQ(error.code(), ErrorCode::kUnsupported);
  EXPECT_EQ(error.message(), "the vectors of the text are missing");
  EXPECT_EQ(run(*rows, words("cat", SearchMode::kKeyword)).meaning_off, "") << "none was wanted";
}

TEST_P(QueryMeaningTest, WithoutTextWordsAreRefused) {
  const auto rows = split({{"", 1, {1, 0, 0, 0}}}, {.has_text = false});
  for (const SearchMode mode : {SearchMode::kHybrid, SearchMode::kKeyword, SearchMode::kSemantic}) {
    const Error error = refused(*rows, words("cat", mode));
    EXPECT_EQ(error.code(), ErrorCode::kUnsupported);
    EXPECT_EQ(error.message(), "no column of this split holds text");
  }
}

TEST_P(QueryMeaningTest, AVectorNeedsVectorsOfItsLength) {
  Query query;
  query.vector = {1, 0, 0};
  const Error length = refused(*split({{"a", 1, {1, 0, 0, 0}}}), query);
  EXPECT_EQ(length.code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(length.message(), "the vector has 3 values, but those of column \"vector\" have 4");
  const Error none = refused(*split({{"a", 1}}, {.has_vectors = false}), query);
  EXPECT_EQ(none.code(), ErrorCode::kUnsupported);
  EXPECT_EQ(none.message(), "no column of this split holds vectors to compare a vector with");
}

TEST_P(QueryMeaningTest, WithoutVectorsLikesSteerByTheirWords) {
  const auto rows =
      split({{"cat cloud", 1}, {"cat", 2}, {"bee", 3}, {"cloud cat cat", 4}, {"dune", 5}},
            {.has_vectors = false, .has_text_vectors = false});
  Query query;
  query.like = {0};
  const Hits hits = run(*rows, query);
  EXPECT_THAT(hits.rows, ElementsAre(3, 1)) << "without the row itself";
  EXPECT_EQ(hits.total, 2U);
  EXPECT_EQ(hits.mode, SearchMode::kKeyword);
}

TEST_P(QueryMeaningTest, LikesAndDislikesTurnARankingByWords) {
  const auto rows =
      split({{"cat bee", 1}, {"cat dune", 2}, {"cat boat", 3}, {"dune dune", 4}, {"boat boat", 5}},
            {.has_vectors = false, .has_text_vectors = false});
  Query query = words("cat");
  EXPECT_THAT(run(*rows, query).rows, ElementsAre(0, 1, 2));
  query.like = {3};
  const Hits liked = run(*rows, query);
  EXPECT_EQ(liked.rows[0], 1U);
  EXPECT_EQ(liked.reasons[0].examples, 0.5F) << "a word of two that the row liked has";
  EXPECT_EQ(liked.total, 3U);
  query.like.clear();
  query.dislike = {3};
  const Hits disliked = run(*rows, query);
  EXPECT_EQ(disliked.rows.back(), 1U);
  EXPECT_EQ(disliked.reasons.back().examples, 0.5F);
  EXPECT_EQ(disliked.reasons.front().examples, 1.0F);
}

TEST_P(QueryMeaningTest, DamagedVectorsLeaveTheWords) {
  const auto rows = split(random_rows(1, 200));
  rows->faults.vectors = corrupt("vectors.vtv is damaged");
  const Hits hits = run(*rows, words("cat", SearchMode::kHybrid));
  EXPECT_EQ(hits.mode, SearchMode::kKeyword);
  EXPECT_EQ(hits.meaning, Meaning::kNone);
  EXPECT_EQ(hits.meaning_off, "vectors.vtv is damaged");
  EXPECT_EQ(hits.meaning_error, ErrorCode::kCorrupt);
  EXPECT_EQ(hits.rows, run(*rows, words("cat")).rows);
  EXPECT_EQ(refused(*rows, words("cat", SearchMode::kSemantic)).code(), ErrorCode::kCorrupt);
  rows->faults.vectors = io_error("the disk is gone");
  EXPECT_EQ(refused(*rows, words("cat", SearchMode::kHybrid)).code(), ErrorCode::kIo)
      << "what may pass is not hidden";
  rows->faults.vectors = corrupt("vectors.vtv is damaged");
  rows->faults.words = corrupt("text.vti is damaged");
  EXPECT_EQ(refused(*rows, words("cat", SearchMode::kHybrid)).message(), "text.vti is damaged");
}

TEST_P(QueryMeaningTest, ADamagedProjectionIsSaid) {
  MemorySplit::Options options;
  options.has_text_vectors = false;
  const auto rows = split(random_rows(1, 20), options);
  rows->faults.projection = corrupt("projection.vtp is damaged");
  const Hits hits = run(*rows, words("cat", SearchMode::kSemantic));
  EXPECT_EQ(hits.meaning, Meaning::kFeedback);
  EXPECT_EQ(hits.meaning_off, "projection.vtp is damaged");
  EXPECT_EQ(hits.meaning_error, ErrorCode::kCorrupt);
}

TEST_P(QueryMeaningTest, AStopEndsEveryQuery) {
  const auto rows = split(random_rows(1, 20));
  std::stop_source stop;
  stop.request_stop();
  for (const SearchMode mode : {SearchMode::kHybrid, SearchMode::kKeyword, SearchMode::kSemantic}) {
    for (const std::string text : {"", "cat"}) {
      const Result<Hits> hits = run_query(*rows, words(text, mode), stop.get_token());
      ASSERT_FALSE(hits) << text;
      EXPECT_EQ(hits.error().code(), ErrorCode::kCancelled);
    }
  }
}

/// A model of the given vectors whose answer a test sets.
class OneModel final : public ColumnModels {
 public:
  Result<std::optional<Encoded>> encode(const Split& /*split*/, std::size_t column,
                                        std::string_view text,
                                        const std::stop_token& /*stop*/) const override {
    columns.push_back(column);
    texts.emplace_back(text);
    if (error) return *error;
    return answer;
  }

  std::optional<Error> error;
  std::optional<Encoded> answer = Encoded{{0, 0, 1, 0}, "a model"};
  mutable std::vector<std::size_t> columns;
  mutable std::vector<std::string> texts;
};

std::vector<MemoryRow> rows_with_vectors() {
  return {{"apple", 1, {1, 0, 0, 0}}, {"cat", 2, {0, 0, 1, 0}}, {"cat", 3, {0, 0.5F, 1, 0}}};
}

TEST_P(QueryMeaningTest, AModelOfTheVectorsEncodesTheWords) {
  const auto rows = split(rows_with_vectors());
  OneModel model;
  Query query = words("cat -dog", SearchMode::kSemantic);
  query.models = &model;
  const Hits hits = run(*rows, query);
  EXPECT_EQ(hits.meaning, Meaning::kModel);
  EXPECT_EQ(hits.meaning_model, "a model");
  EXPECT_EQ(hits.meaning_off, "");
  EXPECT_THAT(hits.rows, ElementsAre(1, 2, 0));
  EXPECT_THAT(model.columns, ElementsAre(MemorySplit::kVector));
  EXPECT_THAT(model.texts, ElementsAre("cat ")) << "without what is not wanted";
}

TEST_P(QueryMeaningTest, AModelThatIsNotThereLeavesTheNextBest) {
  const auto rows = split(rows_with_vectors());
  OneModel model;
  model.answer.reset();
  Query query = words("cat", SearchMode::kSemantic);
  query.models = &model;
  Hits hits = run(*rows, query);
  EXPECT_EQ(hits.meaning, Meaning::kText);
  EXPECT_EQ(hits.meaning_model, "");
  EXPECT_EQ(hits.meaning_off, "") << "none was named";
  model.error = unavailable("the encoder is away");
  hits = run(*rows, query);
  EXPECT_EQ(hits.meaning, Meaning::kText);
  EXPECT_EQ(hits.meaning_off, "the encoder is away");
  EXPECT_EQ(hits.meaning_error, ErrorCode::kUnavailable);
  model.error = cancelled("stopped");
  EXPECT_EQ(refused(*rows, query).code(), ErrorCode::kCancelled);
}

TEST_P(QueryMeaningTest, AModelIsAskedOnlyWhereItsVectorsAreCompared) {
  const auto rows = split(rows_with_vectors());
  OneModel model;
  Query query = words("cat", SearchMode::kKeyword);
  query.models = &model;
  run(*rows, query);
  query.mode = SearchMode::kSemantic;
  query.like = {0};
  run(*rows, query);
  query.like.clear();
  query.text.clear();
  run(*rows, query);
  query.text = "cat";
  query.column = rows->text_column();
  run(*rows, query);
  EXPECT_THAT(model.columns, IsEmpty());
}

}  // namespace
}  // namespace vitrine::search
