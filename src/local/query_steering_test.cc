// Rows liked and disliked, with words and vectors, with either, with neither.

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "ask/lenient_grammar.h"
#include "local/testing/split_fixture.h"
#include "search/examples.h"
#include "search/query.h"

namespace vitrine::local {
namespace {

constexpr int kRows = 400;
constexpr int kTopics = 6;  // as kVectorCard says

/// Rows about one of six topics, most of whose words are the topic's own and some everybody's. A
/// row's vector points to its topic and a little to itself.
std::string rows_of_topics(bool with_vectors) {
  std::mt19937 random(29);
  std::string lines;
  for (int row = 0; row < kRows; ++row) {
    const auto topic = random() % kTopics;
    std::string title;
    for (std::size_t i = 4 + random() % 5; i > 0; --i) {
      title += random() % 3 == 0
                   ? "shared" + std::to_string(random() % 4)
                   : "topic" + std::to_string(topic) + "x" + std::to_string(random() % 12);
      title += ' ';
    }
    std::string line = R"({"title":")" + title + '"';
    if (with_vectors) {
      line += R"(,"vector":[)";
      for (std::size_t i = 0; i < kTopics; ++i) {
        const double noise = static_cast<double>(random() % 100) / 250;
        line += (i > 0 ? "," : "") + std::to_string((i == topic ? 1.0 : 0.2) + noise);
      }
      line += ']';
    }
    lines += line + "}\n";
  }
  return lines;
}

/// Says that the lists are vectors, however short they are.
constexpr std::string_view kVectorCard =
    "---\ndataset_info:\n  features:\n  - name: title\n    dtype: string\n  - name: vector\n"
    "    sequence: float32\n    length: 6\n---\n";

class Steering : public SplitFixture {
 protected:
  std::shared_ptr<const BitmapSplit> import_topics(bool with_vectors) {
    return import(with_vectors ? "with" : "without", rows_of_topics(with_vectors),
                  with_vectors ? kVectorCard : std::string_view());
  }
  search::Hits run(const search::Split& split, const search::Query& query) {
    Result<search::Hits> hits = search::run_query(split, query, {});
    EXPECT_TRUE(hits) << hits.error().message();
    return hits ? *std::move(hits) : search::Hits{};
  }
  static search::Query words(std::string text) {
    search::Query query;
    query.text = std::move(text);
    query.limit = kRows;
    return query;
  }
  static std::map<std::uint64_t, std::size_t> places(const search::Hits& hits) {
    std::map<std::uint64_t, std::size_t> all;
    for (std::size_t i = 0; i < hits.rows.size(); ++i) all[hits.rows[i]] = i;
    return all;
  }

