#include "mcp/resources.h"

#include <array>

#include "base/json_parse.h"
#include "base/json_writer.h"
#include "mcp/tools.h"

namespace vitrine::mcp {

namespace json = boost::json;

namespace {

constexpr std::string_view kScheme = "vitrine://datasets/";
constexpr std::size_t kMostDatasets = 1000;
constexpr std::string_view kMarkdown = "text/markdown";
constexpr std::string_view kJson = "application/json";

struct Kind {
  std::string_view path;
  std::string_view what;
  std::string_view mime_type;
};

constexpr std::array<Kind, 3> kKinds = {{
    {"card", "card", kMarkdown},
    {"schema", "columns and statistics", kJson},
    {"rows/{row_idx}", "one row", kJson},
}};

std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t slash = path.find('/');
    parts.emplace_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    path.remove_prefix(slash + 1);
  }
}

Result<std::string> card_text(const Agent& agent, const std::string& owner,
                              const std::string& name) {
  const Result<store::DatasetName> dataset = store::DatasetName::parse(owner + "/" + name);
  if (!dataset) return not_found(dataset.error().message());
  const Result<engine::DatasetReport> report = agent.engine.dataset(agent.caller, *dataset);
  if (!report) return report.error();
  return report->card ? report->card->markdown : "This dataset has no card.\n";
}

std::string contents(std::string_view uri, std::string_view mime_type, std::string_view text) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("contents").begin_array().begin_object().member("uri", uri);
  writer.member("mimeType", mime_type).member("text", text);
  writer.end_object().end_array().end_object();
  return out;
}

}  // namespace

Result<std::string> list_resources(const Agent& agent) {
  const Result<std::vector<engine::DatasetEntry>> entries = agent.engine.datasets(agent.caller);
  if (!entries) return entries.error();
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("resources").begin_array();
  std::size_t listed = 0;
  for (const engine::DatasetEntry& dataset : *entries) {
    if (!dataset.opened || ++listed > kMostDatasets) continue;
    const std::string id = dataset.name.id();
    for (const Kind& kind : {kKinds[0], kKinds[1]}) {
      writer.begin_object().member("uri", std::string(kScheme) + id + "/" + std::string(kind.path));
      writer.member("name", id + ": " + std::string(kind.what));
      writer.member("mimeType", kind.mime_type).end_object();
    }
  }
  writer.end_array().end_object();
  return out;
}

std::string resource_templates() {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("resourceTemplates").begin_array();
  for (const Kind& kind : kKinds) {
    writer.begin_object().member("uriTemplate",
                                 std::string(kScheme) + "{owner}/{name}/" + std::string(kind.path));
    writer.member("name", kind.what).member("mimeType", kind.mime_type).end_object();
  }
  writer.end_array().end_object();
  return out;
}

std::optional<store::DatasetName> dataset_of_resource(std::string_view uri) {
  if (!uri.starts_with(kScheme)) return std::nullopt;
  const std::vector<std::string> parts = parts_of(uri.substr(kScheme.size()));
  const bool is_whole = parts.size() == 3 && (parts[2] == "card" || parts[2] == "schema");
  const bool is_row = parts.size() == 4 && parts[2] == "rows";
  if (!is_whole && !is_row) return std::nullopt;
  const Result<store::DatasetName> dataset = store::DatasetName::parse(parts[0] + "/" + parts[1]);
  return dataset ? std::optional(*dataset) : std::nullopt;
}

Result<std::string> read_resource(const Agent& agent, std::string_view uri) {
  const Error nothing = not_found("there is no resource " + std::string(uri.substr(0, 200)) +
                                  "; resources/templates/list says what there is");
  if (!uri.starts_with(kScheme)) return nothing;
  const std::vector<std::string> parts = parts_of(uri.substr(kScheme.size()));
  if (parts.size() < 3) return nothing;
  std::string arguments;
  JsonWriter json(arguments);
  json.begin_object().member("dataset", parts[0] + "/" + parts[1]);
  if (parts.size() == 3 && parts[2] == "card") {
    const Result<std::string> text = card_text(agent, parts[0], parts[1]);
    return text ? Result<std::string>(contents(uri, kMarkdown, *text)) : text;
  }
  Result<std::string> text = nothing;
  if (parts.size() == 3 && parts[2] == "schema") {
    json.end_object();
    text = run_tool("describe_dataset", agent, arguments);
  } else if (parts.size() == 4 && parts[2] == "rows") {
    const Result<json::value> row = parse_json(parts[3]);
    if (!row || !row->is_int64()) return nothing;
    json.member("row_idx", row->get_int64()).end_object();
    text = run_tool("get_row", agent, arguments);
  }
  return text ? Result<std::string>(contents(uri, kJson, *text)) : text;
}

}  // namespace vitrine::mcp
