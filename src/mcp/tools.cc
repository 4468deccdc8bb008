#include "mcp/tools.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "store/dataset_name.h"

namespace vitrine::mcp {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxCellBytes = 600;  // about 150 tokens
constexpr std::size_t kMaxAnswerBytes = 60'000;

std::string text_of(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  return json_text(value);
}

/// The arguments as an object. Errors: invalid_argument.
Result<json::value> parse_arguments(std::string_view arguments) {
  Result<json::value> value = parse_json(arguments);
  if (value && !value->is_object()) return invalid_argument("arguments must be an object");
  return value;
}

/// ["api", "v1", "datasets", owner, name], of the argument `dataset`.
Result<std::vector<std::string>> dataset_path(const json::value& arguments) {
  const std::string name(string_member(arguments, "dataset").value_or(""));
  const Result<DatasetName> dataset = DatasetName::parse_short(name);
  if (!dataset)
    return invalid_argument(
        "argument dataset must be \"owner/name\"; list_datasets shows what there is");
  return std::vector<std::string>{"api", "v1", "datasets", dataset->owner, dataset->name};
}

/// The dataset's path with "rows" and the argument `row_idx` behind it.
Result<std::vector<std::string>> row_path(const json::value& arguments) {
  Result<std::vector<std::string>> path = dataset_path(arguments);
  if (!path) return path;
  const std::optional<std::int64_t> row = int_member(arguments, "row_idx");
  if (!row) return invalid_argument("argument row_idx must be a number");
  path->insert(path->end(), {"rows", std::to_string(*row)});
  return path;
}

/// The arguments that are parameters of a route under the same name.
Parameters parameters_of(const json::value& arguments,
                         std::initializer_list<std::string_view> names) {
  Parameters out;
  for (const std::string_view name : names) {
    const json::value* value = find_member(arguments, name);
    if (value == nullptr || value->is_null()) continue;
    std::string text = text_of(*value);
    if (const json::array* list = value->if_array(); list != nullptr) {
      text.clear();
      for (const json::value& item : *list) {
        if (!text.empty()) text += ',';
        text += item.is_string() ? "\"" + text_of(item) + "\"" : text_of(item);
      }
    }
    out.emplace_back(name, std::move(text));
  }
  return out;
}

/// Cuts long texts in a row; says how much is missing.
json::value shortened(const json::value& value) {
  if (const json::string* text = value.if_string();
      text != nullptr && text->size() > kMaxCellBytes) {
    const std::string_view kept = utf8_prefix(std::string_view(*text), kMaxCellBytes);
    return json::value(std::string(kept) + "... [" + std::to_string(text->size() - kept.size()) +
                       " more bytes]");
  }
  if (const json::array* list = value.if_array();
      list != nullptr && json_text(*list).size() > kMaxCellBytes) {
    json::array kept;
    for (const json::value& item : *list) {
      if (json_text(kept).size() > kMaxCellBytes) break;
      kept.push_back(shortened(item));
    }
    const std::size_t missing = list->size() - kept.size();
    if (missing > 0) kept.emplace_back("[" + std::to_string(missing) + " more]");
    return kept;
  }
  return value;
}

bool is_empty(const json::value& value) {
  return (value.is_object() && value.get_object().empty()) ||
         (value.is_array() && value.get_array().empty());
}

/// Hits as {"total", "rows": [{"row_idx", "link", "score", ...}], "left_out"}.
std::string hits_text(const json::value& answer, const std::string& dataset) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object()
      .key("total")
      .raw(text_of(*find_member(answer, "total")))
      .key("rows")
      .begin_array();
  std::size_t left_out = 0;
  for (const json::value& hit : find_member(answer, "hits")->get_array()) {
    if (out.size() > kMaxAnswerBytes) {
      ++left_out;
      continue;
    }
    const std::string row_idx = text_of(*find_member(hit, "row_idx"));
    writer.begin_object().key("row_idx").raw(row_idx);
    writer.member("link", "/datasets/" + dataset + "?row=" + row_idx);
    if (const json::value* score = find_member(hit, "score");
        score != nullptr && !score->is_null()) {
      writer.key("score").raw(text_of(*score));
    }
    for (const auto& [name, value] : find_member(hit, "row")->get_object()) {
      writer.key(name).raw(json_text(shortened(value)));
    }
    writer.end_object();
  }
  writer.end_array();
  for (const std::string_view part : {"mode", "facets", "corrections"}) {
    if (const json::value* value = find_member(answer, part); value != nullptr && !is_empty(*value))
      writer.key(part).raw(json_text(*value));
  }
  if (left_out > 0)
    writer.member("left_out",
                  std::to_string(left_out) + " rows did not fit; ask for fewer columns or rows");
  writer.end_object();
  return out;
}

