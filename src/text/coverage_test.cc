#include "text/coverage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "text/index.h"
#include "text/index_writer.h"
#include "text/query_plan.h"
#include "text/segmenter.h"
#include "text/stemmer.h"

namespace vitrine::text {
namespace {

RowBits bits(std::initializer_list<unsigned> rows) {
  RowBits set(2, 0);
  for (const unsigned row : rows) set[row / 64] |= 1ULL << (row % 64);
  return set;
}
const RowBits kAll = {~0ULL, ~0ULL};

TEST(RowsWithMost, HalfOfWhatTheBestRowHasIsNeeded) {
  const std::vector<WordRows> words = {
      {bits({1, 2, 3, 70}), 3.0}, {bits({2, 3, 70}), 2.0}, {bits({0, 1, 2, 3, 4, 70}), 1.0}};
  EXPECT_EQ(rows_with_most(words, kAll, kAll), bits({1, 2, 3, 70}));
  EXPECT_EQ(rows_with_most(words, kAll, bits({0, 2, 70})), bits({2, 70}));
}

TEST(RowsWithMost, EitherOfTwoWordsOfAboutOneRarityIsEnough) {
  EXPECT_EQ(rows_with_most(std::vector<WordRows>{{bits({1}), 5.1}, {bits({2}), 5.0}}, kAll, kAll),
            bits({1, 2}));
  EXPECT_EQ(
      rows_with_most(std::vector<WordRows>{{bits({1, 3}), 5.1}, {bits({2, 3}), 3.0}}, kAll, kAll),
      bits({1, 3}));
}

TEST(RowsWithMost, EqualWordsOfWhichHalfAreThereAreEnough) {
  const std::vector<WordRows> words = {{bits({1, 2}), 0.1}, {bits({2}), 0.1}, {bits({3}), 0.1},
                                       {bits({3, 4}), 0.1}, {bits({3}), 0.1}, {bits({5}), 0.1}};
  EXPECT_EQ(rows_with_most(words, kAll, kAll), bits({2, 3}));
  EXPECT_EQ(rows_with_most(words, kAll, bits({1, 4, 5})), bits({1, 4, 5}));
}

TEST(RowsWithMost, HalfAsMuchIsNeededWhereNoRowLeftHasAsMuch) {
  const std::vector<WordRows> words = {
      {bits({1}), 1.0}, {bits({2}), 1.0}, {bits({3, 4}), 1.0}, {bits({4}), 1.0}, {bits({0}), 3.0}};
  EXPECT_EQ(rows_with_most(words, kAll, kAll), bits({0, 4}));
  EXPECT_EQ(rows_with_most(words, kAll, bits({1, 2, 3, 4})), bits({4}));
  EXPECT_EQ(rows_with_most(words, kAll, bits({1, 2, 3})), bits({1, 2, 3})) << "0.75 is needed";
  EXPECT_EQ(rows_with_most(words, bits({1, 2, 3}), bits({1, 2})), bits({1, 2}));
  EXPECT_EQ(rows_with_most(words, kAll, bits({9})), bits({}));
}

/// Whatever is chosen first: as many rows of a value are left as were counted beside it.
TEST(RowsWithMost, ANarrowerChoiceAddsNoRow) {
  std::mt19937_64 random(6);
  int narrowed = 0;
  for (int round = 0; round < 500; ++round) {
    std::vector<WordRows> words(random() % 6 + 1);
    for (WordRows& word : words) {
      word.rows = {random() & random(), random() & random()};
      word.idf = static_cast<double>(random() % 100 + 1) / 7;
    }
    const RowBits left = {random() & random() & random(), random() & random() & random()};
    const RowBits value = {random(), random()};
    RowBits both = left;
    for (std::size_t w = 0; w < 2; ++w) both[w] &= value[w];
    RowBits counted = rows_with_most(words, kAll, left);
    for (std::size_t w = 0; w < 2; ++w) counted[w] &= value[w];
    if (counted == RowBits{0, 0}) continue;  // such a value is not offered
    ASSERT_EQ(rows_with_most(words, kAll, both), counted) << round;
    ++narrowed;
  }
  EXPECT_GT(narrowed, 300);
}

TEST(RowsWithMost, NothingIsKnownOfWordsThatNoRowHas) {
  EXPECT_EQ(rows_with_most({}, kAll, kAll), bits({}));
  const std::vector<WordRows> unknown = {{bits({}), 0.0}, {bits({7}), 2.0}};
  EXPECT_EQ(rows_with_most(unknown, kAll, kAll), bits({7}));
}

TEST(RowsWithMost, AgreesWithAddingUpEachRow) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 200; ++round) {
    std::vector<WordRows> words(random() % 6 + 1);
    for (WordRows& word : words) {
      word.rows = {random(), random() & random()};
      word.idf = static_cast<double>(random() % 8 + 1);
    }
    const RowBits left = {random(), random()};
    const RowBits found = rows_with_most(words, kAll, left);
    std::array<double, 128> sums = {};
    double best = 0;
    double best_left = 0;
    for (unsigned row = 0; row < 128; ++row) {
      for (const WordRows& word : words)
        sums[row] += (word.rows[row / 64] >> (row % 64) & 1U) != 0 ? word.idf : 0;
      best = std::max(best, sums[row]);
      if ((left[row / 64] >> (row % 64) & 1U) == 0) sums[row] = 0;
      best_left = std::max(best_left, sums[row]);
    }
    double needed = best * (words.size() == 2 ? 0.4 : 0.5);
    while (best_left > 0 && needed - 1e-6 > best_left) needed /= 2;
    for (unsigned row = 0; row < 128; ++row) {
      const bool want = sums[row] > 0 && sums[row] >= needed - 1e-6;
      ASSERT_EQ((found[row / 64] >> (row % 64) & 1U) != 0, want) << round << " " << row;
    }
  }
}

