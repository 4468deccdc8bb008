// /rows, /search and /filter.

#include <gmock/gmock.h>

#include "hub/testing/hub_fixture.h"
#include "store/artefacts.h"

namespace vitrine::hub {
namespace {

using testing::ElementsAre;

class HubRows : public HubFixture {
 protected:
  void SetUp() override {
    HubFixture::SetUp();
    import_papers();
  }

  api::TestReply ask(std::string_view route, std::string_view more = "") {
    return get(std::string(route) + "?dataset=local/papers&config=default&split=train" +
               std::string(more));
  }

  void expect_invalid(std::string_view more, std::string_view message) {
    const api::TestReply reply = ask("/rows", more);
    EXPECT_EQ(reply.status, 422) << more;
    EXPECT_EQ(reply.error_code(), "InvalidParameter") << more;
    EXPECT_EQ(reply.error(), message) << more;
  }

  static std::vector<std::int64_t> row_idx(const api::TestReply& reply) {
    std::vector<std::int64_t> rows;
    const boost::json::value json = reply.json();
    for (const auto& row : json.at("rows").as_array()) rows.push_back(row.at("row_idx").as_int64());
    return rows;
  }
};

TEST_F(HubRows, APageIsWrittenAsTheHubWritesIt) {
  EXPECT_EQ(
      ask("/rows", "&offset=1&length=1").body,
      R"({"features":[)"
      R"({"feature_idx":0,"name":"id","type":{"dtype":"uint32","_type":"Value"}},)"
      R"({"feature_idx":1,"name":"title","type":{"dtype":"string","_type":"Value"}},)"
      R"({"feature_idx":2,"name":"a \"b\".c","type":{"dtype":"string","_type":"Value"}},)"
      R"({"feature_idx":3,"name":"kind","type":{"names":["Oral","Poster"],"_type":"ClassLabel"}},)"
      R"({"feature_idx":4,"name":"score","type":{"dtype":"float32","_type":"Value"}},)"
      R"({"feature_idx":5,"name":"authors","type":{"feature":{"dtype":"string","_type":"Value"},"_type":"List"}},)"
      R"({"feature_idx":6,"name":"when","type":{"dtype":"timestamp[s]","_type":"Value"}},)"
      R"({"feature_idx":7,"name":"embedding","type":{"feature":{"dtype":"float32","_type":"Value"},"length":3,"_type":"List"}}],)"
      R"("rows":[{"row_idx":1,"row":{"id":2,"title":"Vision for 3D models","a \"b\".c":"it's",)"
      R"("kind":1,"score":null,"authors":[],"when":null,)"
      R"("embedding":[0.800000011920929,0.6000000238418579,0.0]},"truncated_cells":[]}],)"
      R"("num_rows_total":5,"num_rows_per_page":100,"partial":false})");
}

TEST_F(HubRows, OffsetAndLengthCutThePage) {
  EXPECT_THAT(row_idx(ask("/rows")), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(row_idx(ask("/rows", "&offset=3&length=1")), ElementsAre(3));
  EXPECT_THAT(row_idx(ask("/rows", "&offset=4&length=100")), ElementsAre(4));
  EXPECT_THAT(row_idx(ask("/rows", "&length=0")), ElementsAre());
  EXPECT_THAT(row_idx(ask("/rows", "&offset=5")), ElementsAre());
  EXPECT_THAT(row_idx(ask("/rows", "&offset=99999999999999999999999")), ElementsAre());
  EXPECT_EQ(ask("/rows", "&offset=5").json().at("num_rows_total"), 5);
}

TEST_F(HubRows, NumbersAreReadAsPythonReadsThem) {
  EXPECT_THAT(row_idx(ask("/rows", "&offset=%2B3&length=0_1")), ElementsAre(3));
  EXPECT_THAT(row_idx(ask("/rows", "&offset=%20%203%0A&length=1")), ElementsAre(3));
  EXPECT_THAT(row_idx(ask("/rows", "&offset=-0&length=1")), ElementsAre(0));
  EXPECT_THAT(row_idx(ask("/rows", "&offset=9&offset=2&length=1")), ElementsAre(2));
  for (const char* bad : {"", "x", "1.5", "1_", "_1", "1__0", "0x10", "%EF%BC%91", "1e2", "--1"}) {
    expect_invalid("&offset=" + std::string(bad), "Parameter 'offset' must be integer");
    expect_invalid("&length=" + std::string(bad), "Parameter 'length' must be integer");
  }
  expect_invalid("&offset=-1", "Parameter 'offset' must be positive");
  expect_invalid("&length=-99999999999999999999999", "Parameter 'length' must be positive");
  expect_invalid("&length=101", "Parameter 'length' must not be greater than 100");
}

TEST_F(HubRows, ColumnsChooseAndOrder) {
  const api::TestReply reply =
      ask("/rows", "&length=1&columns=" + api::url_encode("title,\"a \"\"b\"\".c\",title"));
  EXPECT_EQ(serialize(reply.json().at("rows").at(0).at("row")),
            R"({"title":"Reward models","a \"b\".c":"x"})");
  EXPECT_EQ(reply.json().at("features").at(1).at("feature_idx"), 2);
  EXPECT_EQ(ask("/rows", "&columns=nope").status, 422);
}