/// Asks a route that answers with hits.
Result<std::string> ask_for_hits(const Inquiry& inquiry, std::vector<std::string> path,
                                 const Parameters& parameters) {
  const std::string dataset = path[3] + "/" + path[4];
  const Result<std::string> body = inquiry.get(std::move(path), parameters);
  if (!body) return body;
  const Result<json::value> answer = parse_json(*body);
  if (!answer) return answer.error();
  return hits_text(*answer, dataset);
}

Result<std::string> list_datasets(const Inquiry& inquiry, std::string_view) {
  return inquiry.get({"api", "v1", "datasets"}, {});
}

/// One line per column: name, type, role and the figures that say most.
Result<std::string> describe(const Inquiry& inquiry, std::string_view text) {
  const Result<json::value> arguments = parse_arguments(text);
  if (!arguments) return arguments.error();
  Result<std::vector<std::string>> path = dataset_path(*arguments);
  if (!path) return std::move(path).error();
  const Result<std::string> info = inquiry.get(*path, {});
  if (!info) return info;
  path->emplace_back("columns");
  const Result<std::string> columns =
      inquiry.get(*path, parameters_of(*arguments, {"config", "split"}));
  if (!columns) return columns;
  const Result<json::value> parsed = parse_json(*columns);
  if (!parsed) return parsed.error();
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("num_rows").raw(text_of(*find_member(*parsed, "num_rows")));
  const Result<json::value> dataset = parse_json(*info);
  if (!dataset) return dataset.error();
  writer.key("configs")
      .raw(json_text(*find_member(*dataset, "configs")))
      .key("columns")
      .begin_array();
  for (const json::value& column : find_member(*parsed, "columns")->get_array()) {
    writer.begin_object();
    for (const std::string_view key : {"name", "type", "role"})
      writer.member(key, string_member(column, key).value_or(""));
    const json::value* statistics = find_member(column, "statistics");
    if (statistics != nullptr && statistics->is_object()) {
      for (const auto& [name, value] : statistics->get_object()) {
        const std::string figure = json_text(value);
        if (std::string_view(name) != "histogram" && figure.size() <= kMaxCellBytes)
          writer.key(name).raw(figure);
      }
    }
    writer.end_object();
  }
  writer.end_array().end_object();
  return out;
}

Result<std::string> search(const Inquiry& inquiry, std::string_view text) {
  const Result<json::value> arguments = parse_arguments(text);
  if (!arguments) return arguments.error();
  Result<std::vector<std::string>> path = dataset_path(*arguments);
  if (!path) return std::move(path).error();
  path->emplace_back("search");
  Parameters parameters =
      parameters_of(*arguments, {"mode", "where", "sort", "like", "dislike", "facets",
                                 "facet_limit", "columns", "limit", "offset", "config", "split"});
  parameters.emplace_back("highlights", "0");
  if (const auto query = string_member(*arguments, "query")) parameters.emplace_back("q", *query);
  if (find_member(*arguments, "limit") == nullptr) parameters.emplace_back("limit", "10");
  return ask_for_hits(inquiry, *std::move(path), parameters);
}

Result<std::string> recommend(const Inquiry& inquiry, std::string_view text) {
  const Result<json::value> arguments = parse_arguments(text);
  if (!arguments) return arguments.error();
  Result<std::vector<std::string>> path = dataset_path(*arguments);
  if (!path) return std::move(path).error();
  path->emplace_back("recommend");
  return ask_for_hits(inquiry, *std::move(path),
                      parameters_of(*arguments, {"like", "dislike", "where", "column", "columns",
                                                 "limit", "offset", "config", "split"}));
}

/// What rows hold, counted: /facets without the rows.
Result<std::string> count_values(const Inquiry& inquiry, std::string_view text) {
  const Result<json::value> arguments = parse_arguments(text);
  if (!arguments) return arguments.error();
  Result<std::vector<std::string>> path = dataset_path(*arguments);
  if (!path) return std::move(path).error();
  path->emplace_back("facets");
  Parameters parameters =
      parameters_of(*arguments, {"mode", "where", "facet_limit", "config", "split"});
  if (const json::value* columns = find_member(*arguments, "columns"); columns != nullptr) {
    for (const auto& [name, value] : parameters_of(*arguments, {"columns"}))
      parameters.emplace_back("facets", value);
  }
  if (const auto query = string_member(*arguments, "query")) parameters.emplace_back("q", *query);
  const Result<std::string> body = inquiry.get(*std::move(path), parameters);
  if (!body) return body;
  const Result<json::value> answer = parse_json(*body);
  if (!answer) return answer.error();
  std::string out;
  JsonWriter(out)
      .begin_object()
      .key("total")
      .raw(text_of(*find_member(*answer, "total")))
      .key("facets")
      .raw(json_text(*find_member(*answer, "facets")))
      .end_object();
  return out;
}

