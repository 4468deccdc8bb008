// /api/v1/.../search over a split of some size: modes, examples, facets, paging.

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "v1/testing/v1_fixture.h"

namespace vitrine::v1 {
namespace {

namespace json = boost::json;
using testing::ElementsAre;

constexpr int kRows = 700;

/// Rows of random words; a row's vector points to its topic. Null vectors, values and lists occur.
std::string random_rows() {
  std::mt19937 random(11);
  const std::vector<std::string> topics = {"graph", "protein", "robot"};
  std::string lines;
  for (int row = 0; row < kRows; ++row) {
    const std::size_t topic = random() % 3;
    std::string title;
    for (std::size_t i = 1 + random() % 5; i > 0; --i)
      title += (random() % 4 == 0 ? topics[topic] : "w" + std::to_string(random() % 40)) + " ";
    json::object line = {{"title", title}, {"year", 2000 + random() % 20}};
    line["share"] = static_cast<double>(random() % 1000) / 7;
    line["kind"] = random() % 9 == 0 ? json::value() : json::value(topics[random() % 3]);
    json::array tags;
    for (std::size_t i = random() % 4; i > 0; --i)
      tags.push_back(json::string("t" + std::to_string(random() % 6)));
    line["tags"] = random() % 11 == 0 ? json::value() : json::value(tags);
    json::array vector;
    for (std::size_t i = 0; i < 3; ++i)
      vector.push_back((i == topic ? 1.0 : 0.0) + static_cast<double>(random() % 100) / 200);
    line["vector"] = random() % 20 == 0 ? json::value() : json::value(vector);
    lines += serialize(line) + "\n";
  }
  return lines;
}

class RankedSearch : public V1Fixture {
 protected:
  void SetUp() override {
    V1Fixture::SetUp();
    import("local/many", {{"train.jsonl", random_rows()}});
  }

