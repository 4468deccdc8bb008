#include "cluster/engine_hits.h"

#include <gtest/gtest.h>

namespace vitrine::cluster {
namespace {

using Elements = std::vector<std::string_view>;

TEST(EngineHitsTest, ElementsAreGivenAsTheyAreWritten) {
  EXPECT_EQ(*array_elements("[]"), Elements());
  EXPECT_EQ(*array_elements(R"([1e-7,"a,\"b]",null,[1,[2]],{"k":"},"}])"),
            (Elements{"1e-7", R"("a,\"b]")", "null", "[1,[2]]", R"({"k":"},"})"}));
  EXPECT_FALSE(array_elements(""));
  EXPECT_FALSE(array_elements("{}"));
}

TEST(EngineHitsTest, HitsAreReadWithScoresCellsAndBytes) {
  const Result<EngineHits> read = read_hits(
      R"({"hits":{"total":{"value":12},"max_score":2.5,"hits":[
        {"_score":2.5,"sort":[2.5,7],"matched_queries":["ranked"],"_source":{"cells":"[1]"},
         "fields":{"x3":["AAAA"]}},
        {"_score":null,"sort":[3]}]}})",
      {"x3"});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->total, 12U);
  ASSERT_EQ(read->hits.size(), 2U);
  EXPECT_EQ(read->hits[0].row, 7U);
  EXPECT_EQ(read->hits[0].score, 2.5F);
  EXPECT_TRUE(read->hits[0].is_named);
  EXPECT_EQ(read->hits[0].cells, "[1]");
  EXPECT_EQ(read->hits[0].binaries, std::vector<std::string>{std::string(3, '\0')});
  EXPECT_EQ(read->hits[1].row, 3U);
  EXPECT_FALSE(read->hits[1].is_named);
  EXPECT_EQ(read->hits[1].binaries, std::vector<std::string>{""});
}

TEST(EngineHitsTest, AnAnswerOfAnotherFormIsRefused) {
  for (const char* odd :
       {"", "[]", "{}", R"({"hits":{}})", R"({"hits":{"hits":[{}]}})",
        R"({"hits":{"hits":[{"sort":["a"]}]}})", R"({"hits":{"hits":[{"sort":[-1]}]}})",
        R"({"hits":{"hits":[{"sort":[1],"fields":{"x":[1]}}]}})"}) {
    EXPECT_FALSE(read_hits(odd, {"x"})) << odd;
  }
}

}  // namespace
}  // namespace vitrine::cluster
