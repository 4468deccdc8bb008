#include "cli/hits.h"

#include <fmt/format.h>

#include "cli/json_view.h"
#include "cli/progress_display.h"
#include "cli/table.h"

namespace vitrine::cli {

namespace json = boost::json;

Status show_search(Session& session, Session::Parameters parameters) {
  const Result<DatasetName> dataset = session.dataset();
  if (!dataset) return dataset.error();
  const Arguments& arguments = session.arguments();
  parameters.emplace_back("limit", std::to_string(arguments.limit));
  parameters.emplace_back("offset", std::to_string(arguments.offset));
  if (!arguments.where.empty()) parameters.emplace_back("where", arguments.where);
  if (!arguments.sort.empty()) parameters.emplace_back("sort", arguments.sort);
  if (!arguments.columns.empty()) parameters.emplace_back("columns", arguments.columns);
  const Result<std::string> answer = session.ask(*dataset, {"search"}, std::move(parameters));
  if (!answer) return answer.error();
  return show_hits(session, *answer);
}

namespace {

/// One line per column: its most frequent values.
std::string facet_lines(const json::value& answer) {
  std::string lines;
  const json::value* facets = find_member(answer, "facets");
  if (facets == nullptr || !facets->is_object()) return lines;
  for (const auto& [name, facet] : facets->get_object()) {
    lines += lines.empty() ? "\n" : "";
    lines += std::string(name) + ":";
    const char* separator = " ";
    for (const json::value& value : member_array(facet, "values")) {
      lines += separator + member_cell(value, "value") + " (" + member_cell(value, "count") + ")";
      separator = ", ";
    }
    lines += "\n";
  }
  return lines;
}

}  // namespace

Status show_hits(const Session& session, const std::string& answer) {
  if (session.arguments().json) return print(answer + "\n");
  const Result<json::value> parsed = parse_json(answer);
  if (!parsed) return parsed.error();
  const json::array& hits = member_array(*parsed, "hits");
  Table table{{"row"}, {}, {true}};
  bool scored = false;
  for (const json::value& hit : hits) {
    const json::value* score = find_member(hit, "score");
    const json::value* row = find_member(hit, "row");
    if (table.rows.empty()) {
      scored = score != nullptr && !score->is_null();
      if (scored) table.header.emplace_back("score");
      table.right_aligned.push_back(scored);
      if (row != nullptr && row->is_object()) {
        for (const auto& [name, value] : row->get_object()) table.header.emplace_back(name);
      }
    }
    std::vector<std::string> cells = {member_cell(hit, "row_idx")};
    json::error_code ec;
    if (scored) cells.push_back(fmt::format("{:.3f}", score->to_number<double>(ec)));
    if (row != nullptr && row->is_object()) {
      for (const auto& [name, value] : row->get_object()) cells.push_back(cell_of(value));
    }
    cells.resize(table.header.size());
    table.rows.push_back(std::move(cells));
  }
  note(row_count(member_count(*parsed, "total")) +
       (member_count(*parsed, "total") == 1 ? " matches" : " match"));
  const std::string facets = facet_lines(*parsed);
  return table.rows.empty() ? print(facets) : print(render_table(table, 40) + facets);
}

}  // namespace vitrine::cli