  json::value ask(std::string_view parameters, std::string_view route = "search") {
    const api::TestReply reply =
        get("/api/v1/datasets/local/many/" + std::string(route) + "?" + std::string(parameters));
    EXPECT_EQ(reply.status, 200) << parameters << reply.body;
    return reply.json();
  }
  api::TestReply refused(std::string_view parameters, std::string_view route = "search") {
    return get("/api/v1/datasets/local/many/" + std::string(route) + "?" + std::string(parameters));
  }
  static std::vector<std::int64_t> rows_of(const json::value& answer) {
    std::vector<std::int64_t> rows;
    for (const auto& hit : answer.at("hits").as_array())
      rows.push_back(hit.at("row_idx").as_int64());
    return rows;
  }
  /// The scores of a hybrid answer follow from its reasons: keywords by the full score or the best
  /// row's, a cosine `weight` beside words and at least a quarter without.
  static void expect_sums(const json::value& answer, bool by_full_score, double weight);
  static double full_score(const json::value& answer);
  static double number(const json::value& value) { return value.to_number<double>(); }
};

TEST_F(RankedSearch, EveryModeIsOneOrderWhateverThePages) {
  for (const std::string query :
       {"q=graph+w1+w2", "q=graph+w1+w2&mode=keyword", "q=graph+w1+w2&mode=semantic",
        "q=graph&like=5,6&dislike=7", "like=5", "q=graph+-w3", "q=graph&where=year+%3E+2010",
        "q=protein+w4&sort=year+desc", "vector=1,0.2,0&sort=share"}) {
    const json::value whole = ask(query + "&limit=10000");
    const std::vector<std::int64_t> all = rows_of(whole);
    EXPECT_EQ(std::set(all.begin(), all.end()).size(), all.size()) << query;
    EXPECT_EQ(number(whole.at("total")), static_cast<double>(all.size())) << query;
    std::vector<std::int64_t> pages;
    for (std::size_t offset = 0; offset < all.size() + 60; offset += 60) {
      for (const std::int64_t row :
           rows_of(ask(query + "&limit=60&offset=" + std::to_string(offset))))
        pages.push_back(row);
    }
    EXPECT_EQ(pages, all) << query;
  }
}

TEST_F(RankedSearch, AHybridScoreIsWhatItsReasonsAddUpTo) {
  expect_sums(ask("q=robot+w7&limit=10000"), true, 0.5);
  expect_sums(ask("q=robot+w7&limit=10000&column=vector"), true, 0.5);
  expect_sums(ask("q=robot+w7&like=3,8&limit=10000"), true, 0.25);
}

TEST_F(RankedSearch, AnAnswerSaysWhatWasComparedByMeaning) {
  EXPECT_EQ(ask("q=robot").at("meaning"), "text");
  EXPECT_EQ(ask("q=robot&column=vector").at("meaning"), "projection");
  EXPECT_EQ(ask("q=robot&like=8").at("meaning"), "given");
  EXPECT_EQ(ask("like=8").at("meaning"), "given");
  const json::value keyword = ask("q=robot&mode=keyword");
  EXPECT_EQ(keyword.at("meaning"), "none");
  EXPECT_TRUE(keyword.at("meaning_off").is_null());
}

TEST_F(RankedSearch, NeighbouringWordsAreAmongTheReasonsOfAScore) {
  for (const std::string mode : {"keyword", "hybrid"}) {
    const json::value answer = ask("q=robot+robot+w7+graph+graph+protein&limit=10000&mode=" + mode);
    std::size_t num_pairs = 0;
    for (const auto& hit : answer.at("hits").as_array()) {
      const json::value* leg = hit.at("why").as_object().if_contains("keyword");
      if (leg == nullptr) continue;
      double words = 0;
      for (const std::string part : {"words", "pairs"}) {
        for (const auto& piece : leg->at(part).as_array()) words += number(piece.at("score"));
      }
      EXPECT_NEAR(words, number(leg->at("score")), 1e-5);
      num_pairs += leg->at("pairs").as_array().size();
    }
    EXPECT_GT(num_pairs, 0U) << mode;
  }
}

double RankedSearch::full_score(const json::value& answer) {
  std::map<std::string, double> idf;
  for (const auto& hit : answer.at("hits").as_array()) {
    const json::value* leg = hit.at("why").as_object().if_contains("keyword");
    if (leg == nullptr) continue;
    for (const auto& word : leg->at("words").as_array())
      idf[std::string(word.at("term").as_string())] = number(word.at("idf"));
  }
  double sum = 0;
  for (const auto& [term, value] : idf) sum += value;
  return sum;
}

void RankedSearch::expect_sums(const json::value& answer, bool by_full_score, double weight) {
  EXPECT_EQ(answer.at("mode"), "hybrid");
  double best = by_full_score ? full_score(answer) : 0;
  for (const auto& hit : answer.at("hits").as_array()) {
    const json::value* leg = hit.at("why").as_object().if_contains("keyword");
    if (leg != nullptr && !by_full_score) best = std::max(best, number(leg->at("score")));
  }
  double last = INFINITY;
  for (const auto& hit : answer.at("hits").as_array()) {
    const json::object& why = hit.at("why").as_object();
    double score = 0;
    if (const json::value* leg = why.if_contains("keyword")) {
      score += number(leg->at("score")) / best;
      double words = 0;
      for (const auto& part : leg->at("words").as_array()) words += number(part.at("score"));
      for (const auto& part : leg->at("pairs").as_array()) words += number(part.at("score"));
      EXPECT_NEAR(words, number(leg->at("score")), 1e-5);
    }
    if (const json::value* leg = why.if_contains("semantic"))
      score +=
          (score > 0 ? weight : std::max(weight, 0.25)) * std::max(0.0, number(leg->at("score")));
    EXPECT_NEAR(number(hit.at("score")), score, 1e-5);
    EXPECT_LE(number(hit.at("score")), last);
    last = number(hit.at("score"));
  }
}

TEST_F(RankedSearch, AStrictQueryGetsNothingAddedByMeaning) {
  const double words = number(ask("q=title:graph+w1&mode=keyword").at("total"));
  EXPECT_EQ(number(ask("q=title:graph+w1").at("total")), words);
  EXPECT_GT(number(ask("q=graph&column=vector").at("total")),
            number(ask("q=graph&mode=keyword").at("total")));
}

TEST_F(RankedSearch, ExamplesSteerAndAreLeftOutWithoutWords) {
  const json::value answer = ask("like=5,9&dislike=30&limit=20", "recommend");
  for (const std::int64_t row : rows_of(answer)) EXPECT_TRUE(row != 5 && row != 9 && row != 30);
  const json::object& nearest = answer.at("hits").at(0).at("why").at("nearest_like").as_object();
  EXPECT_TRUE(nearest.at("row_idx") == 5 || nearest.at("row_idx") == 9);
  EXPECT_EQ(rows_of(ask("like=5&limit=7", "recommend")), rows_of(ask("limit=7", "rows/5/similar")));
  EXPECT_EQ(refused("dislike=5", "recommend").error_code(), "MissingRequiredParameter");
}

TEST_F(RankedSearch, ColumnsCanBeConditionsInTheQuery) {
  const auto years = [&](const std::string& query) {
    std::set<std::int64_t> found;
    const json::value answer = ask(query + "&mode=keyword&limit=10000");
    for (const auto& hit : answer.at("hits").as_array()) {
      found.insert(hit.at("row").at("year").as_int64());
    }
    return found;
  };
  EXPECT_THAT(years("q=year:2003..2005"), ElementsAre(2003, 2004, 2005));
  EXPECT_THAT(years("q=year:2007"), ElementsAre(2007));
  EXPECT_EQ(*years("q=graph+year:2015..").begin(), 2015);
  EXPECT_TRUE(years("q=year:soon").empty());
  EXPECT_EQ(number(ask("q=tags:t1&mode=keyword").at("total")),
            number(ask("where=%27t1%27+IN+tags").at("total")));
}

/// Counts a column's values over the rows of an answer as a person would.
std::map<std::string, std::uint64_t> count_by_hand(const json::value& answer, const char* column) {
  std::map<std::string, std::uint64_t> counts;
  for (const auto& hit : answer.at("hits").as_array()) {
    const json::value& value = hit.at("row").at(column);
    std::set<std::string> values;
    if (const json::array* members = value.if_array()) {
      for (const auto& member : *members) values.insert(serialize(member));
    } else if (!value.is_null()) {
      values.insert(serialize(value));
    }
    for (const std::string& one : values) ++counts[one];
  }
  return counts;
}

TEST_F(RankedSearch, FacetsAreWhatCountingTheRowsGives) {
  for (const std::string query :
       {"q=graph+w1&mode=keyword", "q=w2&where=year+%3E+2005&mode=keyword", "like=3",
        "where=year=2001", "", "q=nothing"}) {
    const json::value answer =
        ask(query + "&limit=10000&facets=year,kind,tags,share&facet_limit=1000");
    for (const char* column : {"year", "kind", "tags"}) {
      const std::map<std::string, std::uint64_t> want = count_by_hand(answer, column);
      const json::value& facet = answer.at("facets").at(column);
      std::map<std::string, std::uint64_t> got;
      std::uint64_t last = UINT64_MAX;
      for (const auto& value : facet.at("values").as_array()) {
        const auto count = value.at("count").to_number<std::uint64_t>();
        got[serialize(value.at("value"))] = count;
        EXPECT_LE(count, last);
        last = count;
      }
      EXPECT_EQ(got, want) << query << column;
      EXPECT_EQ(number(facet.at("distinct")), static_cast<double>(want.size()));
      std::uint64_t nulls = 0;
      for (const auto& hit : answer.at("hits").as_array())
        nulls += hit.at("row").at(column).is_null() ? 1 : 0;
      EXPECT_EQ(number(facet.at("missing")), static_cast<double>(nulls)) << query << column;
    }
    for (const char* column : {"year", "share"}) {
      double drawn = 0;
      for (const auto& count : answer.at("facets").at(column).at("histogram").at("hist").as_array())
        drawn += number(count);
      EXPECT_EQ(drawn, number(answer.at("total"))) << query << column;
    }
  }
}

TEST_F(RankedSearch, FacetsCountTheRowsWithTheWordsAndNotThoseNearToThem) {
  const std::string query = "q=graph+w1&limit=1&facets=year,kind,tags,share";
  const json::value answer = ask(query);
  ASSERT_GT(number(answer.at("near")), 0);
  EXPECT_EQ(answer.at("facets"), ask(query + "&mode=keyword").at("facets"));
}

TEST_F(RankedSearch, TheFacetsOfAllRowsHaveTheBinsOfTheStatistics) {
  const json::value answer = ask("", "facets");
  EXPECT_TRUE(answer.at("hits").as_array().empty());
  const json::value columns = get("/api/v1/datasets/local/many/columns").json();
  int compared = 0;
  for (const auto& column : columns.at("columns").as_array()) {
    const json::value* facet =
        answer.at("facets").as_object().if_contains(column.at("name").as_string());
    const json::object* statistics = column.at("statistics").if_object();
    if (facet == nullptr || statistics == nullptr) continue;
    const json::value* histogram = statistics->if_contains("histogram");
    if (histogram == nullptr) continue;
    EXPECT_EQ(serialize(facet->at("histogram").at("hist")), serialize(histogram->at("hist")))
        << column.at("name");
    ++compared;
  }
  EXPECT_GE(compared, 3);
}

TEST_F(RankedSearch, APostSaysTheSameAsAGet) {
  const auto post = [&](const std::string& target, std::string body) {
    return send(http::Method::kPost, target, std::move(body));
  };
  const std::string path = "/api/v1/datasets/local/many/search";
  const api::TestReply posted =
      post(path, R"({"q":"graph","like":[5,6],"facets":["year","kind"],"limit":4,"vector":null})");
  ASSERT_EQ(posted.status, 200) << posted.body;
  const json::value asked = ask("q=graph&like=5,6&facets=year,kind&limit=4");
  EXPECT_EQ(posted.json().at("hits"), asked.at("hits"));
  EXPECT_EQ(posted.json().at("facets"), asked.at("facets"));
  EXPECT_EQ(post(path, "[1]").status, 422);
  EXPECT_EQ(post(path, "{").status, 422);
  EXPECT_EQ(post(path, R"({"like":"x"})").status, 422);
  EXPECT_EQ(post(path, R"({"columns":["no such"]})").status, 422);
}

TEST_F(RankedSearch, WhatCannotBeIsRefusedInWords) {
  EXPECT_EQ(refused("mode=magic").error(), "Parameter 'mode': must be hybrid, keyword or semantic");
  EXPECT_EQ(refused("like=9999").error(),
            "Parameter 'like': there is no row 9999: the split has 700 rows, counted from 0");
  EXPECT_EQ(refused("like=-1").status, 422);
  EXPECT_EQ(refused("vector=1,2").error(),
            "Parameter 'vector': the vector has 2 values, but those of column \"vector\" have 3");
  EXPECT_EQ(refused("vector=1,nan,2").status, 422);
  EXPECT_EQ(refused("facets=nope").status, 422);
  EXPECT_EQ(refused("facet_limit=5000").status, 422);
  EXPECT_EQ(refused("column=title").status, 422);
  EXPECT_EQ(refused("highlights=maybe").status, 422);
  std::string many = "like=0";
  for (int row = 1; row <= 100; ++row) many += "," + std::to_string(row);
  EXPECT_EQ(refused(many).error(), "Parameter 'like': at most 100 rows can be given");
}

}  // namespace
}  // namespace vitrine::v1
