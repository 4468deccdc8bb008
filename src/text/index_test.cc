#include "text/index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <random>
#include <thread>

#include "base/testing/resealed.h"
#include "text/index_format.h"
#include "text/testing/damage.h"
#include "text/testing/exhaustive_index.h"

namespace vitrine::text {
namespace {

/// Words with a long-tailed distribution, as texts have.
std::string random_text(std::mt19937& random, std::size_t max_words) {
  std::string text;
  std::geometric_distribution<int> word(0.02);
  const std::size_t words = random() % (max_words + 1);
  for (std::size_t i = 0; i < words; ++i) {
    const int number = word(random);
    text += number % 7 == 0 ? "w" + std::to_string(number) + "-part" : "w" + std::to_string(number);
    text += ' ';
  }
  return text;
}

class IndexTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    path_ = fs::path(testing::TempDir()) / (std::string("text_") + info->name() + ".idx");
  }
  void TearDown() override {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }

  TextIndex build(const std::vector<std::string>& rows, IndexOptions options = {}) {
    Result<IndexWriter> writer = IndexWriter::create(path_, {{"text"}}, std::move(options));
    for (std::uint32_t row = 0; row < rows.size(); ++row) writer->add(row, 0, rows[row]);
    const Status status = writer->finish(static_cast<std::uint32_t>(rows.size()));
    EXPECT_TRUE(status) << status.error().message();
    return open();
  }
  TextIndex open() {
    Result<TextIndex> index = TextIndex::open(path_);
    EXPECT_TRUE(index) << index.error().message();
    return *std::move(index);
  }
  static std::vector<std::uint32_t> rows_of(const TextIndex& index, std::string_view query) {
    std::vector<std::uint32_t> rows;
    const Result<TextResults> found = index.search(query, 100);
    for (const TextHit& hit : found->hits) rows.push_back(hit.row);
    return rows;
  }

  fs::path path_;
};

using Rows = std::vector<std::uint32_t>;

TEST_F(IndexTest, FindsRowsThatHaveAnyWordAndCountsThem) {
  const TextIndex index = build({"red green", "green blue", "yellow", "blue red"});
  const Result<TextResults> found = index.search("red blue", 1);
  EXPECT_EQ(found->total, 3U);
  ASSERT_EQ(found->hits.size(), 1U);
  EXPECT_EQ(found->hits[0].row, 3U);
}

TEST_F(IndexTest, RarerWordScoresHigher) {
  const TextIndex index = build({"common rare", "common other", "common thing", "rare common"});
  EXPECT_GT(index.search("rare", 1)->hits[0].score, index.search("common", 1)->hits[0].score);
}

TEST_F(IndexTest, TiesComeByAscendingRow) {
  EXPECT_EQ(rows_of(build({"same", "same", "same"}), "same"), (Rows{0, 1, 2}));
}

TEST_F(IndexTest, KeepsWhatScienceWrites) {
  const TextIndex index = build({"3D reconstruction in C++", "GPT-4 is zero-shot", "k-NN with C#",
                                 "plain C", "ResNet50 and ResNet-101", "a gap of 0.5 dB"});
  EXPECT_EQ(rows_of(index, "3d"), (Rows{0}));
  EXPECT_EQ(rows_of(index, "C++"), (Rows{0}));
  EXPECT_EQ(rows_of(index, "c#"), (Rows{2}));
  EXPECT_EQ(rows_of(index, "gpt4"), (Rows{1}));
  EXPECT_EQ(rows_of(index, "zeroshot"), (Rows{1}));
  EXPECT_EQ(rows_of(index, "shot"), (Rows{1}));
  EXPECT_EQ(rows_of(index, "kNN"), (Rows{2}));
  EXPECT_EQ(rows_of(index, "ResNet-50").front(), 4U);
  EXPECT_EQ(rows_of(index, "0.5"), (Rows{5}));
}

TEST_F(IndexTest, FoldsAccentsAndPrefersTheSpellingAskedFor) {
  const TextIndex index = build({"Muller", "M\xC3\xBCller", "Miller"});
  EXPECT_EQ(rows_of(index, "muller"), (Rows{0, 1}));
  EXPECT_EQ(rows_of(index, "M\xC3\x9CLLER"), (Rows{1, 0}));
}

