#include "v1/columns.h"

#include "base/json_writer.h"
#include "profile/statistics.h"
#include "schema/column.h"
#include "v1/target.h"

namespace vitrine::v1 {
namespace {

using http::Request;
using http::Response;

void write_column(JsonWriter& json, const Column& column, const ColumnStatistics& statistics) {
  std::string feature;
  append_feature_json(feature, column.type);
  json.begin_object().member("name", column.name).member("type", feature_label(column.type));
  json.member("kind", kind_name(column.kind));
  json.key("feature").raw(feature).member("role", role_name(column.role)).key("column_type");
  if (statistics.column_type.empty()) {
    json.null();
  } else {
    json.value(statistics.column_type);
  }
  json.key("statistics").raw(statistics.statistics).key("extra").raw(statistics.extra);
  json.end_object();
}

Result<SplitStatistics> read_statistics(const Split& split) {
  const Result<std::string> text = split.statistics();
  if (!text) return text.error();
  Result<SplitStatistics> statistics = parse_statistics(*text);
  if (statistics && statistics->columns.size() != split.features().size()) {
    return corrupt("the statistics do not belong to this snapshot; import the source again");
  }
  return statistics;
}

}  // namespace

Response columns(Context& context, const Request& request) {
  Outcome<SplitTarget> found = find_split(context, request);
  if (!found) return std::move(found).refusal();
  const Split& split = *found->split;
  const Result<SplitStatistics> statistics = read_statistics(split);
  if (!statistics) return http::error_response(statistics.error());
  const std::vector<Column> columns = make_columns(split.features());
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("num_rows", split.num_rows()).key("columns").begin_array();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    write_column(json, columns[i], statistics->columns[i]);
  }
  json.end_array().end_object();
  return reply(*found->dataset, std::move(body));
}

}  // namespace vitrine::v1
