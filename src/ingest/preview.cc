#include "ingest/preview.h"

#include <utility>

#include "base/json_writer.h"
#include "duck/database.h"
#include "duck/types.h"
#include "ingest/parquet_damage.h"
#include "ingest/relation.h"

namespace vitrine::ingest {
namespace {

constexpr std::size_t kExamples = 3;

/// Counts one split: its rows, and the nulls of each column.
Status count_split(duck::Connection& connection, const SplitRelation& split, std::uint64_t& rows,
                   std::vector<ColumnPreview>& columns, const std::stop_token& stop) {
  std::string counts = "count(*)";
  for (const ColumnPreview& column : columns)
    counts += ", count(*) - count(" + quote_identifier(column.name) + ")";
  Result<duck::QueryResult> result =
      connection.query("SELECT " + counts + " FROM (" + split.sql + ")", {}, stop);
  if (!result) return std::move(result).error();
  duck::Chunk chunk;
  const Result<bool> more = result->next(chunk);
  if (!more) return more.error();
  rows = chunk.column(0).uint64(0);
  for (std::size_t i = 0; i < columns.size(); ++i)
    columns[i].nulls += chunk.column(i + 1).uint64(0);
  return {};
}

Status take_examples(duck::Connection& connection, const SplitRelation& split,
                     std::vector<ColumnPreview>& columns, const std::stop_token& stop) {
  std::string texts;
  for (const ColumnPreview& column : columns)
    texts += (texts.empty() ? "left(CAST(" : ", left(CAST(") + quote_identifier(column.name) +
             " AS VARCHAR), 200)";
  Result<duck::QueryResult> result = connection.query(
      "SELECT " + texts + " FROM (" + split.sql + ") LIMIT " + std::to_string(kExamples), {}, stop);
  if (!result) return std::move(result).error();
  duck::Chunk chunk;
  while (true) {
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error();
    if (!*more) return {};
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      for (std::size_t i = 0; i < columns.size(); ++i) {
        const duck::ColumnView cell = chunk.column(i);
        columns[i].examples.emplace_back(cell.is_null(row) ? "" : cell.text(row));
      }
    }
  }
}

Result<ConfigPreview> preview_config(duck::Connection& connection,
                                     const source::SourceConfig& config, ProgressSink* progress,
                                     const std::stop_token& stop) {
  Result<ConfigRelation> relation = make_relation(connection, config, progress, stop);
  if (!relation) return named_by_column(connection, config, std::move(relation).error(), stop);
  // Examples are made texts and cut, in steps of their own.
  const std::uint64_t unfilled = 2 * unfilled_bytes(relation->features);
  ConfigPreview out;
  out.name = config.name;
  for (schema::FeatureField& field : relation->features)
    out.columns.push_back({std::move(field.name), std::move(field.type), 0, {}});
  for (std::size_t i = 0; i < config.splits.size(); ++i) {
    const SplitRelation& split = relation->splits[i];
    out.splits.emplace_back(config.splits[i].name, 0);
    const Status status = connection.beyond_limit(unfilled, [&] {
      Status counted = count_split(connection, split, out.splits.back().second, out.columns, stop);
      return counted && i == 0 ? take_examples(connection, split, out.columns, stop) : counted;
    });
    if (!status) {
      return named_by_column(connection, config,
                             with_its_place(connection, relation->places, status.error(), stop),
                             stop);
    }
  }
  out.files_read = std::move(relation->files_read);
  out.notices = std::move(relation->notices);
  return out;
}

}  // namespace

Result<std::vector<ConfigPreview>> preview_source(const source::Source& source,
                                                  const ImportOptions& options,
                                                  ProgressSink* progress, std::stop_token stop) {
  Result<duck::Database> database =
      duck::Database::open({options.threads, options.memory_bytes, {}});
  if (!database) return std::move(database).error();
  Result<duck::Connection> connection = duck::Connection::open(*database);
  if (!connection) return std::move(connection).error();
  std::vector<ConfigPreview> out;
  for (const source::SourceConfig& config : source.configs) {
    Result<ConfigPreview> preview = preview_config(*connection, config, progress, stop);
    if (!preview && preview.error().code() == ErrorCode::kCancelled)
      return cancelled("the reading was stopped");
    if (!preview) return std::move(preview).error();
    out.push_back(*std::move(preview));
  }
  return out;
}

std::string preview_json(const std::vector<ConfigPreview>& configs) {
  std::string text;
  JsonWriter json(text);
  const auto texts = [&](std::string_view key, const std::vector<std::string>& list) {
    json.key(key).begin_array();
    for (const std::string& item : list) json.value(item);
    json.end_array();
  };
  json.begin_array();
  for (const ConfigPreview& config : configs) {
    json.begin_object().member("config", config.name).key("splits").begin_array();
    for (const auto& [name, rows] : config.splits)
      json.begin_object().member("split", name).member("num_rows", rows).end_object();
    json.end_array().key("columns").begin_array();
    for (const ColumnPreview& column : config.columns) {
      json.begin_object()
          .member("name", column.name)
          .member("type", schema::feature_label(column.type));
      json.member("num_nulls", column.nulls);
      texts("examples", column.examples);
      json.end_object();
    }
    json.end_array();
    texts("files_read", config.files_read);
    texts("notices", config.notices);
    json.end_object();
  }
  json.end_array();
  return text;
}

}  // namespace vitrine::ingest
