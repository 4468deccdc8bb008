#include "api/reports_json.h"
#include "base/json_parse.h"
#include "cli/cell.h"
#include "cli/commands.h"
#include "cli/progress_display.h"
#include "cli/table.h"

namespace vitrine::cli {

namespace json = boost::json;

namespace {

std::string figure(const json::value& statistics, std::string_view name) {
  const json::value* value = find_member(statistics, name);
  return value == nullptr ? "" : cell_of_json(json_text(*value));
}

std::string classes_of(const json::value& statistics) {
  const json::value* frequencies = find_member(statistics, "frequencies");
  if (frequencies == nullptr || !frequencies->is_object()) return "";
  std::string out;
  for (const auto& [name, count] : frequencies->get_object()) {
    out += (out.empty() ? "" : ", ") + std::string(name) + " " + json::serialize(count);
  }
  return out;
}

}  // namespace

Status run_stats(Session& session) {
  const Result<OpenSplit> place = session.open_split();
  if (!place) return place.error();
  const Result<ColumnReport> report = session.engine().columns(*place);
  if (!report) return report.error();
  if (session.arguments().json) return print(columns_json(*report) + "\n");
  Table table{{"column", "type", "null", "min", "median", "max", "mean", "classes"},
              {},
              {false, false, true, true, true, true, true}};
  for (std::size_t i = 0; i < report->columns.size(); ++i) {
    const Column& column = report->columns[i];
    // The figures of a column are kept as the Hub's JSON.
    const json::value values =
        parse_json(report->statistics.columns[i].statistics).value_or(json::value());
    table.rows.push_back({column.name, feature_label(column.type), figure(values, "nan_count"),
                          figure(values, "min"), figure(values, "median"), figure(values, "max"),
                          figure(values, "mean"), classes_of(values)});
  }
  note(row_count(place->split->num_rows()) + "; of text and lists, the lengths");
  return print(render_table(table));
}

}  // namespace vitrine::cli
