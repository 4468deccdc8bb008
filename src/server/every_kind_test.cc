// Every kind of column goes all the way: import, rows, statistics, facets, conditions, Arrow and
// Parquet. A kind that is not in the table fails the test.

#include <gmock/gmock.h>

#include <set>

#include "base/file.h"
#include "duck/database.h"
#include "duck/types.h"
#include "schema/column.h"
#include "server/testing/server_fixture.h"

namespace vitrine::server {
namespace {

struct KindCase {
  schema::ColumnKind kind;
  std::string sql;          ///< Of the cell in row 0; row 1 is null.
  std::string footer;       ///< The Hub's type of it, where the Parquet type does not tell.
  std::string json;         ///< The cell in /rows.
  std::string column_type;  ///< Of the statistics; "" for a kind without.
  std::string condition;    ///< Row 0 alone fits it.
  std::string facet;        ///< The value that facets count once; "" for a kind without.
};

std::vector<KindCase> cases() {
  using enum schema::ColumnKind;
  return {
      {kNull, "NULL::VARCHAR", R"({"dtype":"null","_type":"Value"})", "null", "", "", ""},
      {kBool, "true", "", "true", "bool", "c = true", "true"},
      {kInteger, "-7::INTEGER", "", "-7", "int", "c < 0", "-7"},
      {kFloat, "1e-7::DOUBLE", "", "1e-07", "float", "c > 0", ""},
      {kDecimal, "12.30::DECIMAL(38, 2)", "", R"("12.30")", "", "c = 12.3", ""},
      {kText, "'word'", R"({"dtype":"large_string","_type":"Value"})", R"("word")", "string_label",
       "c.length > 3", R"("word")"},
      {kBinary, "'ab'::BLOB", "", R"("YWI=")", "", "c IS NOT NULL", ""},
      {kDate, "DATE '1969-12-31'", "", R"("1969-12-31")", "", "c < '1970-01-01'", ""},
      {kTime, "TIME '12:30:00'", "", R"("12:30:00")", "", "c = '12:30:00'", ""},
      {kTimestamp, "TIMESTAMP_NS '1969-12-31 23:59:59.999999999'", "",
       R"("1969-12-31T23:59:59.999999999")", "datetime", "c < '1970-01-01'", ""},
      {kDuration, "5400000000::BIGINT", R"({"dtype":"duration[us]","_type":"Value"})",
       R"("1:30:00")", "", "c IS NOT NULL", ""},
      {kClass, "1::BIGINT", R"({"names":["no","yes"],"_type":"ClassLabel"})", "1", "class_label",
       "c = 'yes'", R"("yes")"},
      {kJson, "'{\"a\": 1}'::JSON", "", R"({"a": 1})", "", "c IS NOT NULL", ""},
      {kList, "[0.1, 0.2]::DOUBLE[]", "", "[0.1,0.2]", "list", "c.length = 2", ""},
      {kVector, "list_transform(range(16), lambda x: x::FLOAT)", "", "", "list", "c IS NOT NULL",
       ""},
      {kStruct, "{'a': 1::BIGINT}", "", R"({"a":1})", "", "c.a = 1", ""},
      {kOther, "{'bytes': 'x'::BLOB, 'path': 'a.png'}", R"({"_type":"Image"})", "", "image",
       "c IS NOT NULL", ""},
  };
}

class EveryKind : public ServerFixture {
 protected:
  /// Two rows of one column `c`, as dataset local/kind.
  void import_case(const KindCase& test) {
    const fs::path file = directory_ / "c.parquet";
    {
      duck::Database database = *duck::Database::open({.threads = 1});
      duck::Connection connection = *duck::Connection::open(database);
      const std::string metadata =
          test.footer.empty()
              ? ""
              : ", KV_METADATA {huggingface: " +
                    quote_literal(R"({"info":{"features":{"c":)" + test.footer + "}}}") + "}";
      const Status written = connection.execute(
          "COPY (SELECT 0::BIGINT AS i, " + test.sql + " AS c UNION ALL SELECT 1, NULL) TO " +
          quote_literal(file.string()) + " (FORMAT parquet" + metadata + ")");
      ASSERT_TRUE(written) << written.error().message();
    }
    import("local/kind", {{"train.parquet", *read_file(file)}});
  }

  api::TestReply search(const std::string& query) {
    return get("/api/v1/datasets/local/kind/search?" + query);
  }

  void expect_column(const KindCase& test) {
    const boost::json::value reply = get("/api/v1/datasets/local/kind/columns").json();
    const boost::json::value& column = reply.at("columns").at(1);
    EXPECT_EQ(column.at("kind").as_string(), schema::kind_name(test.kind));
    if (test.column_type.empty()) {
      EXPECT_TRUE(column.at("column_type").is_null()) << serialize(column);
    } else {
      EXPECT_EQ(column.at("column_type").as_string(), test.column_type);
    }
  }

  void expect_rows(const KindCase& test) {
    const api::TestReply rows = search("limit=2");
    ASSERT_EQ(rows.status, 200) << rows.body;
    if (test.json.empty()) return;
    EXPECT_THAT(rows.body, ::testing::HasSubstr("\"row\":{\"i\":0,\"c\":" + test.json + "}"));
    EXPECT_THAT(rows.body, ::testing::HasSubstr("\"row\":{\"i\":1,\"c\":null}"));
  }

  void expect_condition(const KindCase& test) {
    if (test.condition.empty()) return;
    const api::TestReply hits = search("where=" + api::url_encode(test.condition));
    ASSERT_EQ(hits.status, 200) << hits.body;
    EXPECT_EQ(hits.json().at("total").to_number<int>(), 1) << hits.body;
    EXPECT_EQ(hits.json().at("hits").at(0).at("row_idx").to_number<int>(), 0);
  }

  void expect_facets(const KindCase& test) {
    const api::TestReply reply = search("limit=0&facets=c");
    ASSERT_EQ(reply.status, 200) << reply.body;
    if (test.facet.empty()) return;
    EXPECT_THAT(reply.body, ::testing::HasSubstr(test.facet)) << reply.body;
  }
};

TEST_F(EveryKind, GoesFromImportToExport) {
  std::set<schema::ColumnKind> seen;
  for (const KindCase& test : cases()) {
    SCOPED_TRACE(schema::kind_name(test.kind));
    seen.insert(test.kind);
    import_case(test);
    expect_column(test);
    expect_rows(test);
    expect_condition(test);
    expect_facets(test);
    EXPECT_EQ(search("limit=2&format=parquet").status, 200);
    const std::string rows = "/rows?dataset=local/kind&config=default&split=train&length=2";
    for (const char* format :
         {"", "&format=arrow", "&format=parquet", "&format=csv", "&format=ndjson"})
      EXPECT_EQ(get(rows + format).status, 200) << format;
    EXPECT_EQ(get("/statistics?dataset=local/kind&config=default&split=train").status, 200);
  }
  EXPECT_EQ(seen.size(), schema::kColumnKinds);
}

}  // namespace
}  // namespace vitrine::server