/// An index of one field, a row each.
TextIndex index_of(const std::vector<std::string>& rows) {
  const fs::path path = fs::path(testing::TempDir()) / "text_coverage.idx";
  Result<IndexWriter> writer = IndexWriter::create(path, {{"body"}});
  for (std::uint32_t row = 0; row < rows.size(); ++row) writer->add(row, 0, rows[row]);
  EXPECT_TRUE(writer->finish(static_cast<std::uint32_t>(rows.size())));
  Result<TextIndex> index = TextIndex::open(path);
  fs::remove(path);
  return *std::move(index);
}

RowBits found(const TextIndex& index, std::string text, bool unfinished = false) {
  TextQuery query{.text = std::move(text), .coverage = WordCoverage::kMost, .want_matched = true};
  query.unfinished = unfinished;
  const Result<TextResults> results = index.search(query, 10);
  EXPECT_TRUE(results);
  return results->matched;
}

/// The plain words of a query.
std::vector<QueryClause> plain_words(std::string_view text) {
  const QueryClause query = parse_query(text, {});
  return query.alternatives.at(0);
}

std::optional<std::vector<CoveredWord>> covered(const TextVocabulary& vocabulary,
                                                const std::vector<QueryClause>& clauses) {
  std::vector<const QueryClause*> pointers;
  for (const QueryClause& clause : clauses) pointers.push_back(&clause);
  Segmenter segmenter;
  Stemmer stemmer = *Stemmer::create("english");
  return covered_words(vocabulary, pointers, segmenter, stemmer);
}

TEST(CoveredWords, SayWhichTermsStandForThemAndHowRareTheyAre) {
  const TextIndex index = index_of({"zeroshot", "zero", "graphs", "graph", "zero graph"});
  std::vector<QueryClause> clauses = plain_words("zero-shot graphs graph nothing gra");
  clauses.back().open = true;
  const auto words = covered(index, clauses);
  ASSERT_TRUE(words);
  ASSERT_EQ(words->size(), 5U);
  using Terms = std::vector<std::string>;
  EXPECT_EQ((*words)[0].terms, (Terms{"zero", "zeroshot"}));
  EXPECT_EQ((*words)[0].idf, inverse_document_frequency(5, 2)) << "its own rows alone";
  EXPECT_EQ((*words)[1].terms, (Terms{"shot", "zeroshot"}));
  EXPECT_EQ((*words)[1].idf, inverse_document_frequency(5, 1)) << "those of what stands for it";
  EXPECT_EQ((*words)[2].terms, Terms{"graph"});
  EXPECT_EQ((*words)[2].idf, inverse_document_frequency(5, 3));
  EXPECT_EQ((*words)[3].terms, Terms{"noth"});
  EXPECT_EQ((*words)[3].idf, 0);
  EXPECT_EQ((*words)[3].open, nullptr);
  EXPECT_EQ((*words)[4].open, &clauses.back());
  EXPECT_EQ((*words)[4].idf, 0);
  std::string many;
  for (std::size_t i = 0; i <= kMostCoveredWords; ++i) many += " w" + std::to_string(i);
  EXPECT_FALSE(covered(index, plain_words(many)));
}

