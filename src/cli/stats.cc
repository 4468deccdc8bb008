#include "api/reports_json.h"
#include "base/json_parse.h"
#include "cli/cell.h"
#include "cli/commands.h"
#include "cli/listing.h"
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

/// The same figures for programs: texts, since what is least, greatest and mean of a column is of
/// its own type.
Listing listing_of(const Table& table) {
  Listing listing;
  for (const std::string& name : table.header) {
    listing.columns.push_back({name, name == "null" ? "BIGINT" : "VARCHAR"});
  }
  for (const std::vector<std::string>& row : table.rows) {
    std::vector<std::optional<std::string>>& cells = listing.rows.emplace_back();
    for (const std::string& cell : row)
      cells.push_back(cell.empty() ? std::nullopt : std::optional(cell));
  }
  return listing;
}

}  // namespace

Status run_stats(Session& session) {
  const OutputFormat format = output_format(session.arguments());
  if (Status status = check_output(format); !status) return status;
  const Result<OpenSplit> place = session.open_split();
  if (!place) return place.error();
  const Result<ColumnReport> report = session.engine().columns(session.caller(), *place);
  if (!report) return report.error();
  if (format == OutputFormat::kJson) return print(columns_json(*report) + "\n");
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
  if (format != OutputFormat::kTable) return print_listing(listing_of(table), format);
  note(row_count(place->split->num_rows()) + "; of text and lists, the lengths");
  return print(table_for_stdout(table));
}

}  // namespace vitrine::cli
