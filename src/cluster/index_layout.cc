#include "cluster/index_layout.h"

#include <algorithm>

#include "base/json_writer.h"
#include "cluster/columns.h"
#include "text/index_format.h"

namespace vitrine::cluster {
namespace {

/// A shard of Lucene's is at home below 50 GB: 10 million rows with vectors.
constexpr std::uint64_t kRowsPerShard = 10'000'000;
constexpr std::uint32_t kMaxShards = 1000;
constexpr int kGraphDegree = 16;
constexpr int kGraphBreadth = 128;

std::string suffix_of(std::size_t column, const schema::Features& features) {
  return column == features.size() ? "t" : std::to_string(column);
}

/// Fields that a column has at most, beside those that every row has.
constexpr std::size_t kFieldsPerColumn = 8;

void write_settings(JsonWriter& json, const IndexShape& shape, std::size_t num_columns,
                    bool has_vectors) {
  json.key("settings").begin_object().key("index").begin_object();
  json.member("number_of_shards", shape.shards).member("number_of_replicas", 0);
  json.member("refresh_interval", "-1").member("knn", has_vectors);
  json.member("max_result_window", kDeepestRow);
  json.member("max_docvalue_fields_search", num_columns + 100);
  json.key("mapping").begin_object().key("total_fields").begin_object();
  json.member("limit", kFieldsPerColumn * num_columns + 1000).end_object().end_object();
  // Copies of a shard take its segments, and score alike.
  json.key("replication").begin_object().member("type", "SEGMENT").end_object();
  json.key("similarity").begin_object().key("words").begin_object().member("type", "BM25");
  json.member("k1", static_cast<double>(text::kBm25K1))
      .member("b", static_cast<double>(text::kBm25B));
  json.end_object().end_object();
  json.end_object().key("analysis").begin_object();
  json.key("tokenizer").begin_object().key("spaces").begin_object();
  json.member("type", "whitespace").member("max_token_length", 1'000'000).end_object().end_object();
  json.key("filter").begin_object().key("joined").begin_object().member("type", "pattern_capture");
  json.member("preserve_original", false).key("patterns").begin_array();
  json.value("([^" + std::string(kJoiner) + "]+)").end_array().end_object().end_object();
  json.key("analyzer").begin_object().key("tokens").begin_object().member("type", "custom");
  json.member("tokenizer", "spaces").key("filter").begin_array().value("joined").end_array();
  json.end_object().end_object().end_object().end_object();
}

void write_words(JsonWriter& json, std::string_view field) {
  json.key(field).begin_object().member("type", "text").member("analyzer", "tokens");
  json.member("similarity", "words")
      .member("position_increment_gap", text::kPositionGap)
      .end_object();
}

void write_vectors(JsonWriter& json, std::size_t column, const schema::Features& features,
                   std::uint32_t dimension) {
  json.key(vector_field(column, features)).begin_object().member("type", "knn_vector");
  if (vector_number(column, features) == EngineNumber::kByte) json.member("data_type", "byte");
  json.member("dimension", dimension).key("method").begin_object().member("name", "hnsw");
  json.member("space_type", "cosinesimil").member("engine", "lucene").key("parameters");
  json.begin_object().member("m", kGraphDegree).member("ef_construction", kGraphBreadth);
  json.end_object().end_object().end_object();
  json.key(exact_field(column, features)).begin_object().member("type", "binary");
  json.member("doc_values", true).end_object();
}

}  // namespace

std::string words_field(std::size_t place) {
  return std::string(kWordsField) + std::to_string(place);
}

std::string vector_field(std::size_t column, const schema::Features& features) {
  return "v" + suffix_of(column, features);
}

EngineNumber vector_number(std::size_t column, const schema::Features& features) {
  return column == features.size() ? EngineNumber::kByte : EngineNumber::kFloat;
}

std::string exact_field(std::size_t column, const schema::Features& features) {
  return "x" + suffix_of(column, features);
}

std::uint32_t shards_for(std::uint64_t num_rows, std::uint32_t num_nodes) {
  const std::uint64_t by_rows = (num_rows + kRowsPerShard - 1) / kRowsPerShard;
  return static_cast<std::uint32_t>(
      std::clamp<std::uint64_t>(by_rows, std::min<std::uint32_t>(num_nodes, 3), kMaxShards));
}

std::string index_body(const schema::Features& features, const store::SplitLayout& layout,
                       const IndexShape& shape) {
  const bool has_vectors = !layout.vector_columns.empty() || shape.text_vector_dimension > 0;
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  write_settings(json, shape, features.size(), has_vectors);
  json.key("mappings").begin_object().member("dynamic", false);
  json.key("_meta").begin_object().member("vitrine", kEngineIndexVersion).end_object();
  // Else all that was sent is kept a second time until a merge, for copies that lag behind: an
  // index that is never changed has none, copies take its files.
  json.key("_source").begin_object().member("recovery_source_enabled", false).key("includes");
  json.begin_array().value("cells").end_array().end_object().key("properties").begin_object();
  json.key("row").begin_object().member("type", "long").end_object();
  ColumnFields(features).append_properties(json);
  if (!layout.text_columns.empty()) write_words(json, kWordsField);
  for (std::size_t place = 0; place < layout.text_columns.size(); ++place)
    write_words(json, words_field(place));
  for (const std::size_t column : layout.vector_columns)
    write_vectors(json, column, features, *features[column].type.length);
  if (shape.text_vector_dimension > 0)
    write_vectors(json, features.size(), features, shape.text_vector_dimension);
  json.end_object().end_object().end_object();
  return body;
}

}  // namespace vitrine::cluster