TEST_F(IndexTest, FindsInsideScriptsWithoutSpaces) {
  const TextIndex index =
      build({"\xE6\xB7\xB1\xE5\xBA\xA6\xE5\xAD\xA6\xE4\xB9\xA0", "\xE5\xBA\xA6", "learning"});
  EXPECT_EQ(rows_of(index, "\xE5\xAD\xA6\xE4\xB9\xA0"), (Rows{0}));
  EXPECT_EQ(rows_of(index, "\xE5\xBA\xA6"), (Rows{1, 0}));
}

TEST_F(IndexTest, StemsUnlessToldNotTo) {
  EXPECT_EQ(rows_of(build({"neural networks"}), "network"), (Rows{0}));
  IndexOptions plain;
  plain.language = "none";
  TextQuery query = {"network"};
  query.correct = false;
  EXPECT_EQ(build({"neural networks"}, plain).search(query, 1)->total, 0U);
}

TEST_F(IndexTest, CommonWordsAreFindable) {
  EXPECT_EQ(rows_of(build({"The Who", "a band", "who is it"}), "the who"), (Rows{0, 2}));
}

TEST_F(IndexTest, FilterRestrictsHitsAndTotal) {
  const TextIndex index = build({"x", "x", "x", "x"});
  const std::uint64_t bits = 0b1010;
  const RowFilter filter = {std::span(&bits, 1)};
  const Result<TextResults> found = index.search("x", 10, &filter);
  EXPECT_EQ(found->total, 2U);
  ASSERT_EQ(found->hits.size(), 2U);
  EXPECT_EQ(found->hits[0].row, 1U);
  const RowFilter nothing;
  EXPECT_EQ(index.search("x", 10, &nothing)->total, 0U);
}

TEST_F(IndexTest, HeavierFieldsCountMore) {
  Result<IndexWriter> writer = IndexWriter::create(path_, {{"title", 2.5F}, {"body"}});
  writer->add(0, 1, "cat");
  writer->add(0, 0, "dog");
  writer->add(1, 0, "cat");
  writer->add(1, 1, "dog");
  ASSERT_TRUE(writer->finish(2));
  const TextIndex index = open();
  EXPECT_EQ(rows_of(index, "cat"), (Rows{1, 0}));
  EXPECT_EQ(index.fields()[0].name, "title");
  EXPECT_EQ(index.fields()[0].weight, 2.5F);
}

TEST_F(IndexTest, NeighboursInTheQueryAndTheRowRankHigher) {
  const TextIndex index = build({"net neural of some kind", "some kind of neural net", "other"});
  EXPECT_EQ(rows_of(index, "neural net"), (Rows{1, 0}));
  EXPECT_EQ(index.search(TextQuery{"neural net", false}, 2)->hits[0].row, 0U);
}

TEST_F(IndexTest, NeighboursDoNotReachAcrossValues) {
  Result<IndexWriter> writer = IndexWriter::create(path_, {{"list"}});
  writer->add(0, 0, "neural");
  writer->add(0, 0, "net");
  writer->add(1, 0, "a neural net");
  ASSERT_TRUE(writer->finish(2));
  EXPECT_EQ(rows_of(open(), "neural net"), (Rows{1, 0}));
}

TEST_F(IndexTest, PagesOfOneQueryFitTogether) {
  std::mt19937 random(5);
  std::vector<std::string> rows;
  rows.reserve(500);
  for (int i = 0; i < 500; ++i) rows.push_back(random_text(random, 12));
  const TextIndex index = build(rows);
  const Result<TextResults> all = index.search("w1 w2 w3 w4", 500);
  for (const std::size_t limit : {1U, 10U, 31U, 33U, 100U}) {
    const Result<TextResults> some = index.search("w1 w2 w3 w4", limit);
    EXPECT_EQ(some->total, all->total);
    EXPECT_TRUE(std::ranges::equal(some->hits, std::span(all->hits).first(limit)));
  }
}

TEST_F(IndexTest, EqualRowsAtTheLimitAreTheLowest) {
  const TextIndex index = build(std::vector<std::string>(1300, "alpha beta"));
  for (const char* text : {"alpha", "alpha beta"}) {
    for (const std::size_t limit : {1U, 5U, 40U, 700U}) {
      const Result<TextResults> found = index.search(TextQuery{text}, limit);
      ASSERT_EQ(found->hits.size(), limit);
      for (std::size_t i = 0; i < limit; ++i) ASSERT_EQ(found->hits[i].row, i) << text << limit;
    }
  }
}

