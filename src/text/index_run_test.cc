#include "text/index_run.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace vitrine::text {
namespace {

using Occurrences = std::map<std::string, std::vector<std::pair<std::uint32_t, std::uint32_t>>>;

std::vector<RowPosition> all_occurrences(IndexRun& run) {
  std::vector<RowPosition> all;
  for (auto part = run.occurrences(); !part.empty(); part = run.occurrences())
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

TEST(IndexRun, AFrequentWordComesInPartsOfWholeRows) {
  constexpr std::uint32_t kRows = 50'000;
  TokenBuffer buffer;
  for (std::uint32_t row = 0; row < kRows; ++row) {
    for (std::uint32_t position = 0; position < 5; ++position)
      buffer.append({buffer.intern("often"), position});
    buffer.append({buffer.intern("rarely"), 5});
    buffer.end_row(row);
  }
  const fs::path path = fs::path(testing::TempDir()) / "text_parts.tmp";
  ASSERT_TRUE(write_run(*buffer.sorted(), path));
  const Result<std::unique_ptr<IndexRun>> run = open_run(path);
  ASSERT_TRUE(run);
  ASSERT_TRUE((*run)->next());
  std::uint32_t next_row = 0;
  std::size_t parts = 0;
  for (auto part = (*run)->occurrences(); !part.empty(); part = (*run)->occurrences(), ++parts) {
    EXPECT_LT(part.size(), kRows * 5U / 2);
    ASSERT_EQ(part.size() % 5, 0U) << "whole rows";
    EXPECT_EQ(part.front().row, next_row);
    next_row = part.back().row + 1;
  }
  EXPECT_EQ(next_row, kRows);
  EXPECT_GT(parts, 2U);
  ASSERT_TRUE((*run)->next());
  EXPECT_EQ((*run)->term(), "rarely");
  EXPECT_EQ((*run)->occurrences().size(), kRows);
  // A word that nobody looked at is passed over.
  const Result<std::unique_ptr<IndexRun>> again = open_run(path);
  ASSERT_TRUE(again && (*again)->next() && (*again)->next());
  EXPECT_EQ((*again)->term(), "rarely");
  EXPECT_FALSE((*again)->next());
  fs::remove(path);
}

TEST(IndexRun, MergedRunsGiveEachTermsOccurrencesInOrder) {
  std::mt19937 random(91);
  Occurrences want;
  std::vector<TokenBuffer> buffers(3);
  std::uint32_t row = 0;
  for (TokenBuffer& buffer : buffers) {
    for (const std::uint32_t end = row + 50; row < end; ++row) {
      for (std::uint32_t position = 0; position < random() % 8; ++position) {
        const std::string term(1 + random() % 4, static_cast<char>('a' + random() % 3));
        buffer.append({buffer.intern(term), position});
        want[term].emplace_back(row, position);
      }
      buffer.end_row(row);
    }
  }
  const fs::path path = fs::path(testing::TempDir()) / "text_run.tmp";
  ASSERT_TRUE(write_run(*buffers[0].sorted(), path));
  Result<std::unique_ptr<IndexRun>> first = open_run(path);
  ASSERT_TRUE(first);
  std::vector<std::unique_ptr<IndexRun>> runs;
  runs.push_back(*std::move(first));
  runs.push_back(buffers[1].sorted());
  runs.push_back(buffers[2].sorted());
  RunMerge merge(std::move(runs));
  auto expected = want.begin();
  while (merge.next()) {
    ASSERT_EQ(merge.term(), expected->first);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> got;
    for (IndexRun* run : merge.sources()) {
      for (const RowPosition& at : all_occurrences(*run))
        got.emplace_back(at.row, at.position_and_class);
    }
    EXPECT_EQ(got, expected->second);
    ++expected;
  }
  EXPECT_EQ(expected, want.end());
  fs::remove(path);
}

TEST(IndexRun, AnEmptyRunEndsAtOnce) {
  TokenBuffer buffer;
  EXPECT_FALSE(buffer.sorted()->next());
  EXPECT_FALSE(RunMerge({}).next());
}

}  // namespace
}  // namespace vitrine::text
