#include "text/rescoring.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <random>
#include <stop_token>

#include "text/lexicon.h"
#include "text/matching.h"
#include "text/query_plan.h"

namespace vitrine::text {
namespace {

/// Rows that are indexed, and kept to be scored by their texts and the index's lexicon.
class RescoringTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    path_ = fs::path(testing::TempDir()) / (std::string("rescoring_") + info->name());
  }
  void TearDown() override {
    std::error_code ignored;
    fs::remove(path_, ignored);
    fs::remove(lexicon_path(), ignored);
  }
  fs::path lexicon_path() const { return path_.string() + ".vtl"; }

  void build(std::vector<TextField> fields, std::vector<TextRow> rows,
             const std::string& language = "english") {
    rows_ = std::move(rows);
    IndexOptions options;
    options.language = language;
    Result<IndexWriter> writer = IndexWriter::create(path_, std::move(fields), options);
    for (const TextRow& row : rows_) {
      for (std::size_t field = 0; field < row.fields.size(); ++field) {
        for (const std::string& value : row.fields[field]) writer->add(row.row, field, value);
      }
    }
    ASSERT_TRUE(writer->finish(static_cast<std::uint32_t>(rows_.size())));
    Result<TextIndex> index = TextIndex::open(path_);
    ASSERT_TRUE(index);
    index_.emplace(*std::move(index));
    ASSERT_TRUE(write_lexicon(*index_, lexicon_path()));
    lexicon_.emplace(*TextLexicon::open(lexicon_path()));
  }

  /// The texts of an answer's rows, as an engine finds them: in an order of its own.
  std::vector<TextRow> texts_of(const TextQuery& query, const TextResults& results) {
    std::vector<TextRow> rows;
    const Result<QueryPlan> plan = plan_query(*lexicon_, query);
    std::optional<RowBits> finished;
    if (plan->finished) {
      finished = *matching_rows(*index_, *plan->finished, {query.coverage, nullptr},
                                query.match_column, std::stop_token());
    }
    for (const TextHit& hit : results.hits) {
      rows.push_back(rows_[hit.row]);
      if (finished) rows.back().finished = RowFilter{*finished}.contains(hit.row);
    }
    std::ranges::shuffle(rows, random_);
    return rows;
  }

  /// Scores and explanations of all rows that the query finds are the index's own.
  void expect_same(const TextQuery& query) {
    SCOPED_TRACE(query.text);
    const Result<TextResults> want = index_->search(query, rows_.size());
    ASSERT_TRUE(want);
    const std::vector<TextRow> rows = texts_of(query, *want);
    const Result<std::vector<TextHit>> hits = rescore(*lexicon_, query, want->corrections, rows);
    ASSERT_TRUE(hits) << hits.error().message();
    ASSERT_EQ(*hits, want->hits);
    num_hits_ += hits->size();
    for (const TextHit& hit : *hits) {
      with_pairs_ += hit.adjacency > 0 ? 1 : 0;
      unscored_ += hit.score == 0 ? 1 : 0;
    }
    expect_same_explanations(query, *want);
  }

  void expect_same_explanations(const TextQuery& query, const TextResults& found) {
    const auto hits = std::span(found.hits).first(std::min<std::size_t>(found.hits.size(), 50));
    std::vector<TextRow> rows;
    for (const TextHit& hit : hits) rows.push_back(rows_[hit.row]);
    const auto want = index_->explain(query, hits, found.corrections);
    const auto why = explain_rows(*lexicon_, query, hits, found.corrections, rows);
    ASSERT_TRUE(want && why) << why.error().message();
    ASSERT_EQ(why->size(), want->size());
    for (std::size_t i = 0; i < why->size(); ++i) {
      EXPECT_EQ((*why)[i].score, (*want)[i].score);
      EXPECT_EQ(static_cast<float>((*why)[i].score), hits[i].score);
      ASSERT_TRUE(std::ranges::equal((*why)[i].terms, (*want)[i].terms, same_term)) << i;
      ASSERT_TRUE(std::ranges::equal((*why)[i].pairs, (*want)[i].pairs, same_pair)) << i;
    }
  }
  static bool same_term(const TermScore& a, const TermScore& b) {
    return a.term == b.term && a.weight == b.weight && a.idf == b.idf &&
           a.frequency == b.frequency && a.norm == b.norm && a.score == b.score &&
           a.fields == b.fields;
  }
  static bool same_pair(const PairScore& a, const PairScore& b) {
    return a.first == b.first && a.second == b.second && a.count == b.count && a.idf == b.idf &&
           a.score == b.score;
  }

