#include "text/lexicon.h"

#include <gtest/gtest.h>

#include <fstream>
#include <optional>
#include <random>
#include <stop_token>

#include "base/file_kinds.h"
#include "base/testing/resealed.h"
#include "text/index.h"
#include "text/query_plan.h"
#include "text/spelling.h"
#include "text/testing/damage.h"

namespace vitrine::text {
namespace {

class LexiconTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    path_ = fs::path(testing::TempDir()) / (std::string("lexicon_") + info->name());
    index_path_ = path_.string() + ".idx";
  }
  void TearDown() override {
    std::error_code ignored;
    fs::remove(path_, ignored);
    fs::remove(index_path_, ignored);
  }

  TextIndex small() {
    EXPECT_TRUE(write_file_atomic(index_path_, small_index()));
    return *TextIndex::open(index_path_);
  }
  /// The bytes of a lexicon of a few words.
  std::string tiny() {
    Result<IndexWriter> writer = IndexWriter::create(index_path_, {{"title", 2.0F}, {"body"}});
    writer->add(0, 0, "alpha beta gamma");
    writer->add(1, 1, "beta delta");
    EXPECT_TRUE(writer->finish(3));
    EXPECT_TRUE(write_lexicon(*TextIndex::open(index_path_), path_));
    return *read_file(path_);
  }

  fs::path path_;
  fs::path index_path_;
};

using Terms = std::vector<std::pair<std::string, std::uint32_t>>;

Terms terms_from(const TextVocabulary& vocabulary, std::string_view from) {
  Terms terms;
  vocabulary.visit_terms(from, [&](std::string_view term, std::uint32_t rows) {
    terms.emplace_back(term, rows);
    return terms.size() < 40;
  });
  return terms;
}

TEST_F(LexiconTest, SaysWhatTheIndexSays) {
  const TextIndex index = small();
  ASSERT_TRUE(write_lexicon(index, path_));
  const Result<TextLexicon> opened = TextLexicon::open(path_);
  ASSERT_TRUE(opened) << opened.error().message();
  const TextLexicon lexicon = TextLexicon(*TextLexicon::open(path_));  // moved
  EXPECT_EQ(lexicon.num_rows(), 700U);
  EXPECT_EQ(lexicon.num_terms(), index.num_terms());
  EXPECT_EQ(lexicon.language(), "english");
  ASSERT_EQ(lexicon.fields().size(), 2U);
  EXPECT_EQ(lexicon.fields()[0].name, "title");
  EXPECT_EQ(lexicon.fields()[0].weight, 3.0F);
  EXPECT_EQ(lexicon.unit(), index.unit());
  EXPECT_EQ(lexicon.mean_length(), index.mean_length());
  EXPECT_GT(lexicon.mean_length(), 5.0);
  for (const std::string_view from : {"", "w1", "w30", "w5x", "x"})
    EXPECT_EQ(terms_from(lexicon, from), terms_from(index, from)) << from;
  index.visit_terms("", [&](std::string_view term, std::uint32_t rows) {
    EXPECT_EQ(lexicon.rows_of(term), std::optional(rows)) << term;
    EXPECT_EQ(index.postings(term)->size(), rows) << term;
    return true;
  });
  for (const std::string_view absent : {"", "v", "w00", "zz"}) {
    EXPECT_EQ(lexicon.rows_of(absent), std::nullopt) << absent;
    EXPECT_EQ(index.rows_of(absent), std::nullopt) << absent;
  }
  EXPECT_LT(lexicon.size_bytes(), index.size_bytes() / 4);
}

