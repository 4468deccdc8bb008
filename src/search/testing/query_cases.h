#pragma once
// Queries of the tests of search/query.h, and rows in memory for them.

#include <gtest/gtest.h>

#include <cstdint>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "search/query.h"
#include "search/testing/memory_split.h"

namespace vitrine::search {

inline constexpr std::string_view kWords[] = {"apple", "arch",  "bee",  "boat",
                                              "cat",   "cloud", "door", "dune"};

/// Rows of a few words, some of them without a vector, many of them alike.
inline std::vector<MemoryRow> random_rows(unsigned seed, std::size_t count) {
  std::mt19937 random(seed);
  std::vector<MemoryRow> rows(count);
  for (MemoryRow& row : rows) {
    for (unsigned i = 1 + static_cast<unsigned>(random() % 4); i > 0; --i) {
      if (!row.title.empty()) row.title += ' ';
      row.title += kWords[random() % std::size(kWords)];
    }
    row.year = 2000 + static_cast<int>(random() % 5);
    if (random() % 10 == 0) continue;
    for (std::uint32_t i = 0; i < kMemoryDimension; ++i)
      row.vector.push_back(static_cast<float>(random() % 3));
  }
  return rows;
}

inline Hits run(const Split& split, const Query& query) {
  Result<Hits> hits = run_query(split, query, {});
  EXPECT_TRUE(hits) << hits.error().message();
  return hits ? *std::move(hits) : Hits();
}

inline Error refused(const Split& split, const Query& query) {
  const Result<Hits> hits = run_query(split, query, {});
  EXPECT_FALSE(hits);
  return hits ? internal_error("no error") : hits.error();
}

inline ask::Predicate year_is(const char* comparison_year) {
  return ask::Predicate::compare(
      ask::Expression::of_column(MemorySplit::kYear), ask::Comparison::kEqual,
      ask::Expression::of({ask::Constant::Type::kNumber, comparison_year}));
}

inline ask::Order by_year(bool descending) {
  return {{{.value = ask::Expression::of_column(MemorySplit::kYear), .descending = descending}}};
}

inline Query words(std::string text, SearchMode mode = SearchMode::kKeyword) {
  Query query;
  query.text = std::move(text);
  query.mode = mode;
  return query;
}

/// Each test with rows that are found as bitmaps, and with rows that are only described.
class QueryTest : public testing::TestWithParam<bool> {
 protected:
  static std::shared_ptr<MemorySplit> split(std::vector<MemoryRow> rows,
                                            MemorySplit::Options options = {}) {
    options.has_bitmaps = GetParam();
    return MemorySplit::make(std::move(rows), std::move(options));
  }
};

}  // namespace vitrine::search
