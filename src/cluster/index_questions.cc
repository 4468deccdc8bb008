#include "cluster/index_questions.h"

#include "base/json_writer.h"
#include "cluster/word_query.h"

namespace vitrine::cluster {

std::string rows_query(std::span<const std::uint64_t> rows) {
  std::string query;
  JsonWriter json(query);
  json.begin_object().key("terms").begin_object().key("row").begin_array();
  for (const std::uint64_t row : rows) json.value(row);
  json.end_array().end_object().end_object();
  return query;
}

std::string exists_query(const std::string& field) {
  std::string query;
  JsonWriter(query)
      .begin_object()
      .key("exists")
      .begin_object()
      .member("field", field)
      .end_object()
      .end_object();
  return query;
}

std::string range_query(std::uint64_t begin, std::uint64_t end) {
  return R"({"range":{"row":{"gte":)" + std::to_string(begin) + R"(,"lt":)" + std::to_string(end) +
         "}}}";
}

std::string both(const std::string& first, const std::string& second) {
  return filter_query({{first, second}, {}});
}

std::string rows_body(const std::string& query, std::string_view sort, std::uint64_t from,
                      std::uint64_t size) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("query").raw(query).key("sort").raw(sort).member("from", from);
  json.member("size", size).member("track_total_hits", true).member("_source", false);
  json.end_object();
  return body;
}

Error too_deep(std::uint64_t deepest, std::string_view what) {
  return too_large("an engine gives the first " + std::to_string(deepest) + " rows of " +
                   std::string(what) +
                   ": sort the other way, narrow the rows by a filter, or ask "
                   "in the SQL tab");
}

std::vector<std::uint64_t> numbers_of(const std::vector<EngineHit>& hits) {
  std::vector<std::uint64_t> rows;
  for (const EngineHit& hit : hits) rows.push_back(hit.row);
  return rows;
}

}  // namespace vitrine::cluster