/// What a window's rows can reach is bounded; a bound that is too low by one unit of a score would
/// lose a row that is better by one.
TEST_F(IndexTest, ARowThatIsBetterByTheLeastIsNotPassedOver) {
  int by_one_unit = 0;
  for (std::size_t length = 2; length < 40; ++length) {
    std::vector<std::string> rows(1100, "alpha");
    for (std::size_t row = 0; row < rows.size(); ++row) {
      for (std::size_t i = row == 900 ? 2 : 1; i < length; ++i)
        rows[row] += " w" + std::to_string(i);
    }
    const TextIndex index = build(rows);
    const Result<TextResults> found = index.search(TextQuery{"alpha", false}, 1);
    ASSERT_EQ(found->hits.size(), 1U);
    const Result<TextResults> all = index.search(TextQuery{"alpha", false}, rows.size());
    EXPECT_EQ(found->hits[0], all->hits[0]) << length;
    const float gain = all->hits[0].score - all->hits[1].score;
    by_one_unit += gain > 0 && gain < 1.5F / 65536 ? 1 : 0;
  }
  EXPECT_GT(by_one_unit, 0);
}

TEST_F(IndexTest, RarerPairsCountMore) {
  std::vector<std::string> rows(40, "deep net of green tea");
  rows.push_back("green net deep tea leaf");  // Neither pair.
  rows.push_back("tea deep net leaf green");  // A pair of many rows.
  rows.push_back("net deep leaf green leaf tea leaf");
  const TextIndex index = build(rows);
  EXPECT_GT(index.pair_counts().estimate(pair_half("deep"), pair_half("net")), 39.0);
  EXPECT_LT(index.pair_counts().estimate(pair_half("tea"), pair_half("leaf")), 5.0);
}

TEST_F(IndexTest, WhatIsStillTypedFindsTheWordsThatBeginSo) {
  const TextIndex index = build({"graph networks", "graph nets", "graph", "neural networks"});
  TextQuery query = {"graph netw"};
  query.unfinished = true;
  const Result<TextResults> found = index.search(query, 10);
  EXPECT_EQ(found->total, 4U);
  EXPECT_EQ(found->hits[0].row, 0U);
  query.text = "netw";
  EXPECT_EQ(index.search(query, 10)->total, 2U);
  query.text = "netw ";
  query.correct = false;
  EXPECT_EQ(index.search(query, 10)->total, 0U);
  query.text = "netwrok";
  query.correct = true;
  EXPECT_EQ(index.search(query, 10)->corrections.size(), 1U);
}

/// "modelsearch" is rarer than "models", and was once ranked before it.
TEST_F(IndexTest, CompletionsOnlyAddRowsBehindThoseThatHaveTheWord) {
  const TextIndex index =
      build({"loglinear modelsearch", "reward models", "reward", "models of rewards and models",
             "modelsearch modelsearch", "planning", "a modelbased reward"});
  for (const char* text : {"reward models", "models", "title reward models", "planning reward"}) {
    TextQuery query = {text};
    const Result<TextResults> finished = index.search(query, 10);
    query.unfinished = true;
    const Result<TextResults> typed = index.search(query, 10);
    ASSERT_TRUE(finished && typed);
    ASSERT_GE(typed->hits.size(), finished->hits.size()) << text;
    for (std::size_t i = 0; i < typed->hits.size(); ++i) {
      if (i < finished->hits.size()) {
        EXPECT_EQ(typed->hits[i], finished->hits[i]) << text << " at " << i;
      } else {
        EXPECT_EQ(typed->hits[i].score, 0) << text << " at " << i;
      }
    }
  }
  TextQuery query = {"models"};
  query.unfinished = true;
  EXPECT_EQ(index.search(query, 10)->total, 4U) << "two have the word, two a longer one";
}

