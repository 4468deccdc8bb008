#include "text/spelling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "text/index.h"

namespace vitrine::text {
namespace {

/// The definition, by recursion.
std::size_t slow_distance(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.size() + b.size();
  const std::string_view a1 = a.substr(1);
  const std::string_view b1 = b.substr(1);
  std::size_t best = slow_distance(a1, b1) + (a[0] == b[0] ? 0 : 1);
  best = std::min({best, slow_distance(a1, b) + 1, slow_distance(a, b1) + 1});
  if (a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0])
    best = std::min(best, slow_distance(a.substr(2), b.substr(2)) + 1);
  return best;
}

TEST(Spelling, DistanceEqualsItsDefinition) {
  std::mt19937 random(61);
  const auto word = [&] {
    std::string text;
    for (std::size_t i = random() % 7; i > 0; --i) text += static_cast<char>('a' + random() % 3);
    return text;
  };
  for (int round = 0; round < 2000; ++round) {
    const std::string a = word();
    const std::string b = word();
    for (const std::size_t limit : {0U, 1U, 2U, 9U}) {
      EXPECT_EQ(edit_distance(a, b, limit), std::min(slow_distance(a, b), limit + 1))
          << a << " " << b;
    }
  }
}

class SpellingTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::path(testing::TempDir()) / "text_spelling.idx";
    Result<IndexWriter> writer = IndexWriter::create(path_, {{"text"}});
    writer->add(0, 0, "neural transformers");
    writer->add(1, 0, "neutral transformer cat");
    writer->add(2, 0, "neural car");
    ASSERT_TRUE(writer->finish(3));
  }
  void TearDown() override { fs::remove(path_); }
  fs::path path_;
};

TEST_F(SpellingTest, ACorrectionIsOfferedOnlyWhenNothingMatches) {
  const Result<TextIndex> index = TextIndex::open(path_);
  const Result<TextResults> swapped = index->search("nueral", 10);
  EXPECT_EQ(swapped->total, 2U);
  EXPECT_EQ(swapped->corrections, (std::vector<TextCorrection>{{"nueral", "neural"}}));
  const Result<TextResults> partly = index->search("nueral car", 10);
  EXPECT_EQ(partly->total, 1U);
  EXPECT_TRUE(partly->corrections.empty());
  EXPECT_EQ(index->search("tranzformer", 10)->total, 2U);
  EXPECT_EQ(index->search("xat", 10)->total, 0U);
  EXPECT_EQ(index->search("completely different", 10)->total, 0U);
}

TEST_F(SpellingTest, CorrectionCanBeSwitchedOff) {
  const Result<TextIndex> index = TextIndex::open(path_);
  TextQuery query = {"nueral"};
  query.correct = false;
  EXPECT_EQ(index->search(query, 10)->total, 0U);
}

}  // namespace
}  // namespace vitrine::text
