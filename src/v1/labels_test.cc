// /api/v1/datasets/{owner}/{name}/labels, and what the other routes make of them.

#include <gmock/gmock.h>

#include "api/write_services.h"
#include "v1/testing/v1_fixture.h"

namespace vitrine::v1 {
namespace {

using http::Method;
using ::testing::HasSubstr;

constexpr std::string_view kPapers = "/api/v1/datasets/local/papers";
constexpr std::string_view kVerdicts = R"({"kind":"choice","choices":["good","bad"]})";

class V1Labels : public V1Fixture {
 protected:
  void SetUp() override {
    V1Fixture::SetUp();
    import_notes({"a", "b", "c", "d"});
    changes_ = std::make_unique<api::WriteServices>(*engine_);
    context_->writes = changes_.get();
    rights_ = http::Rights::all();
  }
  void TearDown() override {
    changes_.reset();
    V1Fixture::TearDown();
  }

  /// Rows that no column names, with these texts.
  void import_notes(const std::vector<std::string>& texts) {
    std::string lines;
    for (const std::string& text : texts) lines += "{\"text\":\"" + text + "\",\"n\":1}\n";
    import("local/papers", {{"train.jsonl", lines}});
  }
  static std::string path(std::string_view rest) {
    return std::string(kPapers) + std::string(rest);
  }
  api::TestReply put(std::string_view rest, std::string body) {
    return send(Method::kPut, path(rest), std::move(body));
  }
  api::TestReply set(std::uint64_t row, std::string_view value, std::string_view was) {
    return put("/labels/verdict/rows/" + std::to_string(row),
               "{\"value\":" + std::string(value) + ",\"was\":" + std::string(was) + "}");
  }
  void define() { ASSERT_EQ(put("/labels/verdict", std::string(kVerdicts)).status, 200); }
  /// "0=good 2=bad" of the rows that a search finds.
  std::string verdicts(std::string_view query = "") {
    const boost::json::value answer = get(path("/search?" + std::string(query))).json();
    std::string out;
    for (const boost::json::value& hit : answer.at("hits").as_array()) {
      const boost::json::value* value = find_member(hit.at("row"), "verdict");
      if (value == nullptr || !value->is_string()) continue;
      if (!out.empty()) out += ' ';
      out +=
          std::string(hit.at("row").at("text").as_string()) + "=" + std::string(value->as_string());
    }
    return out;
  }

