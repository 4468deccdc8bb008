// /api/v1/datasets, one dataset, its columns and one row.

#include <gmock/gmock.h>

#include <set>

#include "v1/testing/v1_fixture.h"

namespace vitrine::v1 {
namespace {

class V1Datasets : public V1Fixture {};

std::set<std::string> keys_of(const boost::json::value& object) {
  std::set<std::string> keys;
  for (const auto& member : object.as_object()) keys.emplace(member.key());
  return keys;
}

TEST_F(V1Datasets, AnEmptyLibraryHasAnEmptyList) {
  EXPECT_EQ(get("/api/v1/datasets").body, R"({"version":"1.2.3","datasets":[]})");
}

TEST_F(V1Datasets, TheListHasWhatTheDocumentationShows) {
  import_papers();
  const boost::json::value list = get("/api/v1/datasets").json();
  const boost::json::value& entry = list.at("datasets").at(0);
  EXPECT_EQ(keys_of(entry),
            (std::set<std::string>{"id", "owner", "name", "pretty_name", "description", "num_rows",
                                   "num_columns", "num_bytes", "imported_at", "snapshot", "license",
                                   "tags", "columns", "modalities"}));
  EXPECT_EQ(entry.at("id"), "local/papers");
  EXPECT_EQ(entry.at("pretty_name"), "Five Papers");
  EXPECT_EQ(entry.at("description"), "They are short.");
  EXPECT_EQ(entry.at("num_rows"), 5);
  EXPECT_EQ(entry.at("license"), "cc0-1.0");
  EXPECT_EQ(serialize(entry.at("tags")), R"(["tiny","test"])");
  EXPECT_THAT(std::string(entry.at("imported_at").as_string()),
              testing::MatchesRegex("20[0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-9:]*Z"));
}

TEST_F(V1Datasets, TheDescriptionIsPlainText) {
  import("local/a",
         {{"a.jsonl", "{\"n\":1}\n"},
          {"README.md",
           "# Title\n\n**Made** with `vitrine`, see [the site](https://x.y/z) [1].\n\nMore."}});
  EXPECT_EQ(get("/api/v1/datasets").json().at("datasets").at(0).at("description"),
            "Made with vitrine, see the site 1.");
}

TEST_F(V1Datasets, ADatasetHasItsCardConfigsAndFiles) {
  import_papers();
  const boost::json::value reply = get("/api/v1/datasets/local/papers").json();
  EXPECT_EQ(keys_of(reply), (std::set<std::string>{"id", "owner", "name", "snapshot", "imported_at",
                                                   "origin", "num_bytes_original", "num_bytes",
                                                   "num_rows", "downloads_last_month", "modalities",
                                                   "card", "configs", "reading"}));
  EXPECT_EQ(serialize(reply.at("reading")),
            R"([{"config":"default","files_read":["train.jsonl: utf-8, a record a line, 5 rows"],)"
            R"("notices":[]}])");
  EXPECT_EQ(reply.at("origin"), "source");  // the folder's name, not its path
  EXPECT_EQ(reply.at("card").at("markdown"), "# Five papers\n\nThey are short.\n");
  EXPECT_EQ(serialize(reply.at("card").at("languages")), R"(["en"])");
  const boost::json::value& split = reply.at("configs").at(0).at("splits").at(0);
  EXPECT_EQ(split.at("split"), "train");
  EXPECT_EQ(split.at("parquet_files").at(0).at("url"),
            "/datasets/local/papers/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet");
  import("local/bare", {{"a.jsonl", "{\"n\":1}\n"}});
  EXPECT_TRUE(get("/api/v1/datasets/local/bare").json().at("card").is_null());
}

TEST_F(V1Datasets, ColumnsHaveTypeRoleAndStatistics) {
  import_papers();
  const boost::json::value reply = get("/api/v1/datasets/local/papers/columns").json();
  EXPECT_EQ(reply.at("num_rows"), 5);
  const boost::json::array& columns = reply.at("columns").as_array();
  ASSERT_EQ(columns.size(), 8U);
  EXPECT_EQ(columns[1].at("name"), "title");
  EXPECT_EQ(columns[1].at("role"), "title");
  EXPECT_EQ(columns[1].at("type"), "string");
  EXPECT_EQ(columns[1].at("statistics").at("nan_count"), 1);
  EXPECT_EQ(columns[5].at("extra").at("members").at("total"), 4);
  EXPECT_EQ(columns[7].at("type"), "vector of 3 float32");
  EXPECT_EQ(columns[7].at("role"), "vector");
  EXPECT_EQ(columns[7].at("extra").at("vector").at("dimension"), 3);
}

TEST_F(V1Datasets, ARowComesWithItsVectorsApart) {
  import_papers();
  const std::string rows = "/api/v1/datasets/local/papers/rows/";
  const boost::json::value row = get(rows + "1").json();
  EXPECT_EQ(row.at("row_idx"), 1);
  EXPECT_EQ(row.at("num_rows"), 5);
  EXPECT_EQ(row.at("row").at("title"), "Vision for 3D models");
  EXPECT_FALSE(row.at("row").as_object().contains("embedding"));
  const boost::json::value& vector = row.at("vectors").at("embedding");
  EXPECT_EQ(vector.at("dimension"), 3);
  EXPECT_NEAR(vector.at("norm").as_double(), 1.0, 1e-6);
  EXPECT_EQ(vector.at("values").as_array().size(), 3U);
  EXPECT_TRUE(get(rows + "2").json().at("vectors").at("embedding").is_null());
  EXPECT_FALSE(get(rows + "1?vectors=0")
                   .json()
                   .at("vectors")
                   .at("embedding")
                   .as_object()
                   .contains("values"));
}

TEST_F(V1Datasets, ARowThatIsNotThereIsRefused) {
  import_papers();
  const std::string rows = "/api/v1/datasets/local/papers/rows/";
  for (const char* row : {"5", "18446744073709551615", "99999999999999999999999"}) {
    EXPECT_EQ(get(rows + row).status, 404) << row;
    EXPECT_EQ(get(rows + row).error_code(), "ResponseNotFound") << row;
  }
  for (const char* row : {"x", "-1", "1.0", "%201", "1%00"}) {
    if (std::string_view(row) == "1%00") continue;  // refused before any route
    EXPECT_EQ(get(rows + row).status, 422) << row;
  }
}

TEST_F(V1Datasets, UnknownNamesAreNamed) {
  import_papers();
  EXPECT_EQ(get("/api/v1/datasets/local/nope/columns").error_code(), "DatasetNotFoundError");
  const api::TestReply reply = get("/api/v1/datasets/local/papers/columns?config=nope");
  EXPECT_EQ(reply.status, 404);
  EXPECT_EQ(reply.error(), "dataset local/papers has no config \"nope\"");
  EXPECT_EQ(get("/api/v1/datasets/local/papers/columns?split=nope").status, 404);
  EXPECT_EQ(get("/api/v1/nothing").body, R"({"error":"Not found."})");
}

}  // namespace
}  // namespace vitrine::v1
