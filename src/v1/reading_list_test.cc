// /api/v1/datasets/{owner}/{name}/reading-list.

#include "api/write_services.h"
#include "v1/testing/v1_fixture.h"

namespace vitrine::v1 {
namespace {

using http::Method;

constexpr std::string_view kList = "/api/v1/datasets/local/papers/reading-list";

class V1ReadingList : public V1Fixture {
 protected:
  void SetUp() override {
    V1Fixture::SetUp();
    import_papers();
    changes_ = std::make_unique<api::WriteServices>(*engine_);
    context_->writes = changes_.get();
    rights_ = http::Rights::all();
  }
  void TearDown() override {
    changes_.reset();
    V1Fixture::TearDown();
  }

  api::TestReply put(std::string_view rest, std::string body) {
    return send(Method::kPut, std::string(kList) + std::string(rest), std::move(body));
  }

  std::unique_ptr<api::WriteServices> changes_;
};

TEST_F(V1ReadingList, BeginsEmpty) {
  const boost::json::value list = get(kList).json();
  EXPECT_EQ(list.at("allowed"), true);
  EXPECT_TRUE(list.at("entries").as_array().empty());
  EXPECT_EQ(get("/api/v1/datasets/local/nothing/reading-list").status, 404);
}

TEST_F(V1ReadingList, ARowIsKeptChangedAndDropped) {
  const api::TestReply kept = put("/2", R"({"title":"Reward","note":"why?"})");
  ASSERT_EQ(kept.status, 200) << kept.body;
  EXPECT_EQ(kept.json().at("config"), "default");
  EXPECT_EQ(kept.json().at("split"), "train");
  EXPECT_EQ(kept.json().at("row_idx"), 2);
  EXPECT_EQ(kept.json().at("status"), "to read");
  EXPECT_EQ(put("/2", R"({"rating":5,"status":"read"})").status, 200);
  const boost::json::value list = get(kList).json();
  ASSERT_EQ(list.at("entries").as_array().size(), 1U);
  const boost::json::value& entry = list.at("entries").at(0);
  EXPECT_EQ(entry.at("note"), "why?") << "what is not named stays";
  EXPECT_EQ(entry.at("rating"), 5);
  EXPECT_EQ(entry.at("snapshot"), list.at("snapshot"));
  EXPECT_EQ(send(Method::kDelete, std::string(kList) + "/2", "").status, 200);
  EXPECT_EQ(send(Method::kDelete, std::string(kList) + "/2", "").status, 404);
  EXPECT_TRUE(get(kList).json().at("entries").as_array().empty());
}

TEST_F(V1ReadingList, SurvivesTheNextImport) {
  put("/4", R"({"note":"kept"})");
  import("local/papers", {{"train.jsonl", "{\"id\":1}\n"}});
  const boost::json::value list = get(kList).json();
  EXPECT_EQ(list.at("entries").at(0).at("note"), "kept");
  const boost::json::value& entry = list.at("entries").at(0);
  EXPECT_NE(entry.at("snapshot"), list.at("snapshot"));
  EXPECT_TRUE(entry.at("now").is_null());
  EXPECT_EQ(put("/4", "{}").status, 404) << "the row is gone";
  const std::string rest = "/4?snapshot=" + std::string(entry.at("snapshot").as_string());
  EXPECT_EQ(put(rest, R"({"note":"changed"})").status, 200) << "its entry can be changed";
  EXPECT_EQ(send(Method::kDelete, std::string(kList) + rest, "").status, 200) << "and dropped";
  EXPECT_EQ(put(rest, "{}").status, 404) << "but not made";
}

TEST_F(V1ReadingList, AnEntryFollowsItsRowIntoTheNextImport) {
  import("local/papers", {{"train.jsonl", "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n"}});
  put("/2", R"({"note":"of three"})");
  import("local/papers", {{"train.jsonl", "{\"id\":3}\n{\"id\":1}\n{\"id\":5}\n"}});
  EXPECT_EQ(get(kList).json().at("entries").at(0).at("now"), 0);
  EXPECT_EQ(put("/2", R"({"note":"of five"})").json().at("identity"), "key:id=5");
  EXPECT_EQ(get(kList).json().at("entries").as_array().size(), 2U);
  const boost::json::value moved = put("/0", R"({"rating":3})").json();
  EXPECT_EQ(moved.at("note"), "of three") << "the row's entry, not a second one";
  EXPECT_EQ(moved.at("snapshot"), get(kList).json().at("snapshot"));
}

TEST_F(V1ReadingList, AnEntryOfTheFirstVersionFollowsItsRowToo) {
  import("local/papers", {{"train.jsonl", "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n"}});
  const std::string snapshot(get(kList).json().at("snapshot").as_string());
  const fs::path file =
      engine_->library().home() / "datasets" / "local" / "papers" / "reading-list.json";
  ASSERT_TRUE(write_file_atomic(
      file,
      R"({"version":1,"entries":[{"config":"default","split":"train","row":2,"snapshot":")" +
          snapshot +
          R"(","title":"t","note":"old","status":"read","rating":2,"added_at":1,"changed_at":2},)"
          R"({"config":"default","split":"train","row":77,"snapshot":")" +
          snapshot +
          R"(","title":"t","note":"no row","status":"read","rating":2,"added_at":1,"changed_at":2}]})"));
  EXPECT_EQ(get(kList).json().at("entries").at(0).at("identity"), "key:id=3");
  import("local/papers", {{"train.jsonl", "{\"id\":3}\n{\"id\":1}\n"}});
  const boost::json::value list = get(kList).json();
  EXPECT_EQ(list.at("entries").at(0).at("now"), 0);
  EXPECT_EQ(list.at("entries").at(0).at("note"), "old");
  EXPECT_EQ(list.at("entries").at(1).at("identity"), "");
}

