#include "text/matching.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <random>

#include "text/index.h"

namespace vitrine::text {
namespace {

/// Rows of two fields in words "a" to "l", and the same rows as plain strings.
class MatchingTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::path(testing::TempDir()) / "text_matching.idx";
    IndexOptions options;
    options.language = "none";
    Result<IndexWriter> writer = IndexWriter::create(path_, {{"title"}, {"body"}}, options);
    std::mt19937 random(31);
    for (std::uint32_t row = 0; row < 3000; ++row) {
      titles_.push_back(words(random, 3));
      bodies_.push_back(words(random, 8));
      writer->add(row, 0, titles_.back());
      writer->add(row, 1, bodies_.back());
    }
    ASSERT_TRUE(writer->finish(3000));
    Result<TextIndex> opened = TextIndex::open(path_);
    ASSERT_TRUE(opened);
    index_.emplace(*std::move(opened));
  }
  void TearDown() override { fs::remove(path_); }

  static std::string words(std::mt19937& random, std::size_t max) {
    std::string text = " ";
    std::binomial_distribution<int> letter(11, 0.3);
    for (std::size_t i = random() % (max + 1); i > 0; --i) {
      text += static_cast<char>('a' + letter(random));
      text += ' ';
    }
    return text;
  }
  bool title_has(std::uint32_t row, std::string_view words) const {
    return titles_[row].find(" " + std::string(words) + " ") != std::string::npos;
  }
  bool has(std::uint32_t row, std::string_view words) const {
    return title_has(row, words) ||
           bodies_[row].find(" " + std::string(words) + " ") != std::string::npos;
  }
  /// Total and rows of the answer must be those that `accepts`.
  template <typename Accepts>
  void expect_rows(std::string_view query, Accepts accepts) {
    expect_rows(TextQuery{std::string(query)}, accepts);
  }
  template <typename Accepts>
  void expect_rows(const TextQuery& query, Accepts accepts) {
    std::vector<std::uint32_t> want;
    for (std::uint32_t row = 0; row < 3000; ++row) {
      if (accepts(row)) want.push_back(row);
    }
    TextQuery asked = query;
    asked.want_matched = true;
    const Result<TextResults> found = index_->search(asked, 3000);
    ASSERT_TRUE(found);
    const RowFilter matched = {found->matched};
    for (std::uint32_t row = 0; row < 3000; ++row) {
      ASSERT_EQ(matched.contains(row), std::ranges::binary_search(want, row)) << query.text << row;
    }
    std::vector<std::uint32_t> got;
    for (const TextHit& hit : found->hits) got.push_back(hit.row);
    std::ranges::sort(got);
    EXPECT_EQ(got, want) << query.text;
    EXPECT_EQ(found->total, want.size()) << query.text;
    EXPECT_TRUE(std::ranges::is_sorted(found->hits, std::ranges::greater(), &TextHit::score));
  }

  fs::path path_;
  std::vector<std::string> titles_;
  std::vector<std::string> bodies_;
  std::optional<TextIndex> index_;
};

TEST_F(MatchingTest, AgreesWithReadingTheRows) {
  expect_rows("a f", [&](auto r) { return has(r, "a") || has(r, "f"); });
  expect_rows("\"d e\"", [&](auto r) { return has(r, "d e"); });
  expect_rows("\"d e f\" g", [&](auto r) { return has(r, "d e f") && has(r, "g"); });
  expect_rows("c -d", [&](auto r) { return has(r, "c") && !has(r, "d"); });
  expect_rows("c -\"c d\"", [&](auto r) { return has(r, "c") && !has(r, "c d"); });
  expect_rows("a AND b", [&](auto r) { return has(r, "a") && has(r, "b"); });
  expect_rows("a AND b OR \"g h\"",
              [&](auto r) { return (has(r, "a") && has(r, "b")) || has(r, "g h"); });
  expect_rows("(a OR b) AND -(c d)",
              [&](auto r) { return (has(r, "a") || has(r, "b")) && !has(r, "c") && !has(r, "d"); });
  expect_rows("title:d", [&](auto r) { return title_has(r, "d"); });
  expect_rows("title:\"d e\" b", [&](auto r) { return title_has(r, "d e") && has(r, "b"); });
  expect_rows("title:(d e)", [&](auto r) { return title_has(r, "d") || title_has(r, "e"); });
  expect_rows("-title:d", [&](auto r) { return !title_has(r, "d"); });
  expect_rows("\"no such\"", [](auto) { return false; });
}

