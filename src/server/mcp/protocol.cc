#include "server/mcp/protocol.h"

#include <algorithm>
#include <array>

#include "base/json_parse.h"
#include "base/json_writer.h"
#include "server/mcp/prompts.h"
#include "server/mcp/resources.h"
#include "server/mcp/tools.h"

namespace vitrine::mcp {

namespace json = boost::json;

namespace {

// JSON-RPC 2.0, section 5.1.
constexpr int kParseError = -32700;
constexpr int kInvalidRequest = -32600;
constexpr int kMethodNotFound = -32601;
constexpr int kInvalidParams = -32602;
constexpr int kResourceNotFound = -32002;  // of MCP

constexpr std::array<std::string_view, 3> kVersions = {"2025-06-18", "2025-03-26", "2024-11-05"};

std::string error_message(std::string_view id, int code, std::string_view text) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().member("jsonrpc", "2.0").key("id").raw(id).key("error").begin_object();
  writer.member("code", code).member("message", text).end_object().end_object();
  return out;
}

std::string result_message(std::string_view id, std::string_view result) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object()
      .member("jsonrpc", "2.0")
      .key("id")
      .raw(id)
      .key("result")
      .raw(result)
      .end_object();
  return out;
}

std::string initialize_result(const json::value& params) {
  const std::string_view wanted = string_member(params, "protocolVersion").value_or("");
  const bool known = std::ranges::find(kVersions, wanted) != kVersions.end();
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().member("protocolVersion", known ? wanted : kVersions.front());
  writer.key("capabilities")
      .raw(R"({"tools":{},"resources":{},"prompts":{}})")
      .key("serverInfo")
      .begin_object();
  writer.member("name", "vitrine").member("version", version()).end_object();
  writer.member("instructions",
                "Local datasets: list_datasets first, then describe_dataset for columns, then "
                "search. Cite rows by "
                "their link.");
  writer.end_object();
  return out;
}

std::string tools_result() {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("tools").begin_array();
  for (const Tool& tool : tools()) {
    writer.begin_object().member("name", tool.name).member("description", tool.description);
    writer.key("inputSchema").raw(tool.input_schema);
    writer.key("annotations").raw(R"({"readOnlyHint":true,"openWorldHint":false})").end_object();
  }
  writer.end_array().end_object();
  return out;
}

std::string arguments_of(const json::value& params) {
  const json::value* arguments = find_member(params, "arguments");
  return arguments == nullptr ? "{}" : json::serialize(*arguments);
}

/// A tool's failure is an answer that the model reads, not an error of the protocol.
std::string call_result(const Inquiry& inquiry, const Tool& tool, const json::value& params) {
  const Result<std::string> text = tool.run(inquiry, arguments_of(params));
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("content").begin_array().begin_object().member("type", "text");
  writer.member("text", text ? *text : text.error().message()).end_object().end_array();
  writer.member("isError", !text.has_value()).end_object();
  return out;
}

std::string answer_call(const Inquiry& inquiry, std::string_view id, const json::value& params) {
  const std::string_view name = string_member(params, "name").value_or("");
  const auto tool = std::ranges::find(tools(), name, &Tool::name);
  if (tool == tools().end()) {
    return error_message(
        id, kInvalidParams,
        "no tool \"" + std::string(name.substr(0, 100)) + "\"; tools/list names them");
  }
  return result_message(id, call_result(inquiry, *tool, params));
}

std::string answer_with(std::string_view id, const Result<std::string>& result) {
  if (result) return result_message(id, *result);
  const bool missing = result.error().code() == ErrorCode::kNotFound;
  return error_message(id, missing ? kResourceNotFound : kInvalidParams, result.error().message());
}

std::string answer_request(const Inquiry& inquiry, std::string_view id, std::string_view method,
                           const json::value& params) {
  if (method == "initialize") return result_message(id, initialize_result(params));
  if (method == "ping") return result_message(id, "{}");
  if (method == "tools/list") return result_message(id, tools_result());
  if (method == "tools/call") return answer_call(inquiry, id, params);
  if (method == "resources/list") return answer_with(id, list_resources(inquiry));
  if (method == "resources/templates/list") return result_message(id, resource_templates());
  if (method == "resources/read")
    return answer_with(id, read_resource(inquiry, string_member(params, "uri").value_or("")));
  if (method == "prompts/list") return result_message(id, list_prompts());
  if (method == "prompts/get") {
    return answer_with(
        id, get_prompt(string_member(params, "name").value_or(""), arguments_of(params)));
  }
  return error_message(id, kMethodNotFound, "no method " + std::string(method.substr(0, 100)));
}

}  // namespace

std::optional<std::string> answer_message(const Service& service, std::string_view message,
                                          std::stop_token stop) {
  if (message.size() > kMaxMessageBytes)
    return error_message("null", kInvalidRequest, "a message may have at most 1 MiB");
  const Result<json::value> parsed = parse_json(message);
  if (!parsed) return error_message("null", kParseError, parsed.error().message());
  const json::value* id = find_member(*parsed, "id");
  const std::optional<std::string_view> method = string_member(*parsed, "method");
  const bool usable_id = id != nullptr && (id->is_string() || id->is_number());
  if (!method) {
    const bool response =
        find_member(*parsed, "result") != nullptr || find_member(*parsed, "error") != nullptr;
    if (response) return std::nullopt;
    return error_message(usable_id ? json::serialize(*id) : "null", kInvalidRequest,
                         "a request needs a method");
  }
  if (id == nullptr) return std::nullopt;
  if (!usable_id)
    return error_message("null", kInvalidRequest, "an id must be a string or a number");
  const json::value* params = find_member(*parsed, "params");
  const json::value none;
  return answer_request(Inquiry(service, std::move(stop)), json::serialize(*id), *method,
                        params == nullptr ? none : *params);
}

}  // namespace vitrine::mcp