Result<std::string> get_row(const Inquiry& inquiry, std::string_view text) {
  const Result<json::value> arguments = parse_arguments(text);
  if (!arguments) return arguments.error();
  Result<std::vector<std::string>> path = row_path(*arguments);
  if (!path) return std::move(path).error();
  Parameters parameters = parameters_of(*arguments, {"config", "split"});
  parameters.emplace_back("vectors", "0");
  return inquiry.get(*std::move(path), parameters);
}

/// The rows that a reader keeps, each with the link to cite.
Result<std::string> reading_list(const Inquiry& inquiry, std::string_view text) {
  const Result<json::value> arguments = parse_arguments(text);
  if (!arguments) return arguments.error();
  Result<std::vector<std::string>> path = dataset_path(*arguments);
  if (!path) return std::move(path).error();
  const std::string dataset = (*path)[3] + "/" + (*path)[4];
  path->emplace_back("reading-list");
  const Result<std::string> body = inquiry.get(*std::move(path), {});
  if (!body) return body;
  const Result<json::value> answer = parse_json(*body);
  if (!answer) return answer.error();
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("entries").begin_array();
  std::size_t left_out = 0;
  for (const json::value& entry : find_member(*answer, "entries")->get_array()) {
    if (out.size() > kMaxAnswerBytes) {
      ++left_out;
      continue;
    }
    const std::string row_idx = text_of(*find_member(entry, "row_idx"));
    writer.begin_object().key("row_idx").raw(row_idx);
    writer.member("link", "/datasets/" + dataset + "?row=" + row_idx);
    for (const std::string_view key : {"title", "note", "status", "rating"})
      writer.key(key).raw(json_text(shortened(*find_member(entry, key))));
    writer.end_object();
  }
  writer.end_array();
  if (left_out > 0) writer.member("left_out", std::to_string(left_out) + " entries did not fit");
  writer.end_object();
  return out;
}

Result<std::string> similar(const Inquiry& inquiry, std::string_view text) {
  const Result<json::value> arguments = parse_arguments(text);
  if (!arguments) return arguments.error();
  Result<std::vector<std::string>> path = row_path(*arguments);
  if (!path) return std::move(path).error();
  path->emplace_back("similar");
  return ask_for_hits(inquiry, *std::move(path),
                      parameters_of(*arguments, {"column", "limit", "where", "config", "split"}));
}

/// {"columns": ["venue", "n"], "rows": [["IROS", 18237]], "truncated": true, "left_out"}
std::string table_text(const json::value& answer) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("columns").begin_array();
  for (const json::value& column : find_member(answer, "columns")->get_array())
    writer.value(string_member(column, "name").value_or(""));
  writer.end_array().key("rows").begin_array();
  std::size_t left_out = 0;
  for (const json::value& row : find_member(answer, "rows")->get_array()) {
    if (out.size() > kMaxAnswerBytes) {
      ++left_out;
      continue;
    }
    writer.begin_array();
    for (const json::value& cell : row.get_array()) writer.raw(json_text(shortened(cell)));
    writer.end_array();
  }
  writer.end_array();
  if (bool_member(answer, "truncated").value_or(false))
    writer.member("truncated", "there are more rows; ask for fewer with LIMIT, or aggregate");
  if (left_out > 0)
    writer.member("left_out",
                  std::to_string(left_out) + " rows did not fit; select fewer columns or rows");
  writer.end_object();
  return out;
}

Result<std::string> run_sql(const Inquiry& inquiry, std::string_view text) {
  const Result<json::value> arguments = parse_arguments(text);
  if (!arguments) return arguments.error();
  Result<std::vector<std::string>> path = dataset_path(*arguments);
  if (!path) return std::move(path).error();
  path->emplace_back("sql");
  Parameters parameters = parameters_of(*arguments, {"config", "limit"});
  if (find_member(*arguments, "limit") == nullptr) parameters.emplace_back("limit", "100");
  if (const auto query = string_member(*arguments, "query")) parameters.emplace_back("sql", *query);
  const Result<std::string> body = inquiry.get(*std::move(path), parameters);
  if (!body) return body;
  const Result<json::value> answer = parse_json(*body);
  if (!answer) return answer.error();
  return table_text(*answer);
}