/// The same on words made of a few letters, so that most begin others.
TEST_F(IndexTest, TypingAFinishedWordNeverChangesTheOrderOfItsRows) {
  std::mt19937 random(23);
  const auto word = [&] {
    std::string out;
    for (std::size_t n = 2 + random() % 4; n > 0; --n) out += static_cast<char>('a' + random() % 2);
    return out;
  };
  std::vector<std::string> rows;
  for (int row = 0; row < 400; ++row) {
    std::string text;
    for (std::size_t n = 1 + random() % 8; n > 0; --n) text += word() + " ";
    rows.push_back(text);
  }
  const TextIndex index = build(rows);
  int with_more = 0;
  for (int round = 0; round < 400; ++round) {
    TextQuery query = {random() % 2 == 0 ? word() : word() + " " + word()};
    query.correct = false;
    const std::string last = query.text.substr(query.text.find_last_of(' ') + 1);
    if (index.search(TextQuery{.text = last, .correct = false}, 1)->total == 0) continue;
    const Result<TextResults> finished = index.search(query, rows.size());
    query.unfinished = true;
    const Result<TextResults> typed = index.search(query, rows.size());
    ASSERT_TRUE(finished && typed);
    ASSERT_LE(finished->hits.size(), typed->hits.size()) << query.text;
    EXPECT_TRUE(
        std::ranges::equal(finished->hits, std::span(typed->hits).first(finished->hits.size())))
        << query.text;
    with_more += typed->hits.size() > finished->hits.size() ? 1 : 0;
  }
  EXPECT_GT(with_more, 50);
}

TEST_F(IndexTest, EmptyIndexAndEmptyQueryAnswerNothing) {
  const TextIndex empty = build({});
  EXPECT_EQ(empty.search("x", 10)->total, 0U);
  const TextIndex index = build({"", "x"});
  EXPECT_EQ(index.search("", 10)->total, 0U);
  EXPECT_EQ(index.search("   !? ", 10)->total, 0U);
  EXPECT_EQ(index.search("x", 0)->total, 1U);
}

TEST_F(IndexTest, AnyBytesAreAQuery) {
  const TextIndex index = build({"alpha beta", "gamma"});
  std::string many;
  for (int i = 0; i < 20000; ++i) many += "word" + std::to_string(i) + " ";
  EXPECT_EQ(index.search(many, 10)->total, 0U);
  EXPECT_EQ(index.search(std::string(100000, 'a'), 10)->total, 0U);
  EXPECT_EQ(index.search(std::string("\0alpha\0", 7), 10)->total, 1U);
  EXPECT_EQ(index.search("\xED\xA0\x80 gamma \xFF\xC0", 10)->total, 1U);
  EXPECT_EQ(index.search("\"alpha ((", 10)->total, 1U);
}

TEST_F(IndexTest, StopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  const Result<TextResults> found = build({"x"}).search("x", 1, nullptr, source.get_token());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code(), ErrorCode::kCancelled);
}

void expect_same(const TextResults& fast, const TextResults& slow, std::string_view query) {
  EXPECT_EQ(fast.total, slow.total) << query;
  ASSERT_EQ(fast.hits.size(), slow.hits.size()) << query;
  for (std::size_t i = 0; i < fast.hits.size(); ++i) {
    ASSERT_EQ(fast.hits[i], slow.hits[i]) << query << " at " << i;
  }
}

TEST_F(IndexTest, AgreesWithExhaustiveScoringOnGeneratedRows) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const std::vector<TextField> fields = {{"title", 3.0F}, {"body", 1.0F}, {"note", 0.25F}};
    IndexOptions options;
    if (seed == 2) options.memory_bytes = 1U << 20U;  // Spills.
    Result<IndexWriter> writer = IndexWriter::create(path_, fields, options);
    ExhaustiveIndex slow(fields);
    const auto num_rows = static_cast<std::uint32_t>(9000 + random() % 100);
    for (std::uint32_t row = 0; row < num_rows; ++row) {
      for (const std::size_t field : {2U, 0U, 1U, 1U}) {
        const std::string text = random_text(random, field == 1 ? 12 : 4);
        writer->add(row, field, text);
        slow.add(row, field, text);
      }
    }
    ASSERT_TRUE(writer->finish(num_rows));
    slow.finish(num_rows);
    const TextIndex index = open();
    std::vector<std::uint64_t> bits((num_rows + 63) / 64);
    for (std::uint64_t& word : bits) word = random() % 3 == 0 ? random() : 0;
    const RowFilter filter = {bits};
    for (int i = 0; i < 12; ++i) {
      const std::string query = random_text(random, 1U + random() % 12);
      const std::size_t limit = std::array<std::size_t, 4>{1, 10, 100, num_rows}[random() % 4];
      expect_same(*index.search(TextQuery{query, false}, limit), slow.search(query, limit), query);
      expect_same(*index.search(TextQuery{query, false}, limit, &filter),
                  slow.search(query, limit, &filter), query);
      expect_same(*index.search(TextQuery{query}, limit), slow.search(query, limit, nullptr, true),
                  query);
      expect_same(*index.search(TextQuery{query}, limit, &filter),
                  slow.search(query, limit, &filter, true), query);
      const Result<TextResults> best = index.search(TextQuery{query, false}, 3);
      for (const TextHit& hit : best->hits) {
        EXPECT_NEAR(hit.score, slow.textbook_score(query, hit.row), 1e-3);
      }
    }
  }
}

