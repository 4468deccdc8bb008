#include "cli/hits.h"

#include <fmt/format.h>

#include "api/search_json.h"
#include "cli/cell.h"
#include "cli/progress_display.h"
#include "cli/table.h"
#include "engine/search_parameters.h"

namespace vitrine::cli {
namespace {

constexpr std::size_t kCellWidth = 40;

/// One line per column: its most frequent values.
std::string facet_lines(const SearchAnswer& answer) {
  std::string lines;
  for (const ColumnFacet& facet : answer.facets) {
    lines += lines.empty() ? "\n" : "";
    lines += answer.split().features()[facet.column].name + ":";
    const char* separator = " ";
    for (const FacetValue& value : facet.values) {
      lines += separator + cell_of_json(value.json) + " (" + std::to_string(value.count) + ")";
      separator = ", ";
    }
    lines += "\n";
  }
  return lines;
}

Result<Table> table_of(const SearchAnswer& answer) {
  const bool scored = !answer.hits.scores.empty();
  Table table{{"row"}, {}, {true, scored}};
  if (scored) table.header.emplace_back("score");
  for (const std::size_t column : answer.request.columns)
    table.header.push_back(answer.split().features()[column].name);
  const Status read = visit_hits(answer, [&](const HitView& hit) {
    std::vector<std::string>& cells = table.rows.emplace_back();
    cells.push_back(std::to_string(hit.row));
    if (hit.score) cells.push_back(fmt::format("{:.3f}", *hit.score));
    for (const std::string_view cell : hit.cells) cells.push_back(cell_of_json(cell));
    return true;
  });
  if (!read) return read.error();
  return table;
}

Result<SearchAnswer> ask_engine(Session& session, ask::Question question, ask::Pairs more,
                                std::optional<std::uint64_t> similar_to) {
  const Result<OpenSplit> place = session.open_split();
  if (!place) return place.error();
  ask::Pairs pairs = {{"limit", std::to_string(kRowsShown)}};
  const ask::Pairs& given = session.arguments().parameters;
  pairs.insert(pairs.end(), given.begin(), given.end());
  pairs.insert(pairs.end(), more.begin(), more.end());
  const Result<ask::Values> values = ask::Values::check(question, pairs);
  if (!values) return values.error();
  Result<SearchRequest> request = read_search(question, *values, *place->split);
  if (!request) return std::move(request).error();
  if (similar_to) {
    if (Status status = check_row(*place->split, *similar_to); !status) return status.error();
    request->query.like = {*similar_to};
  }
  request->explain = session.arguments().json;
  return session.engine().search(*place, *std::move(request), session.stop());
}

}  // namespace

Status show_hits(Session& session, ask::Question question, ask::Pairs more,
                 std::optional<std::uint64_t> similar_to) {
  SearchJsonOptions options;
  const Result<SearchAnswer> answer = ask_engine(session, question, std::move(more), similar_to);
  if (!answer) return answer.error();
  if (session.arguments().json) {
    const Result<std::string> json = search_json(*answer, options);
    return json ? print(*json + "\n") : Status(json.error());
  }
  const Result<Table> table = table_of(*answer);
  if (!table) return table.error();
  note(row_count(answer->hits.total) + (answer->hits.total == 1 ? " matches" : " match"));
  const std::string facets = facet_lines(*answer);
  return table->rows.empty() ? print(facets) : print(render_table(*table, kCellWidth) + facets);
}

}  // namespace vitrine::cli