  fs::path path_;
  std::vector<TextRow> rows_;
  std::optional<TextIndex> index_;
  std::optional<TextLexicon> lexicon_;
  std::mt19937 random_{3};
  std::size_t num_hits_ = 0;
  std::size_t with_pairs_ = 0;
  std::size_t unscored_ = 0;
};

/// Words with a long tail, some joined, some accented, some of scripts without spaces.
std::string some_words(std::mt19937& random, std::size_t max) {
  std::geometric_distribution<int> number(0.05);
  std::string text;
  for (std::size_t i = random() % (max + 1); i > 0; --i) {
    const int word = number(random);
    text += "w" + std::to_string(word);
    if (word % 7 == 0) text += "-part";
    if (word % 11 == 0) text += " caf\xC3\xA9s";
    if (word % 13 == 0) text += " C++";
    if (word % 17 == 0) text += " \xE6\xB7\xB1\xE5\xBA\xA6\xE5\xAD\xA6\xE4\xB9\xA0";
    text += random() % 9 == 0 ? ". " : " ";
  }
  return text;
}

std::vector<TextRow> some_rows(std::mt19937& random, std::uint32_t count) {
  std::vector<TextRow> rows;
  for (std::uint32_t row = 0; row < count; ++row) {
    TextRow& texts = rows.emplace_back(TextRow{row, {{}, {}, {}, {}}});
    if (row % 19 == 0) continue;  // a row of nulls
    texts.fields[0] = {some_words(random, 6)};
    if (row % 3 != 0) texts.fields[1] = {some_words(random, 30)};
    for (std::size_t i = random() % 5; i > 0; --i)  // a list, with empty values
      texts.fields[2].push_back(random() % 4 == 0 ? "" : some_words(random, 3));
    texts.fields[3] = {row % 2 == 0 ? "" : some_words(random, 2)};
  }
  return rows;
}

std::vector<TextField> some_fields() {
  return {{"title", 3.0F}, {"body"}, {"tags", 0.5F}, {"note", 2.25F}};
}

TEST_F(RescoringTest, ScoresAreThoseOfTheIndexToTheLastBit) {
  build(some_fields(), some_rows(random_, 4000));
  for (int round = 0; round < 60; ++round) {
    TextQuery query{some_words(random_, static_cast<std::size_t>(1 + round % 8))};
    query.operators = round % 2 == 0;
    query.adjacency = round % 5 != 0;
    if (round % 3 == 0) query.coverage = WordCoverage::kMost;
    query.unfinished = round % 4 == 0;
    expect_same(query);
  }
  for (const char* text :
       {"w1 w2 w3 w2", "\"w1 w2\" w30", "w1*", "title:w3 w4 -w0", "(w1 OR w9) AND w2", "w7-part w3",
        "caf\xC3\xA9 w1", "c++", "-w0", "\xE6\xB7\xB1\xE5\xBA\xA6\xE5\xAD\xA6", "cafesx", "", "!"})
    expect_same(TextQuery{text});
  EXPECT_GT(num_hits_, 10000U);
  EXPECT_GT(with_pairs_, 100U);
  EXPECT_GT(unscored_, 100U);
}

TEST_F(RescoringTest, WhatIsStillTypedIsScoredByTheFinishedWord) {
  build(some_fields(), some_rows(random_, 1500));
  for (const char* text : {"w1", "w0 w10", "w2 w", "w12 pa", "ca", "w1 w12"}) {
    for (const WordCoverage coverage : {WordCoverage::kAny, WordCoverage::kMost}) {
      TextQuery query{text};
      query.unfinished = true;
      query.coverage = coverage;
      expect_same(query);
    }
  }
  EXPECT_GT(unscored_, 100U);
}

TEST_F(RescoringTest, WhatOnlyALongerWordBringsScoresNothingForTheOthers) {
  std::vector<TextRow> rows;
  for (const char* text : {"graph net", "graph networking", "graph", "a graph", "graphs", "other"})
    rows.push_back({static_cast<std::uint32_t>(rows.size()), {{text}}});
  build({{"text"}}, rows);
  const TextQuery query{.text = "graph net", .coverage = WordCoverage::kMost, .unfinished = true};
  expect_same(query);
  EXPECT_EQ(num_hits_, 2U);
  EXPECT_EQ(unscored_, 1U);
  rows.resize(2);  // as if the finished query accepted both
  EXPECT_GT(rescore(*lexicon_, query, {}, rows)->at(1).score, 0);
}

