// /api/v1/.../search and /similar.

#include <gmock/gmock.h>

#include "v1/testing/v1_fixture.h"

namespace vitrine::v1 {
namespace {

using testing::ElementsAre;

class V1Search : public V1Fixture {
 protected:
  void SetUp() override {
    V1Fixture::SetUp();
    import_papers();
  }

  api::TestReply search(std::string_view parameters) {
    return get("/api/v1/datasets/local/papers/search?" + std::string(parameters));
  }
  api::TestReply similar(int row, std::string_view parameters = "") {
    return get("/api/v1/datasets/local/papers/rows/" + std::to_string(row) + "/similar?" +
               std::string(parameters));
  }

  static std::vector<std::int64_t> row_idx(const api::TestReply& reply) {
    std::vector<std::int64_t> rows;
    const boost::json::value json = reply.json();
    for (const auto& hit : json.at("hits").as_array()) rows.push_back(hit.at("row_idx").as_int64());
    return rows;
  }
};

TEST_F(V1Search, WithoutAQueryItPagesThroughTheSplit) {
  const boost::json::value reply = search("limit=2&offset=1").json();
  EXPECT_EQ(reply.at("total"), 5);
  EXPECT_EQ(reply.at("num_rows"), 5);
  EXPECT_TRUE(reply.at("took_ms").is_double());
  EXPECT_EQ(serialize(reply.at("hits").at(0)),
            R"({"row_idx":1,"score":null,"row":{"id":2,"title":"Vision for 3D models",)"
            R"("a \"b\".c":"it's","kind":1,"score":null,"authors":[],"when":null},)"
            R"("highlights":{},"why":null})");
  EXPECT_THAT(row_idx(search("offset=4")), ElementsAre(4));
  EXPECT_THAT(row_idx(search("offset=5")), ElementsAre());
  EXPECT_THAT(row_idx(search("limit=0")), ElementsAre());
}

TEST_F(V1Search, WordsRankAndSayWhichTermsTheyBecame) {
  const api::TestReply reply = search("mode=keyword&q=Rewards+models");
  EXPECT_THAT(row_idx(reply), ElementsAre(0, 2, 1));
  const boost::json::value hit = reply.json().at("hits").at(0);
  EXPECT_GT(hit.at("score").as_double(), 0);
  EXPECT_EQ(serialize(hit.at("why").at("terms")), R"(["reward","model"])");
}

TEST_F(V1Search, ALargeAnswerIsSentAsItIsReadAndTheSameBytes) {
  const auto rows_of = [&] { return search("q=reward&facets=kind").json().at("hits"); };
  const boost::json::value whole = rows_of();
  context_->whole_answer_bytes = 10;
  EXPECT_EQ(rows_of(), whole);
}

TEST_F(V1Search, ColumnsMayNameVectors) {
  const boost::json::value reply = search("limit=1&columns=embedding,id").json();
  EXPECT_EQ(serialize(reply.at("hits").at(0).at("row").at("embedding")), "[1E0,0E0,0E0]");
  const boost::json::value sketched = search("limit=1&columns=id&vectors=sketch").json();
  EXPECT_EQ(serialize(sketched.at("hits").at(0).at("vectors")),
            R"({"embedding":{"dimension":3,"norm":1E0,"sketch":[100,0,0]}})");
  EXPECT_EQ(search("vectors=all").error(), "Parameter 'vectors': must be none or sketch");
  EXPECT_EQ(search("columns=nope").error(), "Parameter 'columns': there is no column \"nope\"");
}

TEST_F(V1Search, RowsAreSentAsAParquetFile) {
  const api::TestReply reply = search("q=models&sort=title&limit=1&format=parquet");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers.get("Content-Type"), "application/vnd.apache.parquet");
  EXPECT_EQ(reply.headers.get("X-Num-Rows-Total"), "2");
  EXPECT_EQ(search("limit=200000&format=parquet").status, 200);
  EXPECT_EQ(search("limit=200001&format=parquet").status, 422);
  EXPECT_EQ(search("format=xlsx").status, 422);
  EXPECT_EQ(get("/api/v1/datasets/local/papers/facets?format=parquet").status, 422);
}

TEST_F(V1Search, HostileParametersAreRefusedInWords) {
  EXPECT_EQ(search("limit=10001").error(), "Parameter 'limit' must not be greater than 10000");
  EXPECT_EQ(search("limit=x").error(), "Parameter 'limit' must be integer");
  EXPECT_EQ(search("offset=-1").error(), "Parameter 'offset' must be positive");
  EXPECT_EQ(search("mode=magic").status, 422);
  EXPECT_EQ(search("q=" + std::string(5000, 'a')).status, 200);
  EXPECT_EQ(search("q=%F0%9F%98%80").status, 200);
  EXPECT_EQ(search("columns=%22").status, 422);
}

