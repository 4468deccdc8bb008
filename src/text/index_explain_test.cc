#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "text/index.h"

namespace vitrine::text {
namespace {

class ExplainTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::path(testing::TempDir()) / "text_explain.idx";
    Result<IndexWriter> writer =
        IndexWriter::create(path_, {{"title", 3.0F}, {"body"}, {"tags", 0.5F}});
    std::mt19937 random(17);
    std::geometric_distribution<int> word(0.1);
    for (std::uint32_t row = 0; row < 3000; ++row) {
      for (std::size_t field = 0; field < 3; ++field) {
        std::string text;
        for (std::size_t i = random() % 9; i > 0; --i)
          text += "w" + std::to_string(word(random)) + " ";
        writer->add(row, field, text);
      }
    }
    writer->add(3000, 0, "Neural networks and neural nets");
    writer->add(3000, 1, "a network, neural");
    ASSERT_TRUE(writer->finish(3001));
    Result<TextIndex> opened = TextIndex::open(path_);
    ASSERT_TRUE(opened);
    index_.emplace(*std::move(opened));
  }
  void TearDown() override { fs::remove(path_); }

  fs::path path_;
  std::optional<TextIndex> index_;
};

TEST_F(ExplainTest, PartsAddUpToEveryScore) {
  for (const std::string_view text :
       {"w1 w2 w3 w2", "w0 w5", "\"w1 w2\" w30", "w1*", "title:w3 w4 -w0", "(w1 OR w9) AND w2"}) {
    const TextQuery query{std::string(text)};
    const Result<TextResults> found = index_->search(query, 100);
    ASSERT_GT(found->hits.size(), 1U) << text;
    const Result<std::vector<TextExplanation>> why = index_->explain(query, found->hits);
    ASSERT_TRUE(why);
    ASSERT_EQ(why->size(), found->hits.size());
    for (std::size_t i = 0; i < why->size(); ++i) {
      const TextExplanation& one = (*why)[i];
      EXPECT_EQ(static_cast<float>(one.score), found->hits[i].score) << text;
      double pairs = 0;
      for (const PairScore& pair : one.pairs) pairs += pair.score;
      EXPECT_EQ(static_cast<float>(pairs), found->hits[i].adjacency) << text;
      double all = pairs;
      for (const TermScore& term : one.terms) {
        all += term.score;
        const double formula = static_cast<double>(term.weight) * static_cast<double>(term.idf) *
                               term.frequency / (term.frequency + term.norm);
        EXPECT_NEAR(term.score, formula, 1e-4);
      }
      EXPECT_EQ(all, one.score);
    }
  }
}

TEST_F(ExplainTest, SaysInWhichFieldsAndHowOften) {
  const TextQuery query{"neural network absent"};
  const Result<TextResults> found = index_->search(query, 1);
  ASSERT_EQ(found->hits[0].row, 3000U);
  const TextExplanation why = (*index_->explain(query, found->hits))[0];
  ASSERT_EQ(why.terms.size(), 2U);
  EXPECT_EQ(why.terms[0].term, "neural");
  EXPECT_EQ(why.terms[0].fields, (std::vector<FieldFrequency>{{0, 2}, {1, 1}}));
  EXPECT_EQ(why.terms[0].frequency, 7.0);
  EXPECT_EQ(why.terms[1].term, "network");
  EXPECT_EQ(why.terms[1].fields, (std::vector<FieldFrequency>{{0, 1}, {1, 1}}));
  ASSERT_EQ(why.pairs.size(), 1U);
  EXPECT_EQ(why.pairs[0].first, "neural");
  EXPECT_EQ(why.pairs[0].second, "network");
  EXPECT_EQ(why.pairs[0].count, 1U);
}

TEST_F(ExplainTest, ExplainsCorrectedWords) {
  const TextQuery query{"nueral"};
  const Result<TextResults> found = index_->search(query, 1);
  ASSERT_EQ(found->corrections.size(), 1U);
  const Result<std::vector<TextExplanation>> why =
      index_->explain(query, found->hits, found->corrections);
  ASSERT_EQ((*why)[0].terms.size(), 1U);
  EXPECT_EQ((*why)[0].terms[0].term, "neural");
  EXPECT_EQ(static_cast<float>((*why)[0].score), found->hits[0].score);
}

TEST_F(ExplainTest, RowsThatWordsDoNotScoreAndRowsBeyondTheEndHaveNoParts) {
  const std::vector<TextHit> hits = {{0, 0, 0}, {999999, 0, 0}};
  const Result<std::vector<TextExplanation>> why = index_->explain(TextQuery{"-w0"}, hits);
  ASSERT_EQ(why->size(), 2U);
  for (const TextExplanation& one : *why) {
    EXPECT_EQ(one.score, 0.0);
    EXPECT_TRUE(one.terms.empty());
  }
}

}  // namespace
}  // namespace vitrine::text
