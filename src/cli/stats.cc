#include "cli/commands.h"
#include "cli/json_view.h"
#include "cli/progress_display.h"
#include "cli/table.h"

namespace vitrine::cli {

namespace json = boost::json;

namespace {

std::string summary_of(const json::value& statistics) {
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
  const Result<DatasetName> dataset = session.dataset();
  if (!dataset) return dataset.error();
  const Result<std::string> answer = session.ask(*dataset, {"columns"});
  if (!answer) return answer.error();
  if (session.arguments().json) return print(*answer + "\n");
  const Result<json::value> parsed = parse_json(*answer);
  if (!parsed) return parsed.error();
  Table table{{"column", "type", "null", "min", "median", "max", "mean", "classes"},
              {},
              {false, false, true, true, true, true, true}};
  for (const json::value& column : member_array(*parsed, "columns")) {
    const json::value* statistics = find_member(column, "statistics");
    const json::value none(nullptr);
    const json::value& values = statistics == nullptr ? none : *statistics;
    table.rows.push_back({member_cell(column, "name"), member_cell(column, "type"),
                          member_cell(values, "nan_count"), member_cell(values, "min"),
                          member_cell(values, "median"), member_cell(values, "max"),
                          member_cell(values, "mean"), summary_of(values)});
  }
  note(row_count(member_count(*parsed, "num_rows")) + "; of text and lists, the lengths");
  return print(render_table(table));
}

}  // namespace vitrine::cli