TEST_F(IndexTest, FileDoesNotDependOnTheMemoryBudget) {
  const auto bytes_with = [&](std::uint64_t memory_bytes) {
    std::mt19937 random(7);
    std::vector<std::string> rows;
    rows.reserve(20000);
    for (int i = 0; i < 20000; ++i) rows.push_back(random_text(random, 20));
    IndexOptions options;
    options.memory_bytes = memory_bytes;
    build(rows, options);
    return *read_file(path_);
  };
  EXPECT_EQ(bytes_with(1), bytes_with(256U << 20U));
}

TEST_F(IndexTest, FileDoesNotDependOnHowTheRowsAreSpreadOverThreads) {
  const auto bytes_with = [&](std::size_t shards, std::uint64_t memory_bytes) {
    IndexOptions options;
    options.shards = shards;
    options.memory_bytes = memory_bytes;
    Result<IndexWriter> writer = IndexWriter::create(path_, {{"title", 2.0F}, {"body"}}, options);
    std::vector<std::jthread> threads;
    for (std::size_t shard = 0; shard < shards; ++shard) {
      threads.emplace_back([&writer, shard, shards] {
        for (std::uint32_t row = 0; row < 12000; ++row) {
          // Uneven shares; every tenth row is nobody's.
          if ((row / 100 * 7) % shards != shard || row % 10 == 3) continue;
          std::mt19937 random(row);
          writer->add(row, 1, random_text(random, 20), shard);
          writer->add(row, 0, random_text(random, 5), shard);
        }
      });
    }
    threads.clear();
    EXPECT_TRUE(writer->finish(12005));
    return *read_file(path_);
  };
  const std::string one = bytes_with(1, 256U << 20U);
  EXPECT_EQ(bytes_with(3, 256U << 20U), one);
  EXPECT_EQ(bytes_with(4, 1), one);
}

TEST_F(IndexTest, LeavesNoScratchFilesBehind) {
  const auto count_files = [&] {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(path_.parent_path())) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with(path_.filename().string())) ++count;
    }
    return count;
  };
  {
    IndexOptions options;
    options.memory_bytes = 1;
    Result<IndexWriter> writer = IndexWriter::create(path_, {{"text"}}, options);
    for (std::uint32_t row = 0; row < 100000; ++row) writer->add(row, 0, "some words");
    EXPECT_GT(count_files(), 1U);
  }
  EXPECT_EQ(count_files(), 0U);
  build({"a", "b"});
  EXPECT_EQ(count_files(), 1U);
}

TEST_F(IndexTest, WriterRefusesWhatItCannotIndex) {
  EXPECT_FALSE(IndexWriter::create(path_, {}));
  IndexOptions options;
  options.language = "klingon";
  const Result<IndexWriter> unknown = IndexWriter::create(path_, {{"text"}}, options);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code(), ErrorCode::kInvalidArgument);
  Result<IndexWriter> writer = IndexWriter::create(path_, {{"text"}});
  writer->add(3, 0, "x");
  writer->add(2, 0, "y");
  EXPECT_FALSE(writer->finish(4));
}

TEST_F(IndexTest, EveryFlippedBitIsDetected) {
  build({"alpha beta gamma", "beta delta", "gamma"});
  const std::string good = *read_file(path_);
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ (1 << (i % 8)));
    std::ofstream(path_, std::ios::binary) << bad;
    const Result<TextIndex> opened = TextIndex::open(path_);
    ASSERT_FALSE(opened) << "byte " << i;
  }
}

