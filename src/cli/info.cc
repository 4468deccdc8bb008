#include "cli/commands.h"
#include "cli/json_view.h"
#include "cli/progress_display.h"
#include "cli/table.h"

namespace vitrine::cli {

namespace json = boost::json;

Status run_info(Session& session) {
  const Result<DatasetName> dataset = session.dataset();
  if (!dataset) return dataset.error();
  const Result<std::string> answer = session.ask(*dataset, {});
  if (!answer) return answer.error();
  if (session.arguments().json) return print(*answer + "\n");
  const Result<std::string> columns_answer = session.ask(*dataset, {"columns"});
  if (!columns_answer) return columns_answer.error();
  const Result<json::value> info = parse_json(*answer);
  if (!info) return info.error();
  const Result<json::value> columns = parse_json(*columns_answer);
  if (!columns) return columns.error();

  std::string out = dataset->id() + ": " + with_thousands(member_count(*info, "num_rows")) +
                    " rows, " + byte_count(member_count(*info, "num_bytes")) +
                    " of Parquet, imported " + member_cell(*info, "imported_at") + " from " +
                    cell_text(member_cell(*info, "origin"), 200) + "\n";
  for (const json::value& config : member_array(*info, "configs")) {
    for (const json::value& split : member_array(config, "splits")) {
      out += "  " + member_cell(config, "config") + "/" + member_cell(split, "split") + "  " +
             row_count(member_count(split, "num_rows")) + "\n";
    }
  }
  Table table{{"column", "type", "role"}, {}, {}};
  for (const json::value& column : member_array(*columns, "columns")) {
    table.rows.push_back(
        {member_cell(column, "name"), member_cell(column, "type"), member_cell(column, "role")});
  }
  out += "\n" + render_table(table);
  for (const json::value& config : member_array(*info, "reading")) {
    for (const std::string_view key : {"files_read", "notices"}) {
      for (const json::value& line : member_array(config, key)) {
        if (line.is_string()) out += "\n" + cell_text(std::string_view(line.get_string()), 500);
      }
    }
  }
  return print(out + "\n");
}

}  // namespace vitrine::cli
