#include <algorithm>

#include "base/json_writer.h"
#include "cli/cell.h"
#include "cli/commands.h"
#include "cli/progress_display.h"
#include "cli/table.h"
#include "duck/database.h"
#include "duck/json_cell.h"
#include "sql/console.h"

namespace vitrine::cli {
namespace {

constexpr std::size_t kMaxTableRows = 1000;

Status print_json(QueryResult& result) {
  std::string out;
  JsonWriter json(out);
  json.begin_object()
      .key("features")
      .raw(features_json(result.features()))
      .key("rows")
      .begin_array();
  Chunk chunk;
  std::string cell;
  while (true) {
    const Result<bool> more = result.next(chunk);
    if (!more) return more.error();
    if (!*more) break;
    for (std::size_t r = 0; r < chunk.rows(); ++r) {
      json.begin_object();
      for (std::size_t c = 0; c < chunk.columns(); ++c) {
        cell.clear();
        append_cell_json(cell, chunk.column(c), r, result.features()[c].type);
        json.key(result.features()[c].name).raw(cell);
      }
      json.end_object();
    }
    if (Status status = print(out); !status) return status;
    out.clear();
  }
  json.end_array().end_object();
  return print(out + "\n");
}

Status print_table(QueryResult& result) {
  Table table;
  for (const FeatureField& field : result.features()) {
    table.header.push_back(field.name);
    table.right_aligned.push_back(field.type.is_integer() || field.type.is_float());
  }
  Chunk chunk;
  std::uint64_t rows = 0;
  std::string cell;
  while (true) {
    const Result<bool> more = result.next(chunk);
    if (!more) return more.error();
    if (!*more) break;
    for (std::size_t r = 0; r < chunk.rows() && table.rows.size() < kMaxTableRows; ++r) {
      std::vector<std::string> cells;
      for (std::size_t c = 0; c < chunk.columns(); ++c) {
        cell.clear();
        append_cell_json(cell, chunk.column(c), r, result.features()[c].type);
        cells.push_back(cell_of_json(cell));
      }
      table.rows.push_back(std::move(cells));
    }
    rows += chunk.rows();
  }
  if (rows > table.rows.size()) {
    note("the first " + with_thousands(table.rows.size()) + " of " + with_thousands(rows) +
         " rows; --json prints all");
  }
  return print(render_table(table));
}

}  // namespace

Status run_sql(Session& session) {
  const Result<DatasetName> dataset = session.dataset();
  if (!dataset) return dataset.error();
  const Result<std::shared_ptr<const OpenDataset>> opened =
      session.engine().catalogue().open(*dataset);
  if (!opened) return opened.error();
  const Arguments& arguments = session.arguments();
  const Result<const ConfigManifest*> config = (*opened)->config(arguments.config);
  if (!config) return config.error();
  Result<std::vector<SqlTable>> tables = sql_tables((*opened)->snapshot(), **config);
  if (!tables) return std::move(tables).error();
  Result<SqlConsole> console = SqlConsole::open(*std::move(tables), {});
  if (!console) return std::move(console).error();
  Result<QueryResult> result = console->query(arguments.query, session.stop());
  if (!result) return std::move(result).error();
  return arguments.json ? print_json(*result) : print_table(*result);
}

}  // namespace vitrine::cli
