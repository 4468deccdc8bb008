// /is-valid, /splits, /info, /size, /parquet and the rules that all Hub routes share.

#include <gmock/gmock.h>

#include "hub/testing/hub_fixture.h"
#include "store/revision.h"

namespace vitrine::hub {
namespace {

using testing::ElementsAre;

class HubRoutes : public HubFixture {
 protected:
  void expect_error(std::string_view target, int status, std::string_view code,
                    std::string_view message) {
    const api::TestReply reply = get(target);
    EXPECT_EQ(reply.status, status) << target;
    EXPECT_EQ(reply.error_code(), code) << target;
    EXPECT_EQ(reply.error(), message) << target;
  }

  void import_two_configs() {
    import("local/two", {{"README.md",
                          "---\nconfigs:\n"
                          "- config_name: zebra\n  default: true\n"
                          "  data_files:\n  - {split: train, path: z.jsonl}\n"
                          "  - {split: dev, path: d.jsonl}\n"
                          "- config_name: numbers\n  data_files: n.jsonl\n"
                          "- config_name: ant\n  data_files: a.jsonl\n---\n"},
                         {"z.jsonl", "{\"t\":\"x\"}\n{\"t\":\"y\"}\n"},
                         {"d.jsonl", "{\"t\":\"x\"}\n"},
                         {"n.jsonl", "{\"n\":1}\n"},
                         {"a.jsonl", "{\"t\":\"x\"}\n"}});
  }
};

TEST_F(HubRoutes, SplitsListTheDefaultConfigFirstThenByName) {
  import_two_configs();
  const api::TestReply reply = get("/splits?dataset=local/two");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, R"({"splits":[{"dataset":"local/two","config":"zebra","split":"train"},)"
                        R"({"dataset":"local/two","config":"zebra","split":"dev"},)"
                        R"({"dataset":"local/two","config":"ant","split":"train"},)"
                        R"({"dataset":"local/two","config":"numbers","split":"train"}],)"
                        R"("pending":[],"failed":[]})");
  EXPECT_EQ(get("/splits?dataset=local/two&config=ant").body,
            R"({"splits":[{"dataset":"local/two","config":"ant","split":"train"}]})");
}

TEST_F(HubRoutes, ValidityIsThatOfTheLevelAskedFor) {
  import_two_configs();
  constexpr std::string_view kAll =
      R"({"preview":true,"viewer":true,"search":true,"filter":true,"statistics":true})";
  constexpr std::string_view kNoText =
      R"({"preview":true,"viewer":true,"search":false,"filter":true,"statistics":true})";
  EXPECT_EQ(get("/is-valid?dataset=local/two").body, kAll);
  EXPECT_EQ(get("/is-valid?dataset=local/two&config=numbers").body, kNoText);
  EXPECT_EQ(get("/is-valid?dataset=local/two&config=numbers&split=train").body, kNoText);
  // Without a config a split says nothing.
  EXPECT_EQ(get("/is-valid?dataset=local/two&split=train").body, kAll);
}

TEST_F(HubRoutes, AMissingOrBlankParameterIsNamed) {
  import_papers();
  for (const char* route : {"/splits", "/is-valid", "/info", "/size", "/parquet"}) {
    expect_error(route, 422, "MissingRequiredParameter", "Parameter 'dataset' is required");
    expect_error(std::string(route) + "?dataset=%20&config=default", 422,
                 "MissingRequiredParameter", "Parameter 'dataset' is required");
  }
  for (const char* route : {"/first-rows", "/statistics"}) {
    expect_error(std::string(route) + "?dataset=local/papers&split=train", 422,
                 "MissingRequiredParameter",
                 "Parameters 'dataset', 'config' and 'split' are required");
  }
  expect_error("/rows?dataset=local/papers&config=&split=train", 422, "MissingRequiredParameter",
               "Parameter 'config' is required");
  expect_error("/search?dataset=local/papers&config=default&split=train&query=%09", 422,
               "MissingRequiredParameter", "Parameter 'query' is required");
}

TEST_F(HubRoutes, WhatDoesNotExistIsSaidInTheHubsWords) {
  import_papers();
  for (const char* id : {"local/nothing", "papers", "../../etc/passwd", "a/b/c", "local/.hidden"}) {
    const api::TestReply reply = get("/splits?dataset=" + api::url_encode(id));
    EXPECT_EQ(reply.status, 404) << id;
    EXPECT_EQ(reply.error_code(), "DatasetNotFoundError") << id;
    EXPECT_FALSE(reply.headers.has("X-Revision"));
  }
  expect_error("/info?dataset=local/papers&config=other", 404, "ResponseNotFound", "Not found.");
  expect_error("/rows?dataset=local/papers&config=default&split=nope", 404, "ResponseNotFound",
               "Not found.");
  EXPECT_TRUE(get("/info?dataset=local/papers&config=other").headers.has("X-Revision"));
  EXPECT_EQ(get("/presidio-entities?dataset=local/papers").status, 501);
  expect_error("/api/nothing/here", 404, "ResponseNotFound", "Not found.");
}

TEST_F(HubRoutes, InfoHasTheFormOfTheDatasetsLibrary) {
  import_papers();
  const boost::json::value all = get("/info?dataset=local/papers").json();
  const boost::json::value one = get("/info?dataset=local/papers&config=default").json();
  const boost::json::object& info = one.at("dataset_info").as_object();
  EXPECT_EQ(all.at("dataset_info").at("default"), one.at("dataset_info"));
  EXPECT_EQ(all.at("pending"), boost::json::array());
  EXPECT_EQ(one.at("partial"), false);
  EXPECT_EQ(info.at("builder_name"), "parquet");  // a folder says nothing of its files
  EXPECT_EQ(info.at("dataset_name"), "papers");
  EXPECT_EQ(info.at("version").at("version_str"), "0.0.0");
  EXPECT_EQ(info.at("splits").at("train").at("num_examples"), 5);
  EXPECT_EQ(serialize(info.at("features").at("authors")),
            R"([{"dtype":"string","_type":"Value"}])");
  EXPECT_EQ(serialize(info.at("features").at("embedding")),
            R"({"feature":{"dtype":"float32","_type":"Value"},"length":3,"_type":"List"})");
}

TEST_F(HubRoutes, SizesAddUp) {
  import_two_configs();
  const boost::json::value size = get("/size?dataset=local/two").json().at("size");
  EXPECT_EQ(size.at("dataset").at("num_rows"), 5);
  EXPECT_FALSE(size.at("dataset").as_object().contains("num_columns"));
  ASSERT_EQ(size.at("configs").as_array().size(), 3U);
  ASSERT_EQ(size.at("splits").as_array().size(), 4U);
  std::int64_t bytes = 0;
  for (const auto& split : size.at("splits").as_array()) {
    bytes += split.at("num_bytes_parquet_files").as_int64();
    EXPECT_EQ(split.at("num_columns"), 1);
    EXPECT_TRUE(split.at("estimated_num_rows").is_null());
  }
  EXPECT_EQ(size.at("dataset").at("num_bytes_parquet_files"), bytes);
  const boost::json::value config = get("/size?dataset=local/two&config=zebra").json();
  EXPECT_EQ(config.at("size").at("config").at("num_rows"), 3);
  EXPECT_EQ(config.at("size").at("config").at("num_bytes_original_files"), 30);
  EXPECT_FALSE(config.as_object().contains("pending"));
}

TEST_F(HubRoutes, ParquetFilesAreListedBySplitAndFilename) {
  import_two_configs();
  const boost::json::value config = get("/parquet?dataset=local/two&config=zebra").json();
  std::vector<std::string> urls;
  for (const auto& file : config.at("parquet_files").as_array()) {
    urls.emplace_back(file.at("url").as_string());
  }
  const std::string base =
      "http://vitrine.test/datasets/local/two/resolve/refs%2Fconvert%2Fparquet";
  EXPECT_THAT(urls,
              ElementsAre(base + "/zebra/dev/0000.parquet", base + "/zebra/train/0000.parquet"));
  EXPECT_TRUE(config.as_object().contains("features"));
  const boost::json::value all = get("/parquet?dataset=local/two").json();
  EXPECT_EQ(all.at("parquet_files").as_array().size(), 4U);
  EXPECT_FALSE(all.as_object().contains("features"));
}

TEST_F(HubRoutes, AHostThatIsNoneMakesAddressesRelative) {
  import_papers();
  http::Headers headers;
  headers.add("Host", "evil\"><script>");
  const api::TestReply reply = get("/parquet?dataset=local/papers", headers);
  EXPECT_TRUE(reply.body.find("\"url\":\"/datasets/local/papers/") != std::string::npos);
}

TEST_F(HubRoutes, EveryAnswerAboutADatasetNamesItsRevision) {
  import_papers();
  const std::string revision =
      store::snapshot_revision(*engine_->library().current_id({"local", "papers"}));
  EXPECT_EQ(revision.size(), 40U);
  const std::string split = "?dataset=local/papers&config=default&split=train&query=x";
  for (const char* route : {"/is-valid", "/splits", "/info", "/size", "/parquet", "/first-rows",
                            "/rows", "/search", "/statistics"}) {
    const api::TestReply reply = get(route + split);
    EXPECT_EQ(reply.status, 200) << route << " " << reply.body << reply.detail;
    EXPECT_EQ(reply.headers.get("X-Revision"), revision) << route;
  }
}

TEST_F(HubRoutes, StatisticsAreSortedByNameAndLeaveOutWhatHasNone) {
  import_papers();
  const boost::json::value reply =
      get("/statistics?dataset=local/papers&config=default&split=train").json();
  EXPECT_EQ(reply.at("num_examples"), 5);
  EXPECT_EQ(reply.at("partial"), false);
  std::vector<std::string> names;
  for (const auto& column : reply.at("statistics").as_array()) {
    names.emplace_back(column.at("column_name").as_string());
  }
  EXPECT_TRUE(std::ranges::is_sorted(names));
  EXPECT_EQ(reply.at("statistics").at(0).at("column_name"), "a \"b\".c");
}

}  // namespace
}  // namespace vitrine::hub
