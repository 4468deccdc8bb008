#include "server/openapi.h"

#include <algorithm>
#include <map>
#include <vector>

#include "base/ascii.h"
#include "base/json_writer.h"
#include "server/openapi_schemas.h"

namespace vitrine {
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

std::string_view type_schema(QueryParameter::Type type) {
  switch (type) {
    case QueryParameter::Type::kNumber:
      return R"({"type":"integer","minimum":0})";
    case QueryParameter::Type::kFlag:
      return R"({"enum":["0","1","true","false"]})";
    case QueryParameter::Type::kText:
      break;
  }
  return R"({"type":"string"})";
}

void write_parameters(JsonWriter& json, const Path& path, const Route& route) {
  json.key("parameters").begin_array();
  for (const std::string_view capture : path.captures) {
    json.begin_object().member("name", capture).member("in", "path").member("required", true);
    json.key("schema").raw(R"({"type":"string"})").end_object();
  }
  for (const QueryParameter& parameter : route.parameters) {
    json.begin_object().member("name", parameter.name).member("in", "query");
    json.member("required", parameter.required).member("description", parameter.meaning);
    json.key("schema").raw(type_schema(parameter.type)).end_object();
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
  json.key("default").raw(R"({"$ref":"#/components/responses/Error"})").end_object();
}

void write_request(JsonWriter& json, const Route& route) {
  json.key("requestBody").begin_object().key("content").begin_object();
  if (route.takes_json_parameters) {
    json.key("application/json").begin_object().key("schema").begin_object();
    json.member("type", "object").key("properties").begin_object();
    for (const QueryParameter& parameter : route.parameters)
      json.key(parameter.name).begin_object().member("description", parameter.meaning).end_object();
    json.end_object().end_object().end_object();
  } else {
    json.key("*/*").raw("{}");
  }
  json.end_object().end_object();
}

void write_operation(JsonWriter& json, const Path& path, const Route& route) {
  json.key(ascii_lower(http::method_name(route.method))).begin_object();
  json.member("operationId", route.name).member("summary", route.summary);
  write_parameters(json, path, route);
  if (route.method == Method::kPost || route.method == Method::kPut) write_request(json, route);
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
  json.member("title", "Vitrine").member("version", version).end_object();
  json.key("paths").begin_object();
  for (const auto& [pattern, methods] : by_path) {
    json.key(pattern).begin_object();
    for (const Route* route : methods) write_operation(json, path_of(route->pattern), *route);
    json.end_object();
  }
  json.end_object().key("components").begin_object().key("schemas").raw(answer_schemas());
  json.key("responses").raw(kErrorAnswer).end_object().end_object();
  return out;
}

}  // namespace vitrine