TEST_F(V1Search, ConditionsAndSortKeysCombineWithWords) {
  EXPECT_THAT(row_idx(search("where=" + api::url_encode("\"id\" >= 3"))), ElementsAre(2, 3, 4));
  EXPECT_THAT(row_idx(search("where=" + api::url_encode("'Bo' IN \"authors\""))),
              ElementsAre(0, 2));
  EXPECT_THAT(row_idx(search("sort=" + api::url_encode("score desc"))), ElementsAre(4, 2, 0, 3, 1));
  EXPECT_THAT(row_idx(search("q=models&where=" + api::url_encode("id > 1"))), ElementsAre(1));
  EXPECT_EQ(row_idx(search("sort=random(7)")), row_idx(search("sort=random(7)")));
  EXPECT_NE(row_idx(search("sort=random(7)")), row_idx(search("sort=random(8)")));
  EXPECT_THAT(row_idx(search("sort=random(7)")), testing::UnorderedElementsAre(0, 1, 2, 3, 4));
  const api::TestReply sorted = search("q=reward+models&sort=id+desc&limit=2");
  EXPECT_THAT(row_idx(sorted), ElementsAre(2, 1));
  EXPECT_EQ(sorted.json().at("total"), 3);
  EXPECT_GT(sorted.json().at("hits").at(0).at("score").as_double(), 0);
  EXPECT_THAT(row_idx(search("where=" + api::url_encode("id = 99"))), ElementsAre());
}

TEST_F(V1Search, AConditionThatMakesNoSenseIsToldWhere) {
  for (const char* where : {"nope = 1", "id =", "id = 'x", "(id = 1", "id = 1; DROP TABLE x",
                            "title LIKE 3", "read_text('/etc/passwd') = 'x'"}) {
    const api::TestReply reply = search("where=" + api::url_encode(where));
    EXPECT_EQ(reply.status, 422) << where << reply.body;
    EXPECT_THAT(reply.error(), testing::StartsWith("Parameter 'where': ")) << where;
  }
  EXPECT_EQ(search("sort=nope").status, 422);
  std::string keys = "id";
  for (int i = 1; i < 64; ++i) keys += ",id";
  EXPECT_EQ(search("sort=" + keys).status, 200);
  EXPECT_THAT(search("sort=" + keys + ",id").error(), testing::HasSubstr("at most 64 sort keys"));
  EXPECT_EQ(search("where=" + std::string(10'000, '(')).status, 422);
}

TEST_F(V1Search, SimilarRowsCanBeFiltered) {
  const api::TestReply reply = similar(0, "where=" + api::url_encode("id <> 2"));
  EXPECT_THAT(row_idx(reply), ElementsAre(4));
  EXPECT_EQ(reply.json().at("total"), 1);
  EXPECT_EQ(similar(0, "where=" + api::url_encode("id > 1")).json().at("total"), 2);
  EXPECT_EQ(similar(0, "limit=101").status, 422);
}

TEST_F(V1Search, AnswersHaveALimitInBytes) {
  context_->max_page_bytes = 300;
  const api::TestReply reply = search("");
  EXPECT_EQ(reply.status, 413);
  EXPECT_EQ(reply.error_code(), "TooBigContentError");
}

TEST_F(V1Search, SimilarRowsComeNearestFirstWithoutTheRowItself) {
  const api::TestReply reply = similar(0);
  EXPECT_THAT(row_idx(reply), ElementsAre(1, 4));
  const boost::json::value json = reply.json();
  EXPECT_EQ(json.at("total"), 2);
  EXPECT_NEAR(json.at("hits").at(0).at("score").as_double(), 0.8, 1e-6);
  EXPECT_NEAR(json.at("hits").at(1).at("score").as_double(), 0.0, 1e-6);
  EXPECT_EQ(serialize(json.at("hits").at(0).at("why").at("semantic").at("rank")), "1");
  EXPECT_EQ(json.at("mode"), "semantic");
  EXPECT_THAT(row_idx(similar(0, "limit=1")), ElementsAre(1));
  EXPECT_THAT(row_idx(similar(0, "limit=1&offset=1")), ElementsAre(4));
  EXPECT_THAT(row_idx(similar(0, "offset=18446744073709551615")), ElementsAre());
}

TEST_F(V1Search, ARowWithoutADirectionIsNearToNothing) {
  for (const int row : {2, 3}) {  // no vector; all zeros
    EXPECT_THAT(row_idx(similar(row)), ElementsAre());
    EXPECT_EQ(similar(row).json().at("total"), 0);
  }
}

TEST_F(V1Search, SimilarNeedsAColumnOfVectors) {
  EXPECT_EQ(similar(0, "column=title").status, 422);
  EXPECT_EQ(similar(9).status, 404);
  import("local/plain", {{"a.jsonl", "{\"n\":1}\n"}});
  EXPECT_EQ(get("/api/v1/datasets/local/plain/rows/0/similar").status, 501);
}

}  // namespace
}  // namespace vitrine::v1