TEST_F(LexiconTest, AQueryIsPlannedWeighedAndCorrectedAsByTheIndex) {
  const TextIndex index = small();
  ASSERT_TRUE(write_lexicon(index, path_));
  const TextLexicon lexicon = *TextLexicon::open(path_);
  std::size_t num_pairs = 0;
  for (const std::string_view text : {"w0 w1 w1 w30", "\"w0 w1\" w2", "title:w3 -w1 w2", "w1*",
                                      "w1 w", "w1 w2", "absent w4", "(w1 OR w9) AND w2", "w0-w1"}) {
    TextQuery query{std::string(text)};
    query.unfinished = true;
    const Result<QueryPlan> theirs = plan_query(index, query);
    const Result<QueryPlan> ours = plan_query(lexicon, query);
    ASSERT_TRUE(theirs && ours);
    EXPECT_EQ(ours->terms.terms(), theirs->terms.terms()) << text;
    EXPECT_EQ(ours->terms.pairs(), theirs->terms.pairs()) << text;
    EXPECT_EQ(ours->clauses, theirs->clauses) << text;
    EXPECT_EQ(ours->finished, theirs->finished) << text;
    EXPECT_EQ(ours->plain, theirs->plain) << text;
    const FoundTerms want = find_terms(index, theirs->terms, true);
    const FoundTerms found = find_terms(lexicon, ours->terms, true);
    EXPECT_EQ(found.source, want.source) << text;
    EXPECT_EQ(found.weights, want.weights) << text;
    EXPECT_EQ(found.idf, want.idf) << text;
    EXPECT_EQ(found.full_score, want.full_score) << text;
    ASSERT_EQ(found.pairs.size(), want.pairs.size()) << text;
    for (std::size_t i = 0; i < found.pairs.size(); ++i)
      EXPECT_EQ(found.pairs[i].idf, want.pairs[i].idf) << text;
    num_pairs += found.pairs.size();
  }
  EXPECT_GT(num_pairs, 5U);
  Result<QueryTerms> misspelt = QueryTerms::create("english");
  misspelt->add("w12x w1 quxyz");
  const auto corrected = correct_terms(lexicon, *misspelt, {});
  EXPECT_EQ(corrected, correct_terms(index, *misspelt, {}));
  ASSERT_EQ(corrected.size(), 1U);
  EXPECT_EQ(corrected[0].word, "w12x");
}

TEST_F(LexiconTest, OfNoRowsIsALexicon) {
  Result<IndexWriter> writer = IndexWriter::create(index_path_, {{"title"}});
  ASSERT_TRUE(writer->finish(0));
  ASSERT_TRUE(write_lexicon(*TextIndex::open(index_path_), path_));
  const Result<TextLexicon> lexicon = TextLexicon::open(path_);
  ASSERT_TRUE(lexicon) << lexicon.error().message();
  EXPECT_EQ(lexicon->rows_of("a"), std::nullopt);
  EXPECT_TRUE(terms_from(*lexicon, "").empty());
}

/// Indexes of before say nothing of the mean length of their rows.
TEST_F(LexiconTest, AnOlderIndexIsSearchedButGivesNoLexicon) {
  tiny();
  {
    const Result<Container> whole = Container::open(index_path_, kTextIndexKind);
    Result<ContainerWriter> out = ContainerWriter::create(path_, kTextIndexKind);
    for (std::uint32_t id = 1; id <= 8; ++id) {
      ASSERT_TRUE(out->begin_section(id));
      ASSERT_TRUE(out->write(whole->section(id)));
    }
    ASSERT_TRUE(out->finish());
  }
  const Result<TextIndex> index = TextIndex::open(path_);
  ASSERT_TRUE(index);
  EXPECT_EQ(index->search("beta", 10)->total, 2U);
  const Status refused = write_lexicon(*index, path_.string() + "x");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kUnsupported);
  EXPECT_FALSE(fs::exists(path_.string() + "x"));
}

TEST_F(LexiconTest, EveryFlippedBitIsDetected) {
  const std::string good = tiny();
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ (1 << (i % 8)));
    std::ofstream(path_, std::ios::binary) << bad;
    ASSERT_FALSE(TextLexicon::open(path_)) << "byte " << i;
  }
}

TEST_F(LexiconTest, EveryTruncationIsDetected) {
  const std::string good = tiny();
  for (std::size_t size = 0; size < good.size(); ++size) {
    std::ofstream(path_, std::ios::binary) << good.substr(0, size);
    ASSERT_FALSE(TextLexicon::open(path_)) << size;
  }
}

TEST_F(LexiconTest, AnotherVersionIsUnsupported) {
  std::string bytes = tiny();
  bytes[bytes.size() - 64 + 16] = 99;
  std::ofstream(path_, std::ios::binary) << resealed(bytes);
  const Result<TextLexicon> opened = TextLexicon::open(path_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), ErrorCode::kUnsupported);
}

TEST_F(LexiconTest, DamageBehindARightChecksumIsReadSafely) {
  const std::string good = small_lexicon();
  std::mt19937 random(1);
  for (int round = 0; round < 400; ++round) {
    std::string bad = good;
    for (std::size_t flips = 1 + random() % 30; flips > 0; --flips) {
      const std::size_t reach = random() % 2 == 0 ? bad.size() : 400;
      bad[bad.size() - 1 - random() % reach] = static_cast<char>(random());
    }
    exercise_lexicon(resealed(bad));
  }
}

}  // namespace
}  // namespace vitrine::text
