#include "cluster/testing/engine_fixture.h"

#include <unistd.h>

#include <cstdlib>

#include "base/json_parse.h"
#include "base/json_writer.h"
#include "cluster/columns.h"
#include "local/split_relation.h"

namespace vitrine::cluster {

void EngineFixture::SetUp() {
  local::SplitFixture::SetUp();
  const char* const engine = std::getenv("VITRINE_TEST_ENGINE");
  if (engine == nullptr) GTEST_SKIP() << "VITRINE_TEST_ENGINE names no engine";
  engine_ = engine;
  index_ = "vitrine-test-" + std::to_string(::getpid());
}

void EngineFixture::TearDown() {
  if (!engine_.empty()) {
    EXPECT_TRUE(send("DELETE", "/" + index_ + "?ignore_unavailable=true", ""));
  }
  local::SplitFixture::TearDown();
}

Result<std::string> EngineFixture::send(const std::string& method, const std::string& path,
                                        std::string body) {
  std::string answer;
  const Result<source::HttpHead> head =
      http_.get({.url = engine_ + path,
                 .post = std::move(body),
                 .content_type = "application/x-ndjson",
                 .method = method},
                [&](const source::HttpHead&, std::string_view bytes) {
                  answer += bytes;
                  return Status();
                });
  if (!head) return head.error();
  if (head->status >= 300) return internal_error(answer.substr(0, 1000));
  return answer;
}

void EngineFixture::load(const local::BitmapSplit& split, unsigned shards) {
  ASSERT_TRUE(send("DELETE", "/" + index_ + "?ignore_unavailable=true", ""));
  const ColumnFields fields(split.features());
  std::string body = R"({"settings":{"number_of_replicas":0,"number_of_shards":)" +
                     std::to_string(shards) + R"(},"mappings":)";
  JsonWriter mapping(body);
  mapping.begin_object().member("dynamic", false);
  mapping.key("_source").begin_object().key("includes").begin_array().value("cells");
  mapping.end_array().end_object().key("properties").begin_object();
  mapping.key("row").begin_object().member("type", "long").end_object();
  fields.append_properties(mapping);
  mapping.end_object().end_object();
  const Result<std::string> made = send("PUT", "/" + index_, body + "}");
  ASSERT_TRUE(made) << made.error().message();

  Result<duck::Connection> connection = sql_->connect();
  const Result<std::vector<NotFinite>> special =
      find_not_finite(*connection, "(" + local::split_relation_sql(split, "\x01row") + ")",
                      "\x01row", split.features(), {});
  ASSERT_TRUE(special) << special.error().message();
  std::vector<std::uint64_t> rows(split.num_rows());
  for (std::size_t row = 0; row < rows.size(); ++row) rows[row] = row;
  std::vector<std::size_t> columns(split.features().size());
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = i;
  std::string lines;
  const Status read = split.visit_cells(rows, columns, [&](std::size_t row, auto cells) {
    std::vector<NotFinite> mine;
    for (const NotFinite& one : *special) {
      if (one.row == row) mine.push_back(one);
    }
    lines += R"({"index":{"_id":")" + std::to_string(row) + "\"}}\n";
    JsonWriter json(lines);
    json.begin_object().member("row", row).key("cells");
    std::string stored;
    for (const std::size_t column : split.layout().row_columns)
      stored += (stored.empty() ? "[" : ",") + std::string(cells[column]);
    json.value(stored + "]");
    const Status written = fields.append(json, cells, mine);
    EXPECT_TRUE(written) << written.error().message();
    json.end_object();
    lines += '\n';
    return true;
  });
  ASSERT_TRUE(read) << read.error().message();
  const Result<std::string> loaded = send("POST", "/" + index_ + "/_bulk?refresh=true", lines);
  ASSERT_TRUE(loaded) << loaded.error().message();
  ASSERT_NE(loaded->find("\"errors\":false"), std::string::npos) << loaded->substr(0, 2000);
}

Result<std::string> EngineFixture::search(std::string_view body) {
  return send("POST", "/" + index_ + "/_search?allow_partial_search_results=false",
              std::string(body));
}

std::string EngineFixture::rows_of(const std::string& query, const std::string& sort) {
  const Result<std::string> answer =
      search(R"({"size":10000,"_source":false,"query":)" + query + R"(,"sort":)" + sort + "}");
  if (!answer) return "error: " + answer.error().message();
  const Result<boost::json::value> parsed = parse_json(*answer);
  if (!parsed) return "error: " + parsed.error().message();
  std::string rows;
  for (const boost::json::value& hit : parsed->at_pointer("/hits/hits").as_array())
    rows += (rows.empty() ? "" : " ") + std::string(*string_member(hit, "_id"));
  return rows;
}

}  // namespace vitrine::cluster
