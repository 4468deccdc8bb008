#include "base/json_writer.h"
#include "cli/commands.h"
#include "cli/progress_display.h"
#include "cli/table.h"
#include "ingest/preview.h"

namespace vitrine::cli {
namespace {

std::string preview_text(const ingest::ConfigPreview& config) {
  std::string out;
  for (const auto& [name, rows] : config.splits)
    out += config.name + "/" + name + "  " + row_count(rows) + "\n";
  for (const std::string& file : config.files_read) out += "  " + cell_text(file, 300) + "\n";
  Table table{{"column", "type", "nulls", "first values"}, {}, {}};
  for (const ingest::ColumnPreview& column : config.columns) {
    std::string examples;
    for (const std::string& example : column.examples)
      examples += (examples.empty() ? "" : " | ") + cell_text(example, 30);
    table.rows.push_back({cell_text(column.name, 60), schema::feature_label(column.type),
                          std::to_string(column.nulls), examples});
  }
  out += "\n" + table_for_stdout(table);
  for (const std::string& notice : config.notices) out += "\n" + cell_text(notice, 500);
  return out + (config.notices.empty() ? "" : "\n");
}

/// What would be imported, as text or JSON; nothing is.
Status print_preview(Session& session) {
  const Arguments& arguments = session.arguments();
  const Result<source::Source> source = session.resolve(arguments.sources, arguments.name);
  if (!source) return source.error();
  const Result<std::vector<ingest::ConfigPreview>> preview = [&] {
    ProgressDisplay progress(source->owner + "/" + source->name);
    return ingest::preview_source(*source, session.import_options(), &progress, session.stop());
  }();
  if (!preview) return preview.error();
  if (arguments.json) return print(ingest::preview_json(*preview) + "\n");
  std::string out;
  for (const ingest::ConfigPreview& config : *preview) out += preview_text(config) + "\n";
  return print(out);
}

}  // namespace

Status run_import(Session& session) {
  if (session.arguments().dry_run) return print_preview(session);
  if (!session.arguments().model.empty() && session.rows() != nullptr)
    return unsupported(
        "no column is added to rows that an engine holds: --embed needs --engine none");
  Result<ingest::ImportOutcome> outcome =
      session.import(session.arguments().sources, session.arguments().name);
  if (!outcome) return outcome.error();
  if (!session.arguments().model.empty()) {
    if (Status filled = embed(session, outcome->dataset, true); !filled) return filled;
    Result<std::string> current = session.library().current_id(outcome->dataset);
    if (!current) return std::move(current).error();
    outcome->snapshot_id = *std::move(current);
  }
  if (!session.arguments().json) return print(outcome->dataset.id() + "\n");
  std::string text;
  JsonWriter json(text);
  json.begin_object()
      .member("dataset", outcome->dataset.id())
      .member("snapshot", outcome->snapshot_id);
  json.member("already_there", outcome->already_there).member("num_rows", outcome->num_rows);
  json.member("num_bytes_parquet", outcome->num_bytes_parquet).key("notices").begin_array();
  for (const std::string& notice : outcome->notices) json.value(notice);
  json.end_array().end_object();
  return print(text + "\n");
}

}  // namespace vitrine::cli
