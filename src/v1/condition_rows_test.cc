// Generated conditions and sort keys, answered by the search route and by a loop over the rows.

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <random>

#include "v1/testing/v1_fixture.h"

namespace vitrine::v1 {
namespace {

namespace json = boost::json;
using Truth = std::optional<bool>;  // nothing: unknown, as with a missing value

struct Row {
  std::optional<int> year;
  std::optional<double> share;
  std::optional<std::string> kind;
  std::optional<std::vector<std::string>> tags;
};

struct Condition {
  std::string text;
  std::function<Truth(const Row&)> holds;
};

std::string label(std::size_t number) {
  return "k" + std::to_string(number);
}

std::vector<Row> random_rows(std::mt19937& random, std::size_t count) {
  std::vector<Row> rows(count);
  for (Row& row : rows) {
    if (random() % 8 != 0) row.year = 2000 + static_cast<int>(random() % 20);
    if (random() % 8 != 0) row.share = static_cast<double>(random() % 100) / 8 - 6;
    if (random() % 8 != 0) row.kind = label(random() % 5);
    if (random() % 8 == 0) continue;
    row.tags.emplace();
    for (std::size_t i = random() % 4; i > 0; --i) row.tags->push_back(label(random() % 6));
  }
  return rows;
}

std::string as_lines(const std::vector<Row>& rows) {
  const auto value = [](const auto& cell) {
    return cell ? json::value_from(*cell) : json::value();
  };
  std::string lines;
  for (const Row& row : rows) {
    lines += serialize(json::object{{"year", value(row.year)},
                                    {"share", value(row.share)},
                                    {"kind", value(row.kind)},
                                    {"tags", value(row.tags)}}) +
             "\n";
  }
  return lines;
}

template <typename T>
Truth compare(const std::optional<T>& value, const std::string& sign, const T& other) {
  if (!value) return std::nullopt;
  if (sign == "=") return *value == other;
  if (sign == "<>") return *value != other;
  if (sign == "<") return *value < other;
  return *value >= other;
}

Condition comparison(std::mt19937& random) {
  const std::string sign = std::vector<std::string>{"=", "<>", "<", ">="}[random() % 4];
  const int year = 2000 + static_cast<int>(random() % 20);
  const double share = static_cast<double>(random() % 100) / 8 - 6;
  const std::string kind = label(random() % 5);
  switch (random() % 3) {
    case 0:
      return {"year " + sign + " " + std::to_string(year),
              [=](const Row& row) { return compare(row.year, sign, year); }};
    case 1:
      return {"share " + sign + " " + std::to_string(share),
              [=](const Row& row) { return compare(row.share, sign, share); }};
    default:
      return {"kind " + sign + " '" + kind + "'",
              [=](const Row& row) { return compare(row.kind, sign, kind); }};
  }
}

Condition membership(std::mt19937& random) {
  const int low = 2000 + static_cast<int>(random() % 20);
  const int high = low + static_cast<int>(random() % 6);
  const std::string first = label(random() % 6);
  const std::string second = label(random() % 6);
  switch (random() % 4) {
    case 0:
      return {"year BETWEEN " + std::to_string(low) + " AND " + std::to_string(high),
              [=](const Row& row) -> Truth {
                if (!row.year) return std::nullopt;
                return *row.year >= low && *row.year <= high;
              }};
    case 1:
      return {"kind IN ('" + first + "', '" + second + "')", [=](const Row& row) -> Truth {
                if (!row.kind) return std::nullopt;
                return *row.kind == first || *row.kind == second;
              }};
    case 2:
      return {"share IS NULL", [](const Row& row) -> Truth { return !row.share; }};
    default:
      return {"'" + first + "' IN tags", [=](const Row& row) -> Truth {
                return row.tags && std::ranges::find(*row.tags, first) != row.tags->end();
              }};
  }
}

Condition condition(std::mt19937& random, int depth) {
  if (depth == 0 || random() % 4 == 0)
    return random() % 2 == 0 ? comparison(random) : membership(random);
  const Condition a = condition(random, depth - 1);
  if (random() % 3 == 0) {
    return {"NOT (" + a.text + ")", [=](const Row& row) -> Truth {
              const Truth holds = a.holds(row);
              return holds ? Truth(!*holds) : std::nullopt;
            }};
  }
  const Condition b = condition(random, depth - 1);
  const bool is_and = random() % 2 == 0;
  return {"(" + a.text + (is_and ? " AND " : " OR ") + b.text + ")", [=](const Row& row) -> Truth {
            const Truth one = a.holds(row);
            const Truth other = b.holds(row);
            if (one == !is_and || other == !is_and) return !is_and;
            return one && other ? Truth(is_and) : std::nullopt;
          }};
}

class ConditionRows : public V1Fixture {
 protected:
  void SetUp() override {
    V1Fixture::SetUp();
    rows_ = random_rows(random_, 500);
    import("local/many", {{"train.jsonl", as_lines(rows_)}});
  }

  std::vector<std::size_t> found(const std::string& parameters) {
    const api::TestReply reply =
        get("/api/v1/datasets/local/many/search?limit=10000&" + parameters);
    EXPECT_EQ(reply.status, 200) << parameters << reply.body;
    const json::value answer = reply.json();
    std::vector<std::size_t> places;
    for (const auto& hit : answer.at("hits").as_array())
      places.push_back(hit.at("row_idx").to_number<std::size_t>());
    return places;
  }

  std::mt19937 random_{17};
  std::vector<Row> rows_;
};

TEST_F(ConditionRows, TheRowsOfAConditionAreThoseThatALoopFinds) {
  for (int round = 0; round < 150; ++round) {
    const Condition wanted = condition(random_, 3);
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (wanted.holds(rows_[i]).value_or(false)) expected.push_back(i);
    }
    EXPECT_EQ(found("where=" + api::url_encode(wanted.text)), expected) << wanted.text;
  }
}

TEST_F(ConditionRows, AnOrderIsThatOfAStableSortWithMissingValuesLast) {
  std::vector<std::size_t> expected(rows_.size());
  for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = i;
  std::ranges::stable_sort(expected, [&](std::size_t a, std::size_t b) {
    const Row& x = rows_[a];
    const Row& y = rows_[b];
    if (x.year != y.year) return x.year && (!y.year || *x.year > *y.year);
    return x.kind != y.kind && x.kind && (!y.kind || *x.kind < *y.kind);
  });
  EXPECT_EQ(found("sort=year+desc,kind"), expected);
}

}  // namespace
}  // namespace vitrine::v1