TEST_F(MatchingTest, FilterAndOperatorsCombine) {
  std::vector<std::uint64_t> bits(47, 0);
  bits[3] = ~0ULL;
  const RowFilter filter = {bits};
  const Result<TextResults> found = index_->search("-a", 5, &filter);
  std::uint64_t want = 0;
  for (std::uint32_t row = 192; row < 256; ++row) want += has(row, "a") ? 0U : 1U;
  EXPECT_EQ(found->total, want);
  EXPECT_EQ(found->hits.size(), 5U);
  EXPECT_EQ(found->hits[0].score, 0.0F);
}

TEST_F(MatchingTest, MostOfTheWordsOutsideOfBracketsAreNeeded) {
  std::map<std::string_view, double> known;
  const auto idf = [&](std::string_view word) {
    if (const auto at = known.find(word); at != known.end()) return at->second;
    double rows = 0;
    for (std::uint32_t row = 0; row < 3000; ++row) rows += has(row, word) ? 1 : 0;
    return known[word] = std::log(1 + (3000 - rows + 0.5) / (rows + 0.5));
  };
  const auto covers = [&](std::uint32_t row, std::initializer_list<std::string_view> words) {
    double full = 0;
    double sum = 0;
    for (const std::string_view word : words) {
      full += idf(word);
      sum += has(row, word) ? idf(word) : 0;
    }
    return sum >= full / 2;
  };
  const auto most_of = [](std::string text) {
    return TextQuery{.text = std::move(text), .coverage = WordCoverage::kMost};
  };
  expect_rows(most_of("c d h"), [&](auto r) { return covers(r, {"c", "d", "h"}); });
  expect_rows(most_of("c d h c"), [&](auto r) { return covers(r, {"c", "d", "h"}); });
  expect_rows(most_of("c d h zzz"), [&](auto r) { return covers(r, {"c", "d", "h"}); });
  expect_rows(most_of("c"), [&](auto r) { return has(r, "c"); });
  expect_rows(most_of("c d h -e"),
              [&](auto r) { return covers(r, {"c", "d", "h"}) && !has(r, "e"); });
  expect_rows(most_of("title:(c h)"),
              [&](auto r) { return title_has(r, "c") || title_has(r, "h"); });
  expect_rows(most_of("c -(d h)"),
              [&](auto r) { return has(r, "c") && !has(r, "d") && !has(r, "h"); });
  TextQuery bare = most_of("c d h -");
  bare.operators = false;
  expect_rows(bare, [&](auto r) { return covers(r, {"c", "d", "h"}); });
}

TEST_F(MatchingTest, WhatRowsNeedIsMeasuredAmongAllRows) {
  TextQuery query{.text = "c d h", .coverage = WordCoverage::kMost, .want_matched = true};
  const std::vector<std::uint64_t> all = index_->search(query, 10)->matched;
  std::vector<std::uint64_t> bits(47, 0);
  const auto add = [&](std::uint32_t row) { bits[row / 64] |= 1ULL << (row % 64); };
  std::optional<std::uint32_t> with_most;
  for (std::uint32_t row = 0; row < 3000; ++row) {
    if (has(row, "c") && !has(row, "d") && !has(row, "h")) add(row);
    if (!with_most && (all[row / 64] >> (row % 64) & 1U) != 0) with_most = row;
  }
  const auto found = [&] {
    const RowFilter filter = {bits};
    return index_->search(query, 10, &filter);
  };
  EXPECT_EQ(found()->matched, bits) << "no row that passes has most of the words";
  EXPECT_EQ(found()->hits.size(), 10U);
  ASSERT_TRUE(with_most);
  add(*with_most);
  EXPECT_EQ(found()->total, 1U) << "one has";
}

TEST_F(MatchingTest, TheOrderOfRowsThatHaveMostIsThatOfAnyWord) {
  TextQuery query{.text = "c d h", .adjacency = false, .want_matched = true};
  const Result<TextResults> any = index_->search(query, 3000);
  query.coverage = WordCoverage::kMost;
  const Result<TextResults> most = index_->search(query, 3000);
  EXPECT_LT(most->total, any->total);
  std::vector<TextHit> left;
  const RowFilter matched = {most->matched};
  for (const TextHit& hit : any->hits) {
    if (matched.contains(hit.row)) left.push_back(hit);
  }
  EXPECT_EQ(most->hits, left);
}

TEST_F(MatchingTest, AWordThatIsBeingTypedIsCoveredByLongerOnes) {
  TextQuery query{.text = "a c d", .coverage = WordCoverage::kMost, .want_matched = true};
  const Result<TextResults> finished = index_->search(query, 10);
  query.unfinished = true;
  // No word of these rows is longer than a letter: nothing is added.
  EXPECT_EQ(index_->search(query, 10)->matched, finished->matched);
}

TEST_F(MatchingTest, OperatorsCanBeSwitchedOff) {
  const auto total = [&](bool operators) {
    return index_->search(TextQuery{"c -d", true, operators}, 1)->total;
  };
  EXPECT_GT(total(false), total(true));
}

