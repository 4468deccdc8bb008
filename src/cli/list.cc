#include "cli/commands.h"
#include "cli/json_view.h"
#include "cli/progress_display.h"
#include "cli/table.h"

namespace vitrine::cli {

Status run_list(Session& session) {
  const Result<std::string> answer = session.service().get({"api", "v1", "datasets"}, {});
  if (!answer) return answer.error();
  if (session.arguments().json) return print(*answer + "\n");
  const Result<boost::json::value> json = parse_json(*answer);
  if (!json) return json.error();
  Table table{{"dataset", "rows", "columns", "size", "imported"}, {}, {false, true, true, true}};
  for (const boost::json::value& dataset : member_array(*json, "datasets")) {
    table.rows.push_back(
        {member_cell(dataset, "id"), with_thousands(member_count(dataset, "num_rows")),
         member_cell(dataset, "num_columns"), byte_count(member_count(dataset, "num_bytes")),
         member_cell(dataset, "imported_at")});
  }
  if (table.rows.empty()) {
    note("the library " + session.library().home().string() +
         " is empty: `vitrine import FILE` puts a dataset into it");
    return {};
  }
  return print(render_table(table));
}

}  // namespace vitrine::cli
