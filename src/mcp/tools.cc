#include "mcp/tools.h"

#include <algorithm>
#include <array>

#include "api/reports_json.h"
#include "base/json_writer.h"
#include "base/version.h"
#include "engine/search_parameters.h"
#include "mcp/answer_schemas.h"
#include "mcp/tool_arguments.h"
#include "mcp/tool_text.h"

namespace vitrine::mcp {
namespace {

using ask::Question;

constexpr Argument kDataset = {"dataset", "", true};
constexpr Argument kRow = {"row_idx", "", true};
constexpr Argument kConfig = {"config", "config"};
constexpr Argument kSplit = {"split", "split"};
constexpr Argument kWhere = {"where", "where"};
constexpr Argument kColumn = {"column", "column"};
constexpr Argument kColumns = {"columns", "columns"};
constexpr Argument kFacetLimit = {"facet_limit", "facet_limit"};
constexpr Argument kLimit = {"limit", "limit", false, 10};
constexpr Argument kOffset = {"offset", "offset"};

constexpr Argument kOfDataset[] = {kDataset};
constexpr Argument kOfSplit[] = {kDataset, kConfig, kSplit};
constexpr Argument kOfRow[] = {kDataset, kRow, kConfig, kSplit};
constexpr Argument kOfSearch[] = {kDataset,
                                  {"query", "q"},
                                  {"mode", "mode"},
                                  {"like", "like"},
                                  {"dislike", "dislike"},
                                  kColumn,
                                  {"facets", "facets"},
                                  kFacetLimit,
                                  kWhere,
                                  {"sort", "sort"},
                                  kColumns,
                                  kLimit,
                                  kOffset,
                                  kConfig,
                                  kSplit};
constexpr Argument kOfRecommend[] = {kDataset,
                                     {"like", "like", true},
                                     {"dislike", "dislike"},
                                     kWhere,
                                     kColumn,
                                     kColumns,
                                     kLimit,
                                     kOffset,
                                     kConfig,
                                     kSplit};
constexpr Argument kOfSimilar[] = {kDataset, kRow,   kColumn, kWhere,
                                   kColumns, kLimit, kConfig, kSplit};
constexpr Argument kOfCounts[] = {kDataset,         {"columns", "facets", true},
                                  {"query", "q"},   kWhere,
                                  {"mode", "mode"}, kFacetLimit,
                                  kConfig,          kSplit};
constexpr Argument kOfSql[] = {
    kDataset, {"query", "sql", true}, {"limit", "limit", false, 100}, kConfig};

using Run = Result<std::string> (*)(const Agent& agent, const Call& call);

struct Tool {
  std::string_view name;
  std::string_view description;
  ToolArguments takes;
  std::string_view answers;  ///< JSON Schema of its answer.
  Run run;
};

/// The split that a call means.
Result<engine::OpenSplit> open_split(const Agent& agent, const Call& call) {
  return agent.engine.open(agent.caller, call.dataset, call.values.given("config").value_or(""),
                           call.values.given("split").value_or(""));
}

Result<engine::SearchAnswer> ask_search(const Agent& agent, const Call& call, Question question) {
  Result<engine::OpenSplit> place = open_split(agent, call);
  if (!place) return std::move(place).error();
  Result<engine::SearchRequest> request = engine::read_search(question, call.values, *place->split);
  if (!request) return std::move(request).error();
  if (question == Question::kSimilar) {
    if (Status status = engine::check_row(*place->split, call.row); !status) return status.error();
    request->query.like = {call.row};
  }
  return agent.engine.search(agent.caller, *place, *std::move(request));
}

template <Question question>
Result<std::string> rows_of(const Agent& agent, const Call& call) {
  const Result<engine::SearchAnswer> answer = ask_search(agent, call, question);
  return answer ? hits_text(*answer, agent.site) : Result<std::string>(answer.error());
}

Result<std::string> count_values(const Agent& agent, const Call& call) {
  const Result<engine::SearchAnswer> answer = ask_search(agent, call, Question::kFacets);
  return answer ? Result<std::string>(facets_text(*answer)) : answer.error();
}

Result<std::string> list_datasets(const Agent& agent, const Call&) {
  const Result<std::vector<engine::DatasetEntry>> entries = agent.engine.datasets(agent.caller);
  if (!entries) return entries.error();
  return api::datasets_json(*entries, version());
}

Result<std::string> describe(const Agent& agent, const Call& call) {
  const Result<engine::OpenSplit> place = open_split(agent, call);
  if (!place) return place.error();
  const Result<engine::ColumnReport> report = agent.engine.columns(agent.caller, *place);
  return report ? columns_text(*report) : Result<std::string>(report.error());
}

Result<std::string> get_row(const Agent& agent, const Call& call) {
  const Result<engine::OpenSplit> place = open_split(agent, call);
  if (!place) return place.error();
  if (Status status = engine::check_row(*place->split, call.row); !status) return status.error();
  return api::row_json(*place->split, call.row, {});
}

Result<std::string> run_sql(const Agent& agent, const Call& call) {
  const Result<std::shared_ptr<const engine::OpenDataset>> dataset =
      agent.engine.open(agent.caller, call.dataset);
  if (!dataset) return dataset.error();
  engine::SqlQuestion question;
  question.sql = *call.values.given("sql");
  question.config = call.values.given("config").value_or("");
  question.max_rows = call.values.number("limit");
  Result<sql::SqlRun> run = agent.engine.sql(agent.caller, **dataset, question);
  return run ? table_text(*std::move(run)) : Result<std::string>(run.error());
}

/// The rows that a reader keeps, each with the link to cite.
Result<std::string> reading_list(const Agent& agent, const Call& call) {
  if (!agent.caller.may_see_notes)
    return invalid_argument(
        "notes are shown to their reader alone: send \"Authorization: Bearer TOKEN\" with the "
        "token that `vitrine token owner` prints");
  const Result<std::shared_ptr<const engine::OpenDataset>> dataset =
      agent.engine.open(agent.caller, call.dataset);
  if (!dataset) return dataset.error();
  const Result<std::vector<engine::KeptRow>> rows = agent.engine.kept_rows(agent.caller, **dataset);
  if (!rows) return rows.error();
  return reading_list_text(call.dataset, *rows, agent.site);
}

constexpr std::array<Tool, 9> kTools = {{
    {"list_datasets",
     "The datasets of this library with their sizes and columns.",
     {Question::kColumns, {}},
     kDatasetsSchema,
     list_datasets},
    {"describe_dataset",
     "Configs, splits and columns of a dataset: type, role and statistics of each column.",
     {Question::kColumns, kOfSplit},
     kColumnsSchema,
     describe},
    {"search",
     "Rows by words and meaning (\"exact phrase\", -not, column:word and year:2020..2024 work), by "
     "examples, by a condition such as year >= 2023 AND 'Name' IN authors, and in any order; with "
     "facets, how many of all matching rows have each value. Everything is optional. Cite rows by "
     "their link.",
     {Question::kSearch, kOfSearch},
     kHitsSchema,
     rows_of<Question::kSearch>},
    {"recommend",
     "Rows like the ones liked and unlike the ones disliked.",
     {Question::kRecommend, kOfRecommend},
     kHitsSchema,
     rows_of<Question::kRecommend>},
    {"count_values",
     "How often each value of some columns occurs among the rows of a search, exactly, list "
     "members too, with histograms of numbers. Without query and where: of all rows.",
     {Question::kFacets, kOfCounts},
     kCountsSchema,
     count_values},
    {"sql",
     "One SELECT in DuckDB's SQL over a dataset; each split of the config is a table of its name "
     "(train, test). Read only; at most 30 seconds. For counts, groups and joins of columns.",
     {Question::kSql, kOfSql},
     kTableSchema,
     run_sql},
    {"get_row",
     "One row, whole: every column but the vectors.",
     {Question::kRow, kOfRow},
     kRowSchema,
     get_row},
    {"similar_rows",
     "The rows nearest to one by cosine similarity of a vector column.",
     {Question::kSimilar, kOfSimilar},
     kHitsSchema,
     rows_of<Question::kSimilar>},
    {"reading_list",
     "The rows that the reader of this library keeps of a dataset: note, rating from 1 to 5 (0: "
     "none), status (to read, reading, read).",
     {Question::kColumns, kOfDataset},
     kReadingListSchema,
     reading_list},
}};

}  // namespace

std::string list_tools() {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("tools").begin_array();
  for (const Tool& tool : kTools) {
    writer.begin_object().member("name", tool.name).member("description", tool.description);
    write_schema(writer.key("inputSchema"), tool.takes);
    writer.key("outputSchema").raw(tool.answers);
    writer.key("annotations").raw(R"({"readOnlyHint":true,"openWorldHint":false})").end_object();
  }
  writer.end_array().end_object();
  return out;
}

bool is_tool(std::string_view name) {
  return std::ranges::find(kTools, name, &Tool::name) != kTools.end();
}

Result<std::string> run_tool(std::string_view name, const Agent& agent,
                             std::string_view arguments) {
  const auto tool = std::ranges::find(kTools, name, &Tool::name);
  if (tool == kTools.end()) {
    return not_found("no tool \"" + std::string(name.substr(0, 100)) + "\"; tools/list names them");
  }
  const Result<Call> call = read_call(tool->takes, arguments);
  if (!call) return call.error();
  return tool->run(agent, *call);
}

}  // namespace vitrine::mcp