  std::unique_ptr<api::WriteServices> changes_;
};

TEST_F(V1Labels, AreAColumnThatIsShownFilteredSortedCountedAndExported) {
  EXPECT_TRUE(get(path("/labels")).json().at("labels").as_array().empty());
  define();
  EXPECT_EQ(set(0, "\"good\"", "null").status, 200);
  EXPECT_EQ(set(2, "\"bad\"", "null").status, 200);
  EXPECT_EQ(verdicts(), "a=good c=bad");
  EXPECT_EQ(verdicts("where=verdict%20%3D%20'bad'"), "c=bad");
  EXPECT_EQ(verdicts("sort=verdict"), "c=bad a=good");
  const boost::json::value facets = get(path("/facets?facets=verdict")).json();
  EXPECT_EQ(facets.at("facets").at("verdict").at("missing"), 2);
  EXPECT_EQ(facets.at("facets").at("verdict").at("values").as_array().size(), 2U);
  EXPECT_EQ(get(path("/rows/2")).json().at("row").at("verdict"), "bad");
  const boost::json::value columns = get(path("/columns")).json();
  EXPECT_EQ(columns.at("may_label"), true);
  const boost::json::value& column = columns.at("columns").as_array().back();
  EXPECT_EQ(column.at("name"), "verdict");
  EXPECT_EQ(column.at("column_type"), "string_label");
  EXPECT_EQ(column.at("label").at("choices"), boost::json::array({"good", "bad"}));
  EXPECT_TRUE(columns.at("columns").at(0).at("label").is_null());
  const api::TestReply file = get(path("/search?format=parquet&where=verdict%20IS%20NOT%20NULL"));
  EXPECT_EQ(file.headers.get("X-Num-Rows-Total"), "2");
  EXPECT_THAT(file.body, HasSubstr("verdict"));
}

TEST_F(V1Labels, WhoDoesNotKnowWhatIsThereOverwritesNothing) {
  define();
  EXPECT_EQ(set(1, "\"good\"", "null").status, 200);
  const api::TestReply second = set(1, "\"bad\"", "null");
  EXPECT_EQ(second.status, 409);
  EXPECT_EQ(second.error_code(), "LabelChanged");
  EXPECT_EQ(second.json().at("value"), "good");
  EXPECT_EQ(verdicts(), "b=good");
  EXPECT_EQ(set(1, "\"good\"", "null").status, 200) << "both said the same";
  EXPECT_EQ(set(1, "\"bad\"", "\"good\"").status, 200);
  EXPECT_EQ(verdicts(), "b=bad");
  EXPECT_EQ(set(1, "null", "\"good\"").status, 409);
  EXPECT_EQ(set(1, "null", "\"bad\"").status, 200);
  EXPECT_EQ(verdicts(), "");
}

TEST_F(V1Labels, FollowTheirRowsIntoAnotherOrder) {
  define();
  set(0, "\"good\"", "null");
  set(1, "\"bad\"", "null");
  set(3, "\"good\"", "null");
  import_notes({"new", "c", "b", "a"});
  EXPECT_EQ(verdicts(), "b=bad a=good");
  const boost::json::value labels = get(path("/labels")).json();
  EXPECT_EQ(labels.at("labels").at(0).at("num_values"), 3);
  EXPECT_EQ(labels.at("labels").at(0).at("num_lost"), 1) << "the row d is gone, its label is kept";
  EXPECT_EQ(set(2, "\"good\"", "null").status, 409) << "b is known at its new place";
  EXPECT_EQ(set(2, "\"good\"", "\"bad\"").status, 200);
  EXPECT_EQ(verdicts(), "b=good a=good");
  import_notes({"d", "b"});
  EXPECT_EQ(verdicts(), "d=good b=good") << "a row that comes back has its label again";
}

TEST_F(V1Labels, RowsThatAreEqualKeepTheirLabelsApart) {
  import_notes({"same", "same", "same"});
  define();
  set(0, "\"good\"", "null");
  set(2, "\"bad\"", "null");
  import_notes({"first", "same", "same", "same"});
  EXPECT_EQ(verdicts(), "same=good same=bad");
}

TEST_F(V1Labels, ByAKeyTheyFollowARowWhoseTextChanged) {
  import("local/papers",
         {{"train.jsonl", "{\"id\":\"x\",\"text\":\"old\"}\n{\"id\":\"y\",\"text\":\"b\"}\n"}});
  define();
  set(0, "\"good\"", "null");
  import("local/papers", {{"train.jsonl",
                           "{\"id\":\"z\",\"text\":\"c\"}\n{\"id\":\"y\",\"text\":\"b\"}\n"
                           "{\"id\":\"x\",\"text\":\"new\"}\n"}});
  EXPECT_EQ(verdicts(), "new=good");
}

TEST_F(V1Labels, AreSeenByWhoMaySeeNotesAlone) {
  define();
  set(0, "\"good\"", "null");
  rights_ = {};
  EXPECT_EQ(verdicts(), "");
  EXPECT_EQ(get(path("/columns")).json().at("columns").as_array().size(), 2U);
  EXPECT_EQ(get(path("/search?where=verdict%20IS%20NULL")).status, 422);
}

TEST_F(V1Labels, ChoicesThatRowsHaveAreNotTakenAway) {
  define();
  set(0, "\"good\"", "null");
  EXPECT_EQ(put("/labels/verdict", R"({"choices":["bad"]})").status, 409);
  EXPECT_EQ(put("/labels/verdict", R"({"choices":["bad","good","unsure"]})").status, 200);
  EXPECT_EQ(set(0, "\"unsure\"", "\"good\"").status, 200);
}

TEST_F(V1Labels, RemovalSaysHowMuchItKnows) {
  define();
  set(0, "\"good\"", "null");
  const auto remove = [&](std::string_view query) {
    return send(Method::kDelete, path("/labels/verdict" + std::string(query)), "").status;
  };
  EXPECT_EQ(remove(""), 422);
  EXPECT_EQ(remove("?values=0"), 409);
  EXPECT_EQ(remove("?values=1"), 200);
  EXPECT_EQ(remove("?values=1"), 404);
  EXPECT_EQ(get(path("/columns")).json().at("columns").as_array().size(), 2U);
}

TEST_F(V1Labels, BadRequestsAreRefused) {
  define();
  for (const std::string& body :
       {std::string(R"({"kind":"colour"})"), std::string(R"({"choices":[]})"),
        std::string(R"({"choices":["a","a"]})"), std::string(R"({"choices":[1]})"),
        std::string(R"({"choices":"ab"})"), std::string(R"({"kind":"text","choices":["a"]})"),
        std::string("{")})
    EXPECT_GE(put("/labels/other", body).status, 400) << body;
  EXPECT_EQ(put("/labels/TEXT", std::string(kVerdicts)).status, 409) << "the data have it";
  EXPECT_EQ(put("/labels/a%2Fb", std::string(kVerdicts)).status, 422);
  EXPECT_EQ(put("/labels/verdict", R"({"kind":"number"})").status, 422) << "it is of choices";
  EXPECT_EQ(set(0, "\"fair\"", "null").status, 422);
  EXPECT_EQ(set(0, "1", "null").status, 422);
  EXPECT_EQ(set(9, "\"good\"", "null").status, 404);
  EXPECT_EQ(put("/labels/verdict/rows/0", R"({"value":"good"})").status, 422);
  EXPECT_EQ(put("/labels/none/rows/0", R"({"value":"good","was":null})").status, 404);
  EXPECT_EQ(verdicts(), "");
}

TEST_F(V1Labels, ADamagedFileSaysWhatToDoAndHidesNoData) {
  define();
  ASSERT_TRUE(write_file_atomic(home() / "datasets" / "local" / "papers" / "labels.json", "{"));
  EXPECT_EQ(get(path("/search")).json().at("total"), 4);
  const std::string said(get(path("/columns")).json().at("labels_error").as_string());
  EXPECT_THAT(said, HasSubstr("labels.json"));
  EXPECT_EQ(said.find(home().string()), std::string::npos);
  EXPECT_EQ(get(path("/labels")).error_code(), "LabelsDamaged");
  EXPECT_EQ(set(0, "\"good\"", "null").error_code(), "LabelsDamaged");
}

TEST_F(V1Labels, ARowIsFoundByItsIdentityInAnotherOrder) {
  const std::string identity(get(path("/rows/3")).json().at("identity").as_string());
  import_notes({"d", "a"});
  const std::string address = "/find-row?identity=" + api::url_encode(identity);
  EXPECT_EQ(get(path(address)).json().at("row_idx"), 0);
  import_notes({"a", "b"});
  EXPECT_EQ(get(path(address)).status, 404);
  EXPECT_EQ(get(path("/find-row?identity=nonsense")).status, 404);
  EXPECT_EQ(get(path("/find-row")).status, 422);
}

TEST_F(V1Labels, AnIdentityIsTheKeyWhereAColumnNamesTheRows) {
  import("local/papers",
         {{"train.jsonl", "{\"id\":7,\"text\":\"a\"}\n{\"id\":8,\"text\":\"a\"}\n"}});
  EXPECT_EQ(get(path("/rows/1")).json().at("identity"), "key:id=8");
  import("local/papers",
         {{"train.jsonl", "{\"id\":7,\"text\":\"a\"}\n{\"id\":7,\"text\":\"b\"}\n"}});
  EXPECT_THAT(std::string(get(path("/rows/1")).json().at("identity").as_string()),
              HasSubstr("row:"));
}

}  // namespace
}  // namespace vitrine::v1