  /// What liking and disliking each of some hits does to it and to the ten rows most like it among
  /// the hits.
  struct Moves {
    int pairs = 0;
    int raised = 0;            ///< Likes whose ten came nearer to the top, taken together.
    int lowered = 0;           ///< Dislikes whose ten fell.
    double raised_places = 0;  ///< By how many places each of the ten moved, over all pairs.
    double lowered_places = 0;
  };
  Moves measure(const search::Split& split, search::SearchMode mode) {
    Moves moves;
    for (const std::string text : {"shared0", "shared1 shared2", "topic2x3 shared3"}) {
      search::Query query = words(text);
      query.mode = mode;
      const search::Hits base = run(split, query);
      for (std::size_t i = 3; i < std::min<std::size_t>(base.rows.size(), 150); i += 12)
        add_moves(split, query, base, base.rows[i], moves);
    }
    return moves;
  }
  void add_moves(const search::Split& split, search::Query query, const search::Hits& base,
                 std::uint64_t example, Moves& moves) {
    const auto before = places(base);
    std::vector<std::uint64_t> nearest;
    search::Query alone;
    alone.like = {example};
    alone.limit = kRows;
    for (const std::uint64_t row : run(split, alone).rows) {
      if (before.contains(row) && nearest.size() < 10) nearest.push_back(row);
    }
    if (nearest.size() < 10) return;
    const auto mean_move = [&](const search::Hits& hits) {
      const auto after = places(hits);
      double sum = 0;
      int count = 0;
      for (const std::uint64_t row : nearest) {
        if (!after.contains(row)) continue;
        sum += static_cast<double>(after.at(row)) - static_cast<double>(before.at(row));
        ++count;
      }
      return sum / count;
    };
    ++moves.pairs;
    query.like = {example};
    const search::Hits liked = run(split, query);
    EXPECT_LE(places(liked).at(example), before.at(example)) << query.text << " like " << example;
    const double up = -mean_move(liked);
    moves.raised += up > 0 ? 1 : 0;
    moves.raised_places += up;
    query.like.clear();
    query.dislike = {example};
    const search::Hits disliked = run(split, query);
    EXPECT_FALSE(places(disliked).contains(example)) << query.text << " dislike " << example;
    const double down = mean_move(disliked);
    moves.lowered += down > 0 ? 1 : 0;
    moves.lowered_places += down;
  }
};

TEST_F(Steering, BesideWordsALikeRaisesAndADislikeLowersWhatIsAlike) {
  const auto with = import_topics(true);
  const auto without = import_topics(false);
  for (const auto& [split, mode] :
       {std::pair{with, search::SearchMode::kHybrid}, std::pair{with, search::SearchMode::kKeyword},
        std::pair{without, search::SearchMode::kHybrid}}) {
    SCOPED_TRACE(split->snapshot().manifest().dataset.id() + " " +
                 std::string(search::search_mode_name(mode)));
    const Moves moves = measure(*split, mode);
    RecordProperty("raised_places", std::to_string(moves.raised_places / moves.pairs));
    RecordProperty("lowered_places", std::to_string(moves.lowered_places / moves.pairs));
    ASSERT_GE(moves.pairs, 20);
    EXPECT_GE(moves.raised, moves.pairs * 9 / 10) << moves.raised_places / moves.pairs;
    EXPECT_GE(moves.lowered, moves.pairs * 9 / 10) << moves.lowered_places / moves.pairs;
  }
}

/// The share that mean reciprocal ranks of rows keep, each looked for by most of its words while a
/// row from further down is liked.
double kept_beside_a_like(const search::Split& split, search::SearchMode mode,
                          const std::function<search::Hits(const search::Query&)>& run) {
  double before = 0;
  double after = 0;
  for (std::uint64_t row = 0; row < kRows; row += 10) {
    search::Query query;
    query.text = *search::words_of_rows(split, std::array{row});
    query.text.resize(query.text.rfind(' ', query.text.size() - 3));
    query.coverage = text::WordCoverage::kAny;
    query.mode = mode;
    query.limit = kRows;
    const search::Hits base = run(query);
    if (base.rows.size() < 22) continue;
    const auto rank = [&](const search::Hits& hits) {
      return static_cast<double>(std::ranges::find(hits.rows, row) - hits.rows.begin() + 1);
    };
    before += 1 / rank(base);
    query.like = {base.rows[base.rows[20] == row ? 21 : 20]};
    search::Hits liked = run(query);
    std::erase(liked.rows, query.like.front());
    after += 1 / rank(liked);
  }
  EXPECT_GT(before, 10);
  return after / before;
}

TEST_F(Steering, BesideWordsALikeBuriesNoRowThatHasThemAll) {
  const auto with = import_topics(true);
  const auto without = import_topics(false);
  const auto ask = [&](const search::Split& split) {
    return [&](const search::Query& query) { return run(split, query); };
  };
  EXPECT_GT(kept_beside_a_like(*with, search::SearchMode::kHybrid, ask(*with)), 0.99);
  EXPECT_GT(kept_beside_a_like(*with, search::SearchMode::kKeyword, ask(*with)), 0.99);
  EXPECT_GT(kept_beside_a_like(*without, search::SearchMode::kHybrid, ask(*without)), 0.99);
}

/// By which place the rows of a topic come on average.
double mean_place_of_topic(const search::Split& split, const search::Hits& hits,
                           const std::set<std::uint64_t>& topic) {
  double sum = 0;
  int count = 0;
  for (std::size_t i = 0; i < hits.rows.size(); ++i) {
    if (!topic.contains(hits.rows[i])) continue;
    sum += static_cast<double>(i);
    ++count;
  }
  EXPECT_GT(count, 0) << split.num_rows();
  return sum / count;
}

TEST_F(Steering, WithoutWordsADislikeLowersItsTopic) {
  for (const bool vectors : {true, false}) {
    const auto split = import_topics(vectors);
    search::Query topic_query = words("topic0x0 topic0x1 topic0x2 topic0x3 topic0x4 topic0x5");
    topic_query.mode = search::SearchMode::kKeyword;
    const search::Hits of_topic = run(*split, topic_query);
    const std::set<std::uint64_t> topic(of_topic.rows.begin(), of_topic.rows.end());
    search::Query liked;
    liked.limit = kRows;
    liked.like = {0, 1, 2, 3};
    search::Query steered = liked;
    steered.dislike = {of_topic.rows.begin(), of_topic.rows.begin() + 5};
    const search::Hits before = run(*split, liked);
    const search::Hits after = run(*split, steered);
    for (const std::uint64_t row : steered.dislike)
      EXPECT_EQ(std::ranges::find(after.rows, row), after.rows.end());
    EXPECT_GT(mean_place_of_topic(*split, after, topic), mean_place_of_topic(*split, before, topic))
        << (vectors ? "by vectors" : "by words");
  }
}

TEST_F(Steering, ADislikeAloneTurnsAwayFromItOrLeavesItOut) {
  const auto with = import_topics(true);
  search::Query query;
  query.limit = kRows;
  query.dislike = {7};
  const search::Hits away = run(*with, query);
  EXPECT_EQ(away.total, kRows - 1U);
  search::Query near;
  near.limit = kRows;
  near.like = {7};
  const search::Hits towards = run(*with, near);
  EXPECT_EQ(away.rows.front(), towards.rows.back());
  EXPECT_EQ(away.rows.back(), towards.rows.front());

  // By words alone there is nothing to turn away from.
  const auto without = import_topics(false);
  query.mode = search::SearchMode::kKeyword;
  const search::Hits left = run(*without, query);
  EXPECT_EQ(left.total, kRows - 1U);
  EXPECT_EQ(left.rows[6], 6U);
  EXPECT_EQ(left.rows[7], 8U);
}

TEST_F(Steering, RowsDislikedDoNotMatchInAnyOrder) {
  const auto split = import_topics(false);
  search::Query query = words("shared0");
  query.dislike = {run(*split, query).rows.front()};
  const std::uint64_t total = run(*split, words("shared0")).total;
  query.want_matched = true;
  const search::Hits ranked = run(*split, query);
  query.sort = *ask::parse_sort("title DESC", split->features());
  const search::Hits sorted = run(*split, query);
  EXPECT_EQ(ranked.total, total - 1);
  EXPECT_EQ(sorted.total, total - 1);
  EXPECT_EQ(split->contains(ranked.matched, query.dislike, {}).value(), std::vector{false});
  EXPECT_EQ(split->contains(sorted.matched, query.dislike, {}).value(), std::vector{false});
}

TEST_F(Steering, PagesOfASteeredQueryFitTogether) {
  const auto split = import_topics(false);
  search::Query query = words("shared0 shared1");
  query.like = {3};
  query.dislike = {11};
  const search::Hits whole = run(*split, query);
  EXPECT_EQ(whole.total, whole.rows.size());
  ASSERT_GT(whole.rows.size(), 230U) << "more than the pool";
  EXPECT_TRUE(std::ranges::is_sorted(whole.scores, std::greater<>()));
  std::vector<std::uint64_t> pages;
  query.limit = 60;
  for (query.offset = 0; query.offset < kRows; query.offset += 60) {
    const search::Hits page = run(*split, query);
    pages.insert(pages.end(), page.rows.begin(), page.rows.end());
  }
  EXPECT_EQ(pages, whole.rows);
}

/// The order of a query that is still typed is the finished one's, whatever longer words there are.
TEST_F(Steering, TypingAddsRowsBehindTheFinishedQuerys) {
  const auto split = import_topics(true);
  for (const std::string text : {"shared1", "topic2x1", "shared3 topic4x1"}) {
    search::Query query = words(text);
    const search::Hits finished = run(*split, query);
    query.unfinished = true;
    const search::Hits typed = run(*split, query);
    ASSERT_GE(typed.rows.size(), finished.rows.size()) << text;
    EXPECT_TRUE(std::equal(finished.rows.begin(), finished.rows.end(), typed.rows.begin())) << text;
  }
}

TEST_F(Steering, TheCountOfAQueryIsOneInEveryMode) {
  const auto split = import_topics(true);
  for (const std::string text : {"shared1", "topic2x1", "shared3 topic4x1", "shared0 -shared1"}) {
    search::Query query = words(text);
    const search::Hits hybrid = run(*split, query);
    query.mode = search::SearchMode::kKeyword;
    const search::Hits keyword = run(*split, query);
    EXPECT_EQ(hybrid.total - hybrid.near, keyword.total) << text;
    EXPECT_EQ(keyword.near, 0U);
    EXPECT_LE(hybrid.near, static_cast<std::uint64_t>(kRows / 100));
  }
}

}  // namespace
}  // namespace vitrine::local