TEST_F(V1ReadingList, FoldersAndTagsAreKept) {
  const boost::json::value kept = put("/1", R"({"folder":"thesis","tags":["a","b"]})").json();
  EXPECT_EQ(kept.at("folder"), "thesis");
  EXPECT_EQ(kept.at("tags").as_array().size(), 2U);
  EXPECT_EQ(put("/1", R"({"tags":[]})").json().at("tags").as_array().size(), 0U);
  EXPECT_EQ(put("/1", R"({"tags":["a","a"]})").status, 422);
  EXPECT_EQ(put("/1", R"({"tags":[3]})").status, 422);
}

TEST_F(V1ReadingList, WhoDoesNotKnowWhatIsThereOverwritesNothing) {
  put("/1", R"({"note":"first","folder":"a"})");
  EXPECT_EQ(put("/1", R"({"note":"second","was":{"note":"first"}})").status, 200);
  const api::TestReply late = put("/1", R"({"note":"third","was":{"note":"first"}})");
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(late.error_code(), "ReadingListChanged");
  EXPECT_EQ(late.json().at("entry").at("note"), "second");
  EXPECT_EQ(get(kList).json().at("entries").at(0).at("note"), "second");
  EXPECT_EQ(put("/1", R"({"tags":["x"],"was":{"tags":[],"folder":"a"}})").status, 200);
  EXPECT_EQ(put("/2", R"({"note":"new","was":{"note":""}})").status, 200) << "no entry, no quarrel";
}

TEST_F(V1ReadingList, BadRequestsAreRefused) {
  for (const char* body :
       {"{\"rating\":6}", "{\"rating\":-2}", "{\"status\":\"lost\"}", "{", "nonsense"})
    EXPECT_GE(put("/1", body).status, 400) << body;
  EXPECT_EQ(put("/99", "{}").status, 404);
  EXPECT_EQ(put("/x", "{}").status, 422);
  EXPECT_EQ(put("/1?split=nope", "{}").status, 404);
  EXPECT_EQ(send(Method::kDelete, std::string(kList) + "/-1", "").status, 422);
  EXPECT_TRUE(get(kList).json().at("entries").as_array().empty());
}

TEST_F(V1ReadingList, SaysWhetherWhoAsksMayChangeIt) {
  EXPECT_EQ(get(kList).json().at("allowed"), true);
  rights_ = {};
  EXPECT_EQ(get(kList).json().at("allowed"), false);
}

TEST_F(V1ReadingList, ADamagedListSaysWhatToDo) {
  put("/1", "{}");
  const fs::path file = home() / "datasets" / "local" / "papers" / "reading-list.json";
  ASSERT_TRUE(write_file_atomic(file, "{"));
  const api::TestReply reply = get(kList);
  EXPECT_EQ(reply.error_code(), "ReadingListDamaged");
  EXPECT_EQ(reply.error().find(home().string()), std::string::npos);
  EXPECT_EQ(put("/1", "{}").status, 500);
}

}  // namespace
}  // namespace vitrine::v1
