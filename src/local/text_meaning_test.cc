// Search by meaning in splits to which nobody gave vectors.

#include <algorithm>
#include <fstream>

#include "local/testing/split_fixture.h"
#include "search/query.h"

namespace vitrine::local {
namespace {

constexpr std::string_view kSentence = "teaching computers to turn French sentences into English";

/// 600 rows about eight subjects; one, row 333, that is about translation in other words.
std::string rows_without_vectors() {
  const std::vector<std::string> subjects = {
      "graph neural networks for molecules", "robot grasping with tactile sensors",
      "protein structure prediction",        "image super-resolution",
      "deep reinforcement learning",         "speech recognition in noise",
      "fair ranking of search results",      "adversarial examples and robustness"};
  std::string lines;
  for (std::size_t row = 0; row < 600; ++row) {
    const std::string title = row == 333 ? "Neural machine translation between European languages"
                                         : subjects[row % 8] + " " + std::to_string(row);
    lines += R"({"title":")" + title + R"(","n":)" + std::to_string(row) + "}\n";
  }
  return lines;
}

class TextMeaning : public SplitFixture {
 protected:
  void SetUp() override {
    SplitFixture::SetUp();
    split_ = import("plain", rows_without_vectors());
  }
  static search::Hits run(const search::Split& split, const search::Query& query) {
    Result<search::Hits> hits = search::run_query(split, query, {});
    EXPECT_TRUE(hits) << hits.error().message();
    return hits ? *std::move(hits) : search::Hits{};
  }
  static search::Query words(std::string_view text,
                             search::SearchMode mode = search::SearchMode::kHybrid) {
    search::Query query;
    query.text = text;
    query.mode = mode;
    query.limit = 600;
    return query;
  }