constexpr std::array<Tool, 9> kTools = {{
    {"list_datasets", "The datasets of this library with their sizes and columns.",
     R"({"type":"object","properties":{}})", list_datasets},
    {"describe_dataset",
     "Configs, splits and columns of a dataset: type, role and statistics of each column.",
     R"({"type":"object","properties":{"dataset":{"type":"string","description":"owner/name"},)"
     R"("config":{"type":"string"},"split":{"type":"string"}},"required":["dataset"]})",
     describe},
    {"search",
     "Rows by words and meaning (\"exact phrase\", -not, column:word and year:2020..2024 work), by "
     "examples, by a condition such as year >= 2023 AND 'Name' IN authors, and in any order; with "
     "facets, how many of all matching rows have each value. Everything is optional. Cite rows by "
     "their link.",
     R"({"type":"object","properties":{"dataset":{"type":"string","description":"owner/name"},)"
     R"("query":{"type":"string","description":"words to look for"},)"
     R"("mode":{"type":"string","enum":["hybrid","keyword","semantic"],"default":"hybrid"},)"
     R"("like":{"type":"array","items":{"type":"integer"},"description":"rows to find more of"},)"
     R"("dislike":{"type":"array","items":{"type":"integer"}},)"
     R"("facets":{"type":"array","items":{"type":"string"},"description":"columns to count values of"},)"
     R"("facet_limit":{"type":"integer","default":10},"where":{"type":"string","description":"condition on columns"},)"
     R"("sort":{"type":"string","description":"such as: year desc, title"},)"
     R"("columns":{"type":"array","items":{"type":"string"},"description":"columns to return; fewer cost fewer tokens"},)"
     R"("limit":{"type":"integer","default":10},"offset":{"type":"integer","default":0},)"
     R"("config":{"type":"string"},"split":{"type":"string"}},"required":["dataset"]})",
     search},
    {"recommend", "Rows like the ones liked and unlike the ones disliked.",
     R"({"type":"object","properties":{"dataset":{"type":"string","description":"owner/name"},)"
     R"("like":{"type":"array","items":{"type":"integer"}},"dislike":{"type":"array","items":{"type":"integer"}},)"
     R"("where":{"type":"string"},"columns":{"type":"array","items":{"type":"string"}},)"
     R"("limit":{"type":"integer","default":10},"offset":{"type":"integer","default":0},)"
     R"("config":{"type":"string"},"split":{"type":"string"}},"required":["dataset","like"]})",
     recommend},
    {"count_values",
     "How often each value of some columns occurs among the rows of a search, exactly, list "
     "members "
     "too, with histograms of numbers. Without query and where: of all rows.",
     R"({"type":"object","properties":{"dataset":{"type":"string","description":"owner/name"},)"
     R"("columns":{"type":"array","items":{"type":"string"}},"query":{"type":"string"},)"
     R"("where":{"type":"string"},"mode":{"type":"string","enum":["hybrid","keyword","semantic"]},)"
     R"("facet_limit":{"type":"integer","default":10},)"
     R"("config":{"type":"string"},"split":{"type":"string"}},"required":["dataset","columns"]})",
     count_values},
    {"sql",
     "One SELECT in DuckDB's SQL over a dataset; each split of the config is a table of its name "
     "(train, test). Read only; at most 30 seconds. For counts, groups and joins of columns.",
     R"({"type":"object","properties":{"dataset":{"type":"string","description":"owner/name"},)"
     R"("query":{"type":"string","description":"such as: SELECT venue, count(*) AS n FROM train GROUP BY 1 ORDER BY 2 DESC"},)"
     R"("limit":{"type":"integer","default":100},"config":{"type":"string"}},"required":["dataset","query"]})",
     run_sql},
    {"get_row", "One row, whole: every column but the vectors.",
     R"({"type":"object","properties":{"dataset":{"type":"string"},"row_idx":{"type":"integer"},)"
     R"("config":{"type":"string"},"split":{"type":"string"}},"required":["dataset","row_idx"]})",
     get_row},
    {"similar_rows", "The rows nearest to one by cosine similarity of a vector column.",
     R"({"type":"object","properties":{"dataset":{"type":"string"},"row_idx":{"type":"integer"},)"
     R"("column":{"type":"string","description":"vector column; default: the first"},"limit":{"type":"integer","default":10},)"
     R"("config":{"type":"string"},"split":{"type":"string"}},"required":["dataset","row_idx"]})",
     similar},
    {"reading_list",
     "The rows that the reader of this library keeps of a dataset: note, rating from 1 to 5 (0: "
     "none), "
     "status (to read, reading, read).",
     R"({"type":"object","properties":{"dataset":{"type":"string","description":"owner/name"}},"required":["dataset"]})",
     reading_list},
}};

}  // namespace

std::span<const Tool> tools() {
  return kTools;
}

Result<std::string> run_tool(std::string_view name, const Inquiry& inquiry,
                             std::string_view arguments) {
  const auto tool = std::ranges::find(kTools, name, &Tool::name);
  if (tool == kTools.end()) {
    return invalid_argument("no tool \"" + std::string(name.substr(0, 100)) +
                            "\"; tools/list names them");
  }
  return tool->run(inquiry, arguments);
}

}  // namespace vitrine::mcp
