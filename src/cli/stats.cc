#include <algorithm>

#include "api/reports_json.h"
#include "cli/cell.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/progress_display.h"
#include "cli/table.h"
#include "profile/statistics_json.h"

namespace vitrine::cli {
namespace {

std::string cell_of(const std::vector<profile::Figure>& figures, std::string_view name) {
  const auto figure = std::ranges::find(figures, name, &profile::Figure::name);
  return figure == figures.end() ? "" : cell_of_json(figure->json);
}

std::string classes_of(const profile::ColumnStatistics& statistics) {
  std::string out;
  for (const auto& [value, count] : profile::frequencies(statistics)) {
    out += (out.empty() ? "" : ", ") + value + " " + std::to_string(count);
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
  const Result<engine::OpenSplit> place = session.open_split();
  if (!place) return place.error();
  const Result<engine::ColumnReport> report = session.engine().columns(session.caller(), *place);
  if (!report) return report.error();
  if (format == OutputFormat::kJson) return print(api::columns_json(*report) + "\n");
  Table table{{"column", "type", "null", "min", "median", "max", "mean", "classes"},
              {},
              {false, false, true, true, true, true, true}};
  for (std::size_t i = 0; i < report->columns.size(); ++i) {
    const schema::Column& column = report->columns[i];
    const profile::ColumnStatistics& statistics = report->statistics.columns[i];
    const std::vector<profile::Figure> figures =
        profile::figures_of(statistics, profile::Precision::kFull);
    table.rows.push_back({column.name, schema::feature_label(column.type),
                          cell_of(figures, "nan_count"), cell_of(figures, "min"),
                          cell_of(figures, "median"), cell_of(figures, "max"),
                          cell_of(figures, "mean"), classes_of(statistics)});
  }
  if (format != OutputFormat::kTable) return print_listing(listing_of(table), format);
  note(row_count(place->split->num_rows()) + "; of text and lists, the lengths");
  return print(table_for_stdout(table));
}

}  // namespace vitrine::cli