TEST_F(HubRows, SearchRanksAndCounts) {
  const api::TestReply reply = ask("/search", "&query=reward");
  EXPECT_THAT(row_idx(reply), ElementsAre(2, 0));
  EXPECT_EQ(reply.json().at("num_rows_total"), 2);
  EXPECT_THAT(row_idx(ask("/search", "&query=reward&offset=1")), ElementsAre(0));
  EXPECT_THAT(row_idx(ask("/search", "&query=3D")), ElementsAre(1));
  EXPECT_THAT(row_idx(ask("/search", "&query=elan")), ElementsAre(3));
  EXPECT_THAT(row_idx(ask("/search", "&query=" + api::url_encode("Élan"))), ElementsAre(3));
  EXPECT_THAT(row_idx(ask("/search", "&query=zzz")), ElementsAre());
  EXPECT_THAT(row_idx(ask("/search", "&query=%21%3F")), ElementsAre());
}

TEST_F(HubRows, ADamagedIndexIsAnErrorOfTheServer) {
  const fs::path index = snapshot_directory("local/papers") / store::index_path("default", "train");
  const fs::path file = index / store::artefact_filename(store::Artefact::kText);
  ASSERT_TRUE(write_file_atomic(file, std::string(fs::file_size(file), 'x')));
  const api::TestReply reply = ask("/search", "&query=reward");
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.json().as_object().contains("rows"), false);
  EXPECT_EQ(ask("/rows").status, 200);
}

TEST_F(HubRows, SearchWithoutAnyTextIsRefused) {
  import("local/numbers", {{"n.jsonl", "{\"n\":1}\n"}});
  const api::TestReply reply =
      get("/search?dataset=local/numbers&config=default&split=train&query=1");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.error_code(), "SearchFeatureNotAvailableError");
}

TEST_F(HubRows, FilterWithoutConditionIsAllRows) {
  EXPECT_THAT(row_idx(ask("/filter")), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_EQ(ask("/filter").body, ask("/rows").body);
}

TEST_F(HubRows, FilterUnderstandsTheHubsGrammar) {
  const auto filter = [&](std::string_view where, std::string_view more = "") {
    return row_idx(ask("/filter", "&where=" + api::url_encode(where) + std::string(more)));
  };
  EXPECT_THAT(filter("\"id\">3"), ElementsAre(3, 4));
  EXPECT_THAT(filter("\"title\" IS NULL"), ElementsAre(4));
  EXPECT_THAT(filter("\"a \"\"b\"\".c\"='it''s'"), ElementsAre(1));
  EXPECT_THAT(filter("(\"id\"=1 OR \"id\"=2) AND \"kind\"=1"), ElementsAre(1));
  EXPECT_THAT(filter("\"authors.length\">0"), ElementsAre(0, 2, 4));
  EXPECT_THAT(filter("\"id\">0", "&orderby=" + api::url_encode("\"score\" DESC")),
              ElementsAre(4, 2, 0, 3, 1));
  EXPECT_THAT(row_idx(ask("/filter", "&length=1&offset=1&orderby=%22id%22%20desc")),
              ElementsAre(3));
  EXPECT_EQ(ask("/filter", "&length=1&where=%22id%22%3E3").json().at("num_rows_total"), 2);
}

TEST_F(HubRows, FilterRefusesInTheHubsWords) {
  for (const char* where : {"id>3", "\"id\">-3", "\"id\" IN (1)", "\"id\">3 ", "NOT \"id\"=3",
                            "\"title\"='a;b'", "\"id\"=1--", "\"id\"=1  AND \"id\"=2", "("}) {
    const api::TestReply reply = ask("/filter", "&where=" + api::url_encode(where));
    EXPECT_EQ(reply.status, 422) << where;
    EXPECT_EQ(reply.error_code(), "InvalidParameter") << where;
    EXPECT_EQ(reply.error(), "Parameter 'where' contains errors or invalid symbols") << where;
  }
  for (const char* where : {"\"nope\"=1", "\"id\"='x'", "(\"id\"=1"}) {
    const api::TestReply reply = ask("/filter", "&where=" + api::url_encode(where));
    EXPECT_EQ(reply.status, 422) << where;
    EXPECT_EQ(reply.error(), "A query parameter is invalid") << where;
  }
  EXPECT_EQ(ask("/filter", "&orderby=" + api::url_encode("id; drop")).error(),
            "Parameter 'orderby' contains errors or invalid symbols");
}

TEST_F(HubRows, ALargePageIsSentAsItIsReadAndTheSameBytes) {
  const std::string whole = ask("/rows").body;
  context_->whole_answer_bytes = 10;
  EXPECT_EQ(ask("/rows").body, whole);
}

TEST_F(HubRows, APageOfHugeRowsIsRefusedNotBuilt) {
  std::string lines;
  for (int i = 0; i < 5; ++i) lines += "{\"t\":\"" + std::string(300'000, 'x') + "\"}\n";
  context_->max_page_bytes = 1'000'000;
  import("local/huge", {{"t.jsonl", lines}});
  const std::string split = "?dataset=local/huge&config=default&split=train";
  const api::TestReply reply = get("/rows" + split);
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.error_code(), "TooBigContentError");
  EXPECT_EQ(get("/rows" + split + "&length=3").status, 200);
  const api::TestReply first = get("/first-rows" + split);
  EXPECT_EQ(first.status, 200);
  EXPECT_LT(first.body.size(), 2000U);
}

TEST_F(HubRows, ASplitWithoutRowsHasEmptyPages) {
  import("local/none", {{"t.csv", "a,b\n"}});
  const std::string split = "?dataset=local/none&config=default&split=train";
  for (const char* route : {"/rows", "/filter", "/first-rows", "/statistics"}) {
    EXPECT_EQ(get(route + split).status, 200) << route << get(route + split).body;
  }
  EXPECT_EQ(get("/rows" + split).json().at("rows"), boost::json::array());
}

}  // namespace
}  // namespace vitrine::hub
