#include "cli/hits.h"

#include <fmt/format.h>

#include "api/search_json.h"
#include "cli/cell.h"
#include "cli/progress_display.h"
#include "cli/row_output.h"
#include "cli/table.h"
#include "engine/search_parameters.h"

namespace vitrine::cli {
namespace {

constexpr std::size_t kCellWidth = 40;

/// One line per column: its most frequent values.
std::string facet_lines(const engine::SearchAnswer& answer) {
  std::string lines;
  for (const search::ColumnFacet& facet : answer.facets) {
    lines += lines.empty() ? "\n" : "";
    lines += answer.split().features()[facet.column].name + ":";
    const char* separator = " ";
    for (const search::FacetValue& value : facet.values) {
      lines += separator + cell_of_json(value.json) + " (" + std::to_string(value.count) + ")";
      separator = ", ";
    }
    lines += "\n";
  }
  return lines;
}

Result<Table> table_of(const engine::SearchAnswer& answer) {
  const bool scored = !answer.hits.scores.empty();
  Table table{{"row"}, {}, {true, scored}};
  if (scored) table.header.emplace_back("score");
  for (const std::size_t column : answer.request.columns)
    table.header.push_back(answer.split().features()[column].name);
  const Status read = engine::visit_hits(answer, [&](const engine::HitView& hit) {
    std::vector<std::string>& cells = table.rows.emplace_back();
    cells.push_back(std::to_string(hit.row));
    if (hit.score) cells.push_back(fmt::format("{:.3f}", *hit.score));
    for (const std::string_view cell : hit.cells) cells.push_back(cell_of_json(cell));
    return true;
  });
  if (!read) return read.error();
  return table;
}

Result<engine::SearchAnswer> ask_engine(Session& session, ask::Question question, ask::Pairs more,
                                        std::optional<std::uint64_t> similar_to) {
  const Result<engine::OpenSplit> place = session.open_split();
  if (!place) return place.error();
  ask::Pairs pairs = {{"limit", std::to_string(kRowsShown)}};
  const ask::Pairs& given = session.arguments().parameters;
  pairs.insert(pairs.end(), given.begin(), given.end());
  pairs.insert(pairs.end(), more.begin(), more.end());
  const Result<ask::Values> values = ask::Values::check(question, pairs);
  if (!values) return values.error();
  Result<engine::SearchRequest> request = engine::read_search(question, *values, *place->split);
  if (!request) return std::move(request).error();
  if (similar_to) {
    if (Status status = engine::check_row(*place->split, *similar_to); !status)
      return status.error();
    request->query.like = {*similar_to};
  }
  request->explain = output_format(session.arguments()) == OutputFormat::kJson;
  return session.engine().search(session.caller(), *place, *std::move(request));
}

Status print_json(const engine::SearchAnswer& answer) {
  const Result<std::string> json = api::search_json(answer, {});
  return json ? print(*json + "\n") : Status(json.error());
}

Status print_table(const engine::SearchAnswer& answer) {
  const Result<Table> table = table_of(answer);
  if (!table) return table.error();
  const std::string facets = facet_lines(answer);
  return table->rows.empty() ? print(facets) : print(table_for_stdout(*table, kCellWidth) + facets);
}

Status print_text(const engine::SearchAnswer& answer, OutputFormat format) {
  TextRows rows(format, answer.split().features(), answer.request.columns);
  Status printed;
  const Status read = engine::visit_hits(answer, [&](const engine::HitView& hit) {
    printed = rows.add(hit.cells);
    return static_cast<bool>(printed);
  });
  if (!read) return read;
  return printed ? rows.finish() : printed;
}

Status print_file(const engine::SearchAnswer& answer, search::RowFileFormat format,
                  const std::stop_token& stop) {
  constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30U;
  const Result<std::string> bytes =
      answer.split().write(format, answer.hits.rows, answer.request.columns, kMostBytes, stop);
  return bytes ? print(*bytes) : Status(bytes.error());
}

Status print_answer(const engine::SearchAnswer& answer, OutputFormat format,
                    const std::stop_token& stop) {
  switch (format) {
    case OutputFormat::kTable:
      return print_table(answer);
    case OutputFormat::kJson:
      return print_json(answer);
    case OutputFormat::kJsonLines:
    case OutputFormat::kCsv:
      return print_text(answer, format);
    case OutputFormat::kParquet:
      return print_file(answer, search::RowFileFormat::kParquet, stop);
    case OutputFormat::kArrow:
      return print_file(answer, search::RowFileFormat::kArrowStream, stop);
  }
  return internal_error("a format without an implementation");
}

}  // namespace

Status show_hits(Session& session, ask::Question question, ask::Pairs more,
                 std::optional<std::uint64_t> similar_to) {
  const OutputFormat format = output_format(session.arguments());
  if (Status status = check_output(format); !status) return status;
  const Result<engine::SearchAnswer> answer =
      ask_engine(session, question, std::move(more), similar_to);
  if (!answer) return answer.error();
  if (format != OutputFormat::kJson)
    note(row_count(answer->hits.total) + (answer->hits.total == 1 ? " matches" : " match"));
  return print_answer(*answer, format, session.stop());
}

}  // namespace vitrine::cli
