#include "server/openapi.h"

#include <algorithm>
#include <map>
#include <vector>

#include "base/ascii.h"
#include "base/json_writer.h"
#include "server/openapi_schemas.h"

namespace vitrine::server {
namespace {

using http::Method;
using http::QueryParameter;
using http::Route;

struct Path {
  std::string pattern;                     // as OpenAPI writes it
  std::vector<std::string_view> captures;  // in their order
};

/// "/a/{rest...}" as "/a/{rest}".
Path path_of(std::string_view pattern) {
  Path path;
  std::size_t at = 0;
  while (at < pattern.size()) {
    const std::size_t open = std::min(pattern.find('{', at), pattern.size());
    path.pattern += pattern.substr(at, open - at);
    if (open == pattern.size()) break;
    const std::size_t close = pattern.find('}', open);
    std::string_view name = pattern.substr(open + 1, close - open - 1);
    if (name.ends_with("...")) name.remove_suffix(3);
    path.captures.push_back(name);
    path.pattern += "{" + std::string(name) + "}";
    at = close + 1;
  }
  return path;
}

void write_choices(JsonWriter& json, std::string_view choices) {
  json.begin_object().key("enum").begin_array();
  while (!choices.empty()) {
    const std::size_t end = std::min(choices.find(' '), choices.size());
    json.value(choices.substr(0, end));
    choices.remove_prefix(std::min(end + 1, choices.size()));
  }
  json.end_array().end_object();
}

void write_number(JsonWriter& json, const QueryParameter& parameter) {
  // JSON's numbers are exact up to 2^53.
  constexpr std::uint64_t kMostExact = std::uint64_t{1} << 53U;
  json.begin_object().member("type", "integer").member("minimum", 0);
  if (parameter.most && *parameter.most <= kMostExact) json.member("maximum", *parameter.most);
  if (parameter.fallback) json.member("default", *parameter.fallback);
  json.end_object();
}

constexpr std::string_view kText = R"({"type":"string","pattern":"^[^\\u0000]*$"})";

void write_type(JsonWriter& json, const QueryParameter& parameter) {
  switch (parameter.type) {
    case QueryParameter::Type::kNumber:
      write_number(json, parameter);
      return;
    case QueryParameter::Type::kFlag:
      json.raw(R"({"enum":["0","1","true","false"]})");
      return;
    case QueryParameter::Type::kChoice:
      write_choices(json, parameter.choices);
      return;
    case QueryParameter::Type::kText:
      break;
  }
  // What is blank counts as missing, and no text holds a NUL.
  json.raw(parameter.required
               ? R"({"type":"string","pattern":"^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$"})"
               : kText);
}

void write_parameters(JsonWriter& json, const Path& path, const Route& route) {
  json.key("parameters").begin_array();
  for (const std::string_view capture : path.captures) {
    json.begin_object().member("name", capture).member("in", "path").member("required", true);
    json.key("schema").raw(kText).end_object();
  }
  for (const QueryParameter& parameter : route.parameters) {
    json.begin_object().member("name", parameter.name).member("in", "query");
    // A body may hold it instead.
    json.member("required", parameter.required && !route.takes_json_parameters);
    json.member("description", parameter.meaning);
    write_type(json.key("schema"), parameter);
    json.end_object();
  }
  json.end_array();
}

/// Answers that are no JSON, or need not be, name their type in the answer.
void write_content(JsonWriter& json, const Route& route) {
  json.key("content");
  if (route.answer.empty()) {
    json.raw(R"({"*/*":{}})");
    return;
  }
  json.begin_object().key("application/json").begin_object().key("schema").begin_object();
  json.member("$ref", "#/components/schemas/" + std::string(route.answer));
  json.end_object().end_object();
  if (std::ranges::find(route.parameters, "format", &QueryParameter::name) !=
      route.parameters.end())
    json.key("*/*").raw("{}");
  json.end_object();
}

void write_answers(JsonWriter& json, const Route& route) {
  json.key("responses").begin_object();
  if (!route.only_refuses) {
    json.key("2XX").begin_object().member("description", "Done");
    write_content(json, route);
    json.end_object().key("3XX").raw(R"({"description":"It is elsewhere, or unchanged"})");
  }
  constexpr std::string_view kError = R"({"$ref":"#/components/responses/Error"})";
  json.key("4XX").raw(kError).key("default").raw(kError).end_object();
}

void write_request(JsonWriter& json, const Route& route) {
  json.key("requestBody").begin_object().key("content").begin_object();
  if (route.takes_json_parameters) {
    json.key("application/json").begin_object().key("schema").begin_object();
    json.member("type", "object").key("properties").begin_object();
    for (const QueryParameter& parameter : route.parameters)
      json.key(parameter.name).begin_object().member("description", parameter.meaning).end_object();
    json.end_object().end_object().end_object();
  } else if (const std::string_view schema = request_schema(route.name); !schema.empty()) {
    json.key("application/json").begin_object().key("schema").raw(schema).end_object();
  } else {
    json.key("*/*").raw("{}");
  }
  json.end_object();
  if (!request_schema(route.name).empty()) json.member("required", true);
  json.end_object();
}

constexpr std::string_view kTags =
    R"([{"name":"Vitrine","description":"Our own API"},)"
    R"({"name":"Repositories","description":"Datasets as repositories of the Hub"},)"
    R"({"name":"Dataset viewer","description":"The routes of the Hub's dataset viewer"}])";

/// Which of kTags: what generated clients and documentation sort routes by.
std::string_view tag_of(std::string_view pattern) {
  if (pattern.starts_with("/api/v1/")) return "Vitrine";
  if (pattern.starts_with("/api/") || pattern.starts_with("/datasets/")) return "Repositories";
  return "Dataset viewer";
}

void write_operation(JsonWriter& json, const Path& path, const Route& route) {
  json.key(ascii_lower(http::method_name(route.method))).begin_object();
  json.member("operationId", route.name).member("summary", route.summary);
  json.key("tags").begin_array().value(tag_of(route.pattern)).end_array();
  write_parameters(json, path, route);
  if (route.method == Method::kPost || route.method == Method::kPut ||
      !request_schema(route.name).empty())
    write_request(json, route);
  write_answers(json, route);
  json.end_object();
}

constexpr std::string_view kErrorAnswer =
    R"({"Error":{"description":"Why not, in one sentence",)"
    R"("headers":{"X-Error-Code":{"schema":{"type":"string"}}},)"
    R"("content":{"application/json":{"schema":{"$ref":"#/components/schemas/Error"}}}}})";

}  // namespace

std::string openapi_document(std::span<const Route> routes, std::string_view version) {
  std::map<std::string, std::vector<const Route*>> by_path;
  for (const Route& route : routes) by_path[path_of(route.pattern).pattern].push_back(&route);
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("openapi", "3.1.0").key("info").begin_object();
  json.member("title", "Vitrine").member("version", version);
  json.member("description", "Datasets of one library: read, searched, counted, pushed to.");
  json.key("license").raw(R"({"name":"Apache-2.0","identifier":"Apache-2.0"})").end_object();
  json.key("servers").raw(R"([{"url":"."}])");  // beside the description, wherever a proxy has it
  json.key("tags").raw(kTags).key("security").raw(R"([{},{"token":[]}])");
  json.key("paths").begin_object();
  for (const auto& [pattern, methods] : by_path) {
    json.key(pattern).begin_object();
    for (const Route* route : methods) write_operation(json, path_of(route->pattern), *route);
    json.end_object();
  }
  json.end_object().key("components").begin_object().key("schemas").raw(answer_schemas());
  json.key("securitySchemes").raw(R"({"token":{"type":"http","scheme":"bearer"}})");
  json.key("responses").raw(kErrorAnswer).end_object().end_object();
  return out;
}

}  // namespace vitrine::server
