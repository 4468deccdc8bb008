#include <fmt/format.h>

#include "api/reports_json.h"
#include "api/utc_time.h"
#include "base/json_parse.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/progress_display.h"
#include "cli/table.h"
#include "endpoint/endpoint_address.h"
#include "store/manifest.h"

namespace vitrine::cli {
namespace {

std::string headline(const store::Manifest& manifest) {
  return manifest.dataset.id() + ": " + row_count(manifest.num_rows()) + ", " +
         byte_count(manifest.num_bytes_parquet()) + " of Parquet, imported " +
         api::utc_time(manifest.imported_at) + " from " +
         cell_text(store::public_origin(manifest.origin), 200) + "\n";
}

/// Which models made the columns of vectors, as far as it is known.
std::string model_lines(const store::ConfigManifest& config) {
  std::string out;
  for (const store::ColumnModel& made : config.models) {
    out += "\nvectors of " + cell_text(made.column, 200) + ": made by " +
           cell_text(made.model, 300) +
           (made.version.empty() && !endpoint::is_endpoint(made.model) ? ", as the dataset says"
                                                                       : "") +
           (endpoint::is_endpoint(made.model) ? "; the texts left this machine for it" : "") + "\n";
  }
  return out;
}

/// How well words find rows among a column's vectors, and when they are looked for there.
std::string projection_line(const std::string& column, const meaning::ProjectionQuality& quality) {
  std::string_view use = "not used: the vectors have nothing to do with the text";
  if (quality.is_related()) {
    use = quality.beats_text() ? "used for every search by meaning"
                               : "used where the column is named";
  }
  return fmt::format(
      "words among the vectors of {}: learned from {} rows; part of a text finds its row, held "
      "out, "
      "among {} with an MRR@10 of {:.3f}, by the text itself {:.3f}; {}\n",
      cell_text(column, 200), with_thousands(quality.num_rows), with_thousands(quality.compared),
      quality.found, quality.found_by_text, use);
}

/// A line for each file read and each notice, in "[{"files_read": [...], "notices": [...]}]".
std::string reading_lines(const std::string& reading) {
  std::string out;
  const Result<boost::json::value> configs = parse_json(reading);
  if (!configs || !configs->is_array()) return out;
  for (const boost::json::value& config : configs->get_array()) {
    for (const std::string_view key : {"files_read", "notices"}) {
      const boost::json::value* lines = find_member(config, key);
      if (lines == nullptr || !lines->is_array()) continue;
      for (const boost::json::value& line : lines->get_array()) {
        if (line.is_string()) out += "\n" + cell_text(std::string_view(line.get_string()), 500);
      }
    }
  }
  return out;
}

Listing listing_of(const std::vector<schema::Column>& columns) {
  Listing listing{{{"column", "VARCHAR"}, {"type", "VARCHAR"}, {"role", "VARCHAR"}}, {}};
  for (const schema::Column& column : columns) {
    const std::string role(schema::role_name(column.role));
    listing.rows.push_back({column.name, schema::feature_label(column.type),
                            role.empty() ? std::optional<std::string>() : role});
  }
  return listing;
}

}  // namespace

Status run_info(Session& session) {
  const OutputFormat format = output_format(session.arguments());
  if (Status status = check_output(format); !status) return status;
  const Result<store::DatasetName> dataset = session.dataset();
  if (!dataset) return dataset.error();
  const Result<engine::DatasetReport> report = session.engine().dataset(session.caller(), *dataset);
  if (!report) return report.error();
  if (format == OutputFormat::kJson) return print(api::dataset_json(*report) + "\n");
  const Result<engine::OpenSplit> place = session.open_split();
  if (!place) return place.error();
  const Result<engine::ColumnReport> columns = session.engine().columns(session.caller(), *place);
  if (!columns) return columns.error();
  if (format != OutputFormat::kTable) return print_listing(listing_of(columns->columns), format);
  std::string out = headline(report->manifest());
  for (const store::ConfigManifest& config : report->manifest().configs) {
    for (const store::SplitManifest& split : config.splits)
      out += "  " + config.name + "/" + split.name + "  " + row_count(split.num_rows) + "\n";
  }
  Table table{{"column", "type", "role"}, {}, {}};
  for (const schema::Column& column : columns->columns) {
    table.rows.push_back({column.name, schema::feature_label(column.type),
                          std::string(schema::role_name(column.role))});
  }
  out += "\n" + table_for_stdout(table);
  for (const store::ConfigManifest& config : report->manifest().configs) {
    if (config.name == place->split->config().name) out += model_lines(config);
  }
  for (std::size_t i = 0; i < columns->columns.size(); ++i) {
    if (columns->projections[i])
      out += "\n" + projection_line(columns->columns[i].name, *columns->projections[i]);
  }
  out += reading_lines(report->reading);
  return print(out + "\n");
}

}  // namespace vitrine::cli
