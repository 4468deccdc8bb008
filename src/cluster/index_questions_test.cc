#include "cluster/index_questions.h"

#include <gmock/gmock.h>

#include "base/json_parse.h"

namespace vitrine::cluster {
namespace {

std::string json(const std::string& text) {
  const Result<boost::json::value> value = parse_json(text);
  EXPECT_TRUE(value) << text;
  return value ? json_text(*value) : text;
}

TEST(IndexQuestions, ABodyAsksForNumbersOfRows) {
  EXPECT_EQ(json(rows_body(R"({"match_all":{}})", kByRow, 20, 10)),
            R"({"query":{"match_all":{}},"sort":[{"row":"asc"}],"from":20,"size":10,)"
            R"("track_total_hits":true,"_source":false})");
}

TEST(IndexQuestions, QueriesAreWholeJson) {
  const std::uint64_t rows[] = {3, 5};
  EXPECT_EQ(json(rows_query(rows)), R"({"terms":{"row":[3,5]}})");
  EXPECT_EQ(json(range_query(3, 5)), R"({"range":{"row":{"gte":3,"lt":5}}})");
  EXPECT_EQ(json(exists_query("v2")), R"({"exists":{"field":"v2"}})");
  EXPECT_EQ(
      json(both(range_query(0, 1), exists_query("v2"))),
      R"({"bool":{"filter":[{"range":{"row":{"gte":0,"lt":1}}},{"exists":{"field":"v2"}}]}})");
}

TEST(IndexQuestions, AVectorHasTheBytesOfItsColumn) {
  const auto sum = [](const std::string& bytes, std::uint32_t dimension) {
    double total = 0;
    const Status read = with_values(bytes, dimension, [&](const auto& values) {
      for (const auto value : values) total += static_cast<double>(value);
    });
    return read ? total : -1;
  };
  const float floats[] = {1.5F, 2};
  const double doubles[] = {0.25, 8};
  EXPECT_EQ(sum({reinterpret_cast<const char*>(floats), 8}, 2), 3.5);
  EXPECT_EQ(sum({reinterpret_cast<const char*>(doubles), 16}, 2), 8.25);
  EXPECT_EQ(sum(std::string(12, '\0'), 2), -1);
  EXPECT_EQ(sum("", 2), -1);
}

}  // namespace
}  // namespace vitrine::cluster
