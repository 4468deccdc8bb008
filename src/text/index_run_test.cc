#include "text/index_run.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace vitrine {
namespace {

using Occurrences = std::map<std::string, std::vector<std::pair<std::uint32_t, std::uint32_t>>>;

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
      for (const RowPosition& at : run->occurrences()) {
        got.emplace_back(at.row, at.position_and_class);
      }
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
}  // namespace vitrine