/// What an engine is asked for: the words' sums of idf, and the rows that reach the least of them.
TEST(CoveredWords, TheirSumsFindTheRowsThatASearchFinds) {
  std::mt19937 random(9);
  std::geometric_distribution<int> number(0.1);
  const auto text = [&](std::size_t length) {
    std::string out;
    for (std::size_t i = 0; i < length; ++i) {
      out += " w" + std::to_string(number(random));
      if (random() % 5 == 0) out += "-w" + std::to_string(number(random));
      if (random() % 9 == 0) out += "w" + std::to_string(number(random));
    }
    return out;
  };
  std::vector<std::string> rows;
  for (int row = 0; row < 300; ++row) rows.push_back(text(random() % 8));
  const TextIndex index = index_of(rows);
  int with_wholes = 0;
  for (int round = 0; round < 200; ++round) {
    const std::string query = text(1 + random() % 6);
    const std::vector<QueryClause> clauses = plain_words(query);
    const auto words = covered(index, clauses);
    ASSERT_TRUE(words);
    std::vector<double> sums(rows.size(), 0);
    for (const CoveredWord& word : *words) {
      RowBits has(5, 0);
      for (const std::string& term : word.terms) {
        const TextQuery one{.text = term, .operators = false, .correct = false};
        const Result<TextResults> with_term = index.search(one, rows.size());
        for (const TextHit& hit : with_term->hits) has[hit.row / 64] |= 1ULL << (hit.row % 64);
      }
      for (std::size_t row = 0; row < rows.size(); ++row)
        sums[row] += (has[row / 64] >> (row % 64) & 1U) != 0 ? word.idf : 0;
      with_wholes += word.terms.size() > 1 ? 1 : 0;
    }
    const double best = *std::ranges::max_element(sums);
    RowBits want(5, 0);
    for (std::size_t row = 0; row < rows.size() && best > 0; ++row) {
      if (sums[row] >= least_cover(best, best, words->size())) want[row / 64] |= 1ULL << (row % 64);
    }
    const TextQuery most{
        .text = query, .correct = false, .coverage = WordCoverage::kMost, .want_matched = true};
    ASSERT_EQ(index.search(most, 10)->matched, want) << query;
  }
  EXPECT_GT(with_wholes, 20);
}

TEST(CoveredWords, AJoinedWordStandsForItsParts) {
  const TextIndex index = index_of({"zeroshot for graphs", "zero for graphs", "shot for all",
                                    "for one", "for two", "for three", "zero shot"});
  EXPECT_EQ(found(index, "zero-shot graphs for"), RowBits{0b1000011});
  EXPECT_EQ(found(index, "for zero-shot"), RowBits{0b1000111});
}

TEST(CoveredWords, TheBeginningOfAWordStandsForTheLongerOnes) {
  const TextIndex index =
      index_of({"graph networks of molecules", "graph network", "for molecular graphs", "for one",
                "for two", "for three", "networking"});
  EXPECT_EQ(found(index, "graph molec", true), RowBits{0b0000111});
  EXPECT_EQ(found(index, "for molec", true), RowBits{0b0000101});
}

TEST(CoveredWords, RowsBehindThoseOfTheFinishedQueryScoreNothing) {
  const TextIndex index = index_of({"graph net", "graph networking", "net", "other", "words"});
  const TextQuery query{.text = "graph net", .coverage = WordCoverage::kMost, .unfinished = true};
  const Result<TextResults> results = index.search(query, 10);
  ASSERT_EQ(results->hits.size(), 3U);
  EXPECT_EQ(results->hits[0].row, 0U);
  const auto why = index.explain(query, results->hits, results->corrections);
  ASSERT_TRUE(why);
  for (std::size_t i = 0; i < why->size(); ++i)
    EXPECT_EQ(static_cast<float>((*why)[i].score), results->hits[i].score) << i;
}

TEST(CoveredWords, AccentsAndPairsOfCharactersAreWords) {
  const TextIndex index =
      index_of({"école normale", "ecole de la", "la de", "自然语言处理", "语言"});
  EXPECT_EQ(found(index, "école de la"), RowBits{0b00110});
  EXPECT_EQ(found(index, "自然语言处理"), RowBits{0b01000});
}

TEST(CoveredWords, AnyOfVeryManyWordsIsEnough) {
  std::string words;
  for (std::size_t i = 0; i < kMostCoveredWords; ++i) words += " w" + std::to_string(i);
  const TextIndex index = index_of({words, "w0", "more"});
  EXPECT_EQ(found(index, words), RowBits{0b001});
  EXPECT_EQ(found(index, words + " more"), RowBits{0b111});
  // A page that was pasted in without a space is as many words as it has pairs of characters.
  std::string page = "自然语言处理";
  for (char32_t c = 0x4E00; c < 0x4E00 + 400; ++c)
    page += {static_cast<char>(0xE4), static_cast<char>(0xB8 + (c >> 6 & 7)),
             static_cast<char>(0x80 | (c & 63))};
  const TextIndex chinese = index_of({page, "语言"});
  EXPECT_EQ(found(chinese, page), RowBits{0b11});
}

}  // namespace
}  // namespace vitrine::text