TEST_F(MatchingTest, StopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  EXPECT_FALSE(index_->search("\"d e\"", 1, nullptr, source.get_token()));
}

TEST_F(MatchingTest, AnyBytesAreAQuery) {
  std::mt19937 random(41);
  const std::vector<std::string> pieces = {"a", "b",      " ",    "\"",    "(",    ")", "-",
                                           "*", "title:", " OR ", " AND ", "\xFF", "g"};
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::size_t i = random() % 20; i > 0; --i) text += pieces[random() % pieces.size()];
    const Result<TextResults> found = index_->search(text, 10);
    ASSERT_TRUE(found) << text;
    EXPECT_EQ(found->hits.size(), std::min<std::uint64_t>(found->total, 10)) << text;
  }
}

TEST(Matching, PrefixesFindAllTheirWords) {
  const fs::path path = fs::path(testing::TempDir()) / "text_prefix.idx";
  Result<IndexWriter> writer = IndexWriter::create(path, {{"text"}, {"other"}});
  for (std::uint32_t row = 0; row < 200; ++row) writer->add(row, 0, "trans" + std::to_string(row));
  writer->add(200, 0, "transforming tran");
  writer->add(201, 1, "transformer");
  ASSERT_TRUE(writer->finish(202));
  const Result<TextIndex> index = TextIndex::open(path);
  EXPECT_EQ(index->search("trans*", 300)->hits.size(), 202U);
  EXPECT_EQ(index->search("trans*", 300)->total, 202U);
  EXPECT_EQ(index->search("transf*", 300)->total, 2U);
  EXPECT_EQ(index->search("other:trans*", 300)->total, 1U);
  EXPECT_EQ(index->search("zero*", 300)->total, 0U);
  fs::remove(path);
}

/// `ten:3`: rows whose number ends so. `number:low..high`.
TextQuery with_columns(std::string text) {
  TextQuery query = {std::move(text)};
  query.columns = {"ten", "number"};
  query.match_column = [](const ColumnCondition& condition,
                          const std::stop_token&) -> Result<RowBits> {
    RowBits bits(40, 0);  // Shorter than the index has rows: the rest are out.
    const std::uint32_t low =
        condition.low ? static_cast<std::uint32_t>(std::stoul(*condition.low)) : 0;
    const std::uint32_t high =
        condition.high ? static_cast<std::uint32_t>(std::stoul(*condition.high)) : 2559;
    for (std::uint32_t row = 0; row < 2560; ++row) {
      const bool met = condition.value ? std::to_string(row).ends_with(*condition.value)
                                       : row >= low && row <= high;
      if (met) bits[row / 64] |= 1ULL << (row % 64);
    }
    return bits;
  };
  return query;
}

TEST_F(MatchingTest, ColumnConditionsJoinTheOtherClauses) {
  const auto ends_in = [](std::uint32_t row, std::uint32_t digit) {
    return row < 2560 && row % 10 == digit;
  };
  expect_rows(with_columns("ten:3"), [&](auto r) { return ends_in(r, 3); });
  expect_rows(with_columns("a ten:3"), [&](auto r) { return has(r, "a") && ends_in(r, 3); });
  expect_rows(with_columns("a -ten:3"), [&](auto r) { return has(r, "a") && !ends_in(r, 3); });
  expect_rows(with_columns("(ten:3 OR \"d e\") AND number:100..2000"),
              [&](auto r) { return (ends_in(r, 3) || has(r, "d e")) && r >= 100 && r <= 2000; });
  expect_rows(with_columns("ten:(3 4) NOT number:1000.."),
              [&](auto r) { return (ends_in(r, 3) || ends_in(r, 4)) && r < 1000; });
  expect_rows(with_columns("ten:3 OR ten:3"), [&](auto r) { return ends_in(r, 3); });
}

TEST_F(MatchingTest, EachConditionIsAskedForOnceAndItsErrorIsTheSearchs) {
  TextQuery query = with_columns("(ten:3 OR a) AND (ten:3 OR b)");
  int asked = 0;
  query.match_column = [&](const ColumnCondition&, const std::stop_token&) -> Result<RowBits> {
    ++asked;
    return RowBits(1, ~0ULL);
  };
  ASSERT_TRUE(index_->search(query, 10));
  EXPECT_EQ(asked, 1);
  query.match_column = [](const ColumnCondition&, const std::stop_token&) -> Result<RowBits> {
    return unavailable("no such column today");
  };
  const Result<TextResults> failed = index_->search(query, 10);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code(), ErrorCode::kUnavailable);
  query.match_column = {};
  EXPECT_EQ(index_->search(query, 10)->total, index_->search("a AND b", 10)->total);
}

}  // namespace
}  // namespace vitrine::text
