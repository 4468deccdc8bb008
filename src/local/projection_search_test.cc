// Words among given vectors whose model nobody named.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "local/testing/split_fixture.h"
#include "search/query.h"

namespace vitrine::local {
namespace {

constexpr std::size_t kDimension = 24;

/// Words whose vectors are added up to a text's, where nothing else is said of them.
const std::vector<std::string>& english() {
  static const std::vector<std::string> words = {
      "graph",  "translation", "robot",  "protein",  "image",     "policy", "speech",  "ranking",
      "attack", "diffusion",   "kernel", "molecule", "attention", "camera", "auction", "forest"};
  return words;
}
/// Words that say nothing of a row's vector.
const std::vector<std::string>& filler() {
  static const std::vector<std::string> words = {
      "market",  "river",    "music",     "history", "garden", "doctor", "travel", "kitchen",
      "sport",   "theatre",  "weather",   "animal",  "church", "school", "winter", "money",
      "ocean",   "mountain", "street",    "family",  "letter", "engine", "colour", "summer",
      "village", "soldier",  "newspaper", "island",  "bridge", "castle", "farmer", "library"};
  return words;
}

std::vector<float> vector_of(const std::vector<std::size_t>& words) {
  std::vector<float> sum(kDimension, 0.2F);
  for (const std::size_t word : words) {
    std::mt19937 random(static_cast<unsigned>(word));
    for (float& value : sum) value += static_cast<float>(random() % 2001) / 1000.0F - 1;
  }
  return sum;
}

/// Four words of a row.
std::vector<std::size_t> words_of(std::size_t row) {
  std::mt19937 random(static_cast<unsigned>(row + 1000));
  std::vector<std::size_t> words(4);
  std::ranges::generate(words, [&] { return random() % 16; });
  return words;
}

enum class Vectors {
  kOfTheText,
  kOfTheFirstLine,  ///< Behind which come thirty words of filler.
  kRandom
};

std::string rows_of(Vectors vectors, std::size_t count = 400) {
  std::string lines;
  std::mt19937 random(9);
  for (std::size_t row = 0; row < count; ++row) {
    std::string text = "study of";
    for (const std::size_t word : words_of(row)) text += " " + english()[word];
    for (int i = 0; vectors == Vectors::kOfTheFirstLine && i < 30; ++i)
      text += (i == 0 ? "\\n" : " ") + filler()[random() % filler().size()];
    std::vector<float> vector = vector_of(words_of(row));
    if (vectors == Vectors::kRandom)
      std::ranges::generate(vector, [&] { return static_cast<float>(random() % 2001) - 1000; });
    lines += fmt::format("{{\"title\":\"{}\",\"embedding\":[{}]}}\n", text, fmt::join(vector, ","));
  }
  return lines;
}

class ProjectionSearch : public SplitFixture {
 protected:
  static search::Hits run(const search::Split& split, std::string_view text, bool names_column) {
    search::Query query;
    query.text = text;
    query.mode = search::SearchMode::kSemantic;
    if (names_column) query.column = 1;
    Result<search::Hits> hits = search::run_query(split, query, {});
    EXPECT_TRUE(hits) << hits.error().message();
    return hits ? *std::move(hits) : search::Hits{};
  }
  static meaning::ProjectionQuality quality(const search::Split& split) {
    const Result<std::optional<meaning::ProjectionQuality>> found = split.projection(1);
    EXPECT_TRUE(found && *found);
    return found && *found ? **found : meaning::ProjectionQuality{};
  }
  /// How many of the ten best rows have the word.
  static std::ptrdiff_t count_with(const search::Hits& hits, std::size_t word) {
    const auto best = std::span(hits.rows).first(std::min<std::size_t>(10, hits.rows.size()));
    return std::ranges::count_if(best, [&](std::uint64_t row) {
      const std::vector<std::size_t> words = words_of(row);
      return std::ranges::find(words, word) != words.end();
    });
  }
};

TEST_F(ProjectionSearch, WordsAreProjectedWhereTheColumnIsNamed) {
  const auto split = import("papers", rows_of(Vectors::kOfTheText));
  EXPECT_TRUE(quality(*split).is_related());
  const search::Hits hits = run(*split, "robot protein", true);
  EXPECT_EQ(hits.meaning, search::Meaning::kProjection);
  EXPECT_TRUE(hits.meaning_off.empty());
  EXPECT_GE(count_with(hits, 2), 7);
  EXPECT_GE(count_with(hits, 3), 7);
}

TEST_F(ProjectionSearch, WhereTheTextItselfFindsMoreItIsUsedByDefault) {
  const auto split = import("papers", rows_of(Vectors::kOfTheText));
  EXPECT_FALSE(quality(*split).beats_text());
  EXPECT_EQ(run(*split, "robot protein", false).meaning, search::Meaning::kText);
}

TEST_F(ProjectionSearch, WhereVectorsTellWhatTheTextDrownsTheProjectionIsUsedByDefault) {
  const auto split = import("papers", rows_of(Vectors::kOfTheFirstLine));
  EXPECT_TRUE(quality(*split).beats_text())
      << quality(*split).found << " " << quality(*split).found_by_text;
  const search::Hits hits = run(*split, "robot protein", false);
  EXPECT_EQ(hits.meaning, search::Meaning::kProjection);
  EXPECT_GE(count_with(hits, 2), 5);
}

TEST_F(ProjectionSearch, VectorsThatHaveNothingToDoWithTheTextAreReachedByFeedback) {
  const auto split = import("papers", rows_of(Vectors::kRandom));
  EXPECT_FALSE(quality(*split).is_related());
  EXPECT_EQ(run(*split, "robot", true).meaning, search::Meaning::kFeedback);
  EXPECT_EQ(run(*split, "robot", false).meaning, search::Meaning::kText);
}

TEST_F(ProjectionSearch, FewRowsHaveNoProjection) {
  const auto split = import("papers", rows_of(Vectors::kOfTheText, 200));
  const Result<std::optional<meaning::ProjectionQuality>> found = split->projection(1);
  ASSERT_TRUE(found);
  EXPECT_FALSE(*found);
  EXPECT_EQ(run(*split, "robot", true).meaning, search::Meaning::kFeedback);
}

TEST_F(ProjectionSearch, ADamagedProjectionFailsNoSearchAndTheAnswerSaysSo) {
  const auto split = import("papers", rows_of(Vectors::kOfTheText));
  const fs::path file =
      split->snapshot().index_file(split->config().name, split->split().name, "projection-1.vtp");
  ASSERT_TRUE(fs::exists(file));
  fs::resize_file(file, fs::file_size(file) / 2);
  const search::Hits hits = run(*split, "robot", true);
  EXPECT_EQ(hits.meaning, search::Meaning::kFeedback);
  EXPECT_FALSE(hits.meaning_off.empty());
  EXPECT_EQ(run(*split, "robot", false).meaning, search::Meaning::kText);
}

}  // namespace
}  // namespace vitrine::local