  std::shared_ptr<const BitmapSplit> split_;
};

TEST_F(TextMeaning, ASentenceFindsARowThatHasNoneOfItsWords) {
  for (const search::SearchMode mode :
       {search::SearchMode::kHybrid, search::SearchMode::kSemantic}) {
    const search::Hits hits = run(*split_, words(kSentence, mode));
    ASSERT_FALSE(hits.rows.empty());
    EXPECT_EQ(hits.rows[0], 333U) << search::search_mode_name(mode);
    EXPECT_EQ(hits.meaning, search::Meaning::kText);
    EXPECT_TRUE(hits.meaning_off.empty());
  }
  EXPECT_TRUE(run(*split_, words(kSentence, search::SearchMode::kKeyword)).rows.empty());
}

TEST_F(TextMeaning, TheScoreIsTheShareOfTheWordsAndHalfTheCosine) {
  const search::Hits both = run(*split_, words("graph molecules"));
  const search::Hits alone = run(*split_, words("graph molecules", search::SearchMode::kKeyword));
  ASSERT_FALSE(both.rows.empty());
  float unit = 0;
  for (std::size_t i = 0; i < 70; ++i) {
    const search::Reason& reason = both.reasons[i];
    ASSERT_TRUE(reason.keyword && reason.semantic) << i;
    const float words_part = both.scores[i] - 0.5F * std::max(reason.semantic->score, 0.0F);
    if (unit == 0) unit = reason.keyword->score / words_part;
    EXPECT_NEAR(words_part, reason.keyword->score / unit, 1e-5);
    EXPECT_LE(words_part, 1.2F);
  }
  EXPECT_EQ(both.total - both.near, alone.total);
}

TEST_F(TextMeaning, AQueryThatSaysMoreThanWordsGetsNothingAdded) {
  EXPECT_EQ(run(*split_, words("title:graph")).total, 75U);
  const search::Hits without = run(*split_, words("graph -molecules"));
  EXPECT_EQ(without.total, 0U);
}

TEST_F(TextMeaning, RowsLikeARowAreFoundByWhatTheySay) {
  search::Query query;
  query.like = {8};
  query.limit = 50;
  const search::Hits hits = run(*split_, query);
  ASSERT_EQ(hits.rows.size(), 50U);
  EXPECT_EQ(hits.meaning, search::Meaning::kText);
  for (const std::uint64_t row : hits.rows) EXPECT_EQ(row % 8, 0U) << row;
}

TEST_F(TextMeaning, RowsDislikedGoAndWhatIsLikeThemFalls) {
  search::Query query = words("learning networks");
  const search::Hits before = run(*split_, query);
  query.dislike = {4};
  const search::Hits after = run(*split_, query);
  const auto place = [](const search::Hits& hits, std::uint64_t row) {
    return std::ranges::find(hits.rows, row) - hits.rows.begin();
  };
  EXPECT_EQ(place(after, 4), static_cast<std::ptrdiff_t>(after.rows.size()));
  EXPECT_GT(place(after, 12), place(before, 12));
}

TEST_F(TextMeaning, AnyBytesAreAQuery) {
  for (const std::string& text :
       {std::string(), std::string("\xff\xfe\x00\x01", 4), std::string("😀 🎉"),
        std::string("机器翻译"), std::string(1 << 20, 'x'), std::string("graph 图 😀")}) {
    for (const search::SearchMode mode :
         {search::SearchMode::kHybrid, search::SearchMode::kSemantic})
      EXPECT_TRUE(search::run_query(*split_, words(text, mode), {})) << text.substr(0, 20);
  }
  for (const std::string_view noise : {"😀", "asdkjh qwpeoi", "zzzxq!"}) {
    const search::Hits hits = run(*split_, words(noise));
    EXPECT_EQ(hits.total, 0U) << noise;
    EXPECT_FALSE(hits.meaning_off.empty()) << noise;
  }
}

TEST_F(TextMeaning, AWordInPiecesIsComparedWhereRowsOrAKnownWordStandForIt) {
  EXPECT_TRUE(run(*split_, words("asdkjh machine translation")).meaning_off.empty());
  EXPECT_GT(run(*split_, words("asdkjh", search::SearchMode::kSemantic)).total, 0U)
      << "who asks for meaning alone gets an order";
}

TEST_F(TextMeaning, WithoutTextThereIsNoMeaning) {
  const auto numbers = import("numbers", "{\"n\":1}\n{\"n\":2}\n");
  search::Query query = words("one", search::SearchMode::kSemantic);
  const Result<search::Hits> refused = search::run_query(*numbers, query, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kUnsupported);
}

TEST_F(TextMeaning, AVectorOfTheCallersIsRefused) {
  search::Query query;
  query.vector = std::vector<float>(512, 1.0F);
  const Result<search::Hits> refused = search::run_query(*split_, query, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kUnsupported);
}

TEST_F(TextMeaning, WhereTheVectorsAreMissingWordsGoOnAndTheAnswerSaysWhy) {
  ASSERT_TRUE(fs::remove(split_->snapshot().index_file(split_->config().name, split_->split().name,
                                                       "text-vectors.vtt")));
  const search::Hits hits = run(*split_, words("graph"));
  EXPECT_EQ(hits.total, 75U);
  EXPECT_EQ(hits.mode, search::SearchMode::kKeyword);
  EXPECT_EQ(hits.meaning, search::Meaning::kNone);
  EXPECT_FALSE(hits.meaning_off.empty());
  EXPECT_FALSE(search::run_query(*split_, words("graph", search::SearchMode::kSemantic), {}));
}

TEST_F(TextMeaning, ADamagedRecordFailsNoSearchByWordsAndTheAnswerSaysWhy) {
  const fs::path file = split_->snapshot().index_file(split_->config().name, split_->split().name,
                                                      "text-vectors.vtt");
  std::string bytes = *read_file(file);
  bytes[40 * 272] = static_cast<char>(bytes[40 * 272] ^ 1);
  std::ofstream(file, std::ios::binary) << bytes;
  const search::Hits hits = run(*split_, words("graph"));
  EXPECT_EQ(hits.total, 75U);
  EXPECT_EQ(hits.meaning, search::Meaning::kNone);
  EXPECT_FALSE(hits.meaning_off.empty());
  EXPECT_EQ(hits.meaning_error, ErrorCode::kCorrupt);
  const Result<search::Hits> refused =
      search::run_query(*split_, words("graph", search::SearchMode::kSemantic), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kCorrupt);
}

TEST_F(TextMeaning, TheMatrixForAMapHasEveryRow) {
  const Result<vector::AnyVectorMatrix> matrix = split_->all_vectors(split_->text_column());
  ASSERT_TRUE(matrix);
  EXPECT_EQ(std::get<vector::VectorMatrix<float>>(*matrix).num_rows, 600U);
}

}  // namespace
}  // namespace vitrine::local