TEST_F(IndexTest, EveryTruncationIsDetected) {
  build({"alpha beta gamma", "beta delta", "gamma"});
  const std::string good = *read_file(path_);
  for (std::size_t size = 0; size < good.size(); ++size) {
    std::ofstream(path_, std::ios::binary) << good.substr(0, size);
    ASSERT_FALSE(TextIndex::open(path_)) << size;
  }
}

TEST_F(IndexTest, DamageBehindARightChecksumIsReadSafely) {
  const std::string good = small_index();
  for (const unsigned seed : {1U, 2U, 3U, 4U}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    for (int round = 0; round < 100; ++round) {
      std::string bad = good;
      for (std::size_t flips = 1 + random() % 30; flips > 0; --flips) {
        // Half of them at the end, where the dictionary, the names and the footer are.
        const std::size_t reach = random() % 2 == 0 ? bad.size() : 4096;
        bad[bad.size() - 1 - random() % reach] = static_cast<char>(random());
      }
      exercise_index(resealed(bad));
    }
  }
}

TEST_F(IndexTest, PostingsAreVisitedAsTermsAre) {
  std::ofstream(path_, std::ios::binary) << small_index();
  const Result<TextIndex> index = TextIndex::open(path_);
  ASSERT_TRUE(index);
  std::vector<std::pair<std::string, std::uint32_t>> terms;
  index->visit_terms("w1", [&](std::string_view term, std::uint32_t rows) {
    terms.emplace_back(term, rows);
    return terms.size() < 20;
  });
  std::vector<std::pair<std::string, std::uint32_t>> visited;
  index->visit_postings("w1", [&](std::string_view term, const Postings& postings) {
    visited.emplace_back(term, postings.size());
    return visited.size() < 20;
  });
  EXPECT_GT(terms.size(), 1U);
  EXPECT_EQ(visited, terms);
}

/// Whether an index is refused when it is opened, or else once all of it has been read.
bool is_refused(const fs::path& path) {
  const Result<TextIndex> index = TextIndex::open(path);
  if (!index) return true;
  index->visit_terms("", [&](std::string_view term, std::uint32_t /*rows*/) {
    static_cast<void>(index->postings(term));
    return true;
  });
  for (std::uint32_t row = 0; row < index->num_rows(); ++row)
    static_cast<void>(index->field_positions(row, 0));
  return !index->status() && !index->search("w0", 10);
}

TEST_F(IndexTest, ALargeIndexCutOrFlippedAnywhereIsRefused) {
  const std::string good = small_index();
  std::mt19937 random(6);
  for (int round = 0; round < 400; ++round) {
    std::string bad = good;
    if (round % 2 == 0) {
      bad.resize(random() % bad.size());
    } else {
      char& byte = bad[random() % bad.size()];
      byte = static_cast<char>(byte ^ (1 << (random() % 8)));
    }
    std::ofstream(path_, std::ios::binary) << bad;
    ASSERT_TRUE(is_refused(path_)) << "round " << round;
  }
}

TEST_F(IndexTest, ATermWhoseRecordIsDamagedIsAnErrorAndNotAbsent) {
  ASSERT_TRUE(write_file_atomic(path_, small_index()));
  const Result<TextIndex> whole = TextIndex::open(path_);
  ASSERT_TRUE(whole);
  ASSERT_GT(whole->search("w0", 10)->total, 0U);
  std::string bad = small_index();
  bad[10] = static_cast<char>(bad[10] ^ 1);  // the records come first
  ASSERT_TRUE(write_file_atomic(path_, bad));
  const Result<TextIndex> index = TextIndex::open(path_);
  ASSERT_TRUE(index) << "the records are not read before they are asked for";
  const Result<TextResults> found = index->search("w0 w1 w2 w3 w4 w5 w6 w7 w8 w9", 10);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code(), ErrorCode::kCorrupt);
}

TEST_F(IndexTest, AnotherVersionIsUnsupported) {
  build({"alpha"});
  std::string bytes = *read_file(path_);
  bytes[bytes.size() - 64 + 16] = 99;
  std::ofstream(path_, std::ios::binary) << resealed(bytes);
  const Result<TextIndex> opened = TextIndex::open(path_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace vitrine::text