TEST_F(RescoringTest, CorrectedWordsAreScoredInPlaceOfThoseAskedFor) {
  build({{"text"}}, {{0, {{"neural networks"}}}, {1, {{"networks, many networks"}}}});
  const TextQuery query{"netwroks"};
  ASSERT_EQ(index_->search(query, 9)->corrections.size(), 1U);
  expect_same(query);
  EXPECT_EQ(num_hits_, 2U);
}

/// Pieces of a long value follow each other; what has no space is cut between characters.
TEST_F(RescoringTest, LongValuesAreReadInTheSamePieces) {
  std::string words;
  while (words.size() < 300000) words += some_words(random_, 20) + " w3 w4 ";
  std::string no_space;
  while (no_space.size() < 200000) no_space += "w1,\xE6\xB7\xB1";
  build({{"title", 3.0F}, {"body"}},
        {{0, {{"w3 w4"}, {words}}}, {1, {{"w5"}, {no_space, "w1 w2"}}}, {2, {{"w3"}, {"w4"}}}},
        "none");
  for (const char* text : {"w3 w4", "w1 w2", "w1 w3", "\xE6\xB7\xB1"}) expect_same(TextQuery{text});
  EXPECT_GT(with_pairs_, 2U);
}

/// Paragraphs of this project's documents.
TEST_F(RescoringTest, RealTextsAreScoredTheSame) {
  const char* root = std::getenv("VITRINE_SOURCE_DIR");  // NOLINT(concurrency-mt-unsafe)
  if (root == nullptr) GTEST_SKIP() << "VITRINE_SOURCE_DIR is not set";
  std::vector<TextRow> rows;
  for (const char* name : {"ARCHITECTURE.md", "README.md", "CHANGELOG.md", "CONTRIBUTING.md"}) {
    const Result<std::string> text = read_file(fs::path(root) / name);
    ASSERT_TRUE(text);
    for (std::size_t at = 0; at < text->size();) {
      const std::size_t end = std::min(text->find('\n', at), text->size());
      if (end > at) {
        rows.push_back(
            {static_cast<std::uint32_t>(rows.size()), {{name}, {text->substr(at, end - at)}}});
      }
      at = end + 1;
    }
  }
  ASSERT_GT(rows.size(), 200U);
  build({{"file", 0.5F}, {"line"}}, std::move(rows));
  for (const char* text :
       {"text index", "what a query asks of an index", "datasets of the Hub", "SQL", "zero-copy",
        "docs/formats", "\"the Hub\" parquet", "file:changelog search -map", "vec*", "memroy",
        "std::jthread", "a page of rows never touches DuckDB"}) {
    for (const WordCoverage coverage : {WordCoverage::kAny, WordCoverage::kMost}) {
      TextQuery query{text};
      query.coverage = coverage;
      expect_same(query);
    }
  }
  EXPECT_GT(num_hits_, 1000U);
  EXPECT_GT(with_pairs_, 20U);
}

TEST_F(RescoringTest, WhatDoesNotFitIsRefused) {
  build({{"text"}}, {{0, {{"red"}}}, {1, {{"blue"}}}});
  const TextQuery query{"red"};
  EXPECT_TRUE(rescore(*lexicon_, query, {}, {})->empty());
  const std::vector<TextRow> wide = {{0, {{"red"}, {"green"}}}};
  EXPECT_EQ(rescore(*lexicon_, query, {}, wide).error().code(), ErrorCode::kInvalidArgument);
  const std::vector<TextHit> hits = {{0, 1.0F, 0}};
  EXPECT_EQ(explain_rows(*lexicon_, query, hits, {}, std::span(rows_).last(1)).error().code(),
            ErrorCode::kInvalidArgument);
  const std::vector<TextRow> narrow = {{1, {}}, {0, {{"red"}}}};
  const Result<std::vector<TextHit>> found = rescore(*lexicon_, query, {}, narrow);
  ASSERT_EQ(found->size(), 2U);
  EXPECT_GT((*found)[0].score, 0);
  EXPECT_EQ((*found)[1], (TextHit{1, 0, 0}));
}

}  // namespace
}  // namespace vitrine::text
