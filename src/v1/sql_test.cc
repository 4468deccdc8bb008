// /api/v1/.../sql.

#include <gmock/gmock.h>

#include "v1/testing/v1_fixture.h"

namespace vitrine::v1 {
namespace {

using testing::HasSubstr;

class V1Sql : public V1Fixture {
 protected:
  void SetUp() override {
    V1Fixture::SetUp();
    import_papers();
  }
  api::TestReply ask(std::string_view sql, std::string_view more = "") {
    return get("/api/v1/datasets/local/papers/sql?sql=" + api::url_encode(sql) + std::string(more));
  }
};

TEST_F(V1Sql, AQueryIsAnsweredWithColumnsAndRows) {
  const boost::json::value reply = ask("SELECT id, title FROM train ORDER BY id LIMIT 1").json();
  EXPECT_EQ(serialize(reply.at("rows")), R"([[1,"Reward models"]])");
  EXPECT_EQ(reply.at("columns").at(1).at("name"), "title");
  EXPECT_EQ(reply.at("columns").at(1).at("type"), "string");
  EXPECT_EQ(reply.at("num_rows"), 1);
  EXPECT_EQ(reply.at("truncated"), false);
  EXPECT_TRUE(reply.at("took_ms").is_double());
  EXPECT_EQ(ask("FROM train", "&limit=2").json().at("truncated"), true);
}

TEST_F(V1Sql, MistakesSayWhere) {
  const api::TestReply reply = ask("SELECT id,\nnope FROM train");
  EXPECT_EQ(reply.status, 422);
  EXPECT_THAT(reply.error(), HasSubstr("nope"));
  EXPECT_EQ(reply.json().at("line"), 2);
  EXPECT_EQ(reply.json().at("column"), 1);
  EXPECT_EQ(ask("").error(), "Parameter 'sql' is required");
  EXPECT_EQ(ask("SELECT 1", "&limit=99999999").status, 422);
  EXPECT_EQ(ask("SELECT 1", "&format=xml").error(),
            "Parameter 'format': must be json, csv, jsonl or parquet");
  EXPECT_EQ(ask("SELECT 1", "&config=nope").status, 404);
  EXPECT_EQ(ask("FROM read_text('/etc/passwd')").status, 422);
  EXPECT_EQ(get("/api/v1/datasets/local/nothing/sql?sql=SELECT+1").status, 404);
}

}  // namespace
}  // namespace vitrine::v1
