#include "mcp/protocol.h"

#include <algorithm>
#include <array>

#include "base/base64.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/version.h"
#include "mcp/prompts.h"
#include "mcp/resources.h"
#include "mcp/tools.h"
#include "store/dataset_name.h"

namespace vitrine::mcp {

namespace json = boost::json;

namespace {

// JSON-RPC 2.0, section 5.1.
constexpr int kParseError = -32700;
constexpr int kInvalidRequest = -32600;
constexpr int kMethodNotFound = -32601;
constexpr int kInvalidParams = -32602;
constexpr int kInternalError = -32603;
// Of MCP.
constexpr int kResourceNotFound = -32002;
constexpr int kHeaderMismatch = -32020;
constexpr int kUnsupportedVersion = -32022;

constexpr int kBadRequest = 400;
constexpr int kNotFound = 404;
constexpr int kUnavailable = 503;

/// The newest first. From 2026-07-28 on nothing is negotiated: each request names its version.
constexpr std::array<std::string_view, 5> kVersions = {"2026-07-28", "2025-11-25", "2025-06-18",
                                                       "2025-03-26", "2024-11-05"};
constexpr std::string_view kVersionKey = "io.modelcontextprotocol/protocolVersion";
constexpr std::string_view kCapabilitiesKey = "io.modelcontextprotocol/clientCapabilities";
constexpr std::string_view kServerKey = "io.modelcontextprotocol/serverInfo";
/// In _meta of a tool's failure: "not_found", "too_large", ... (base/error.h).
constexpr std::string_view kErrorCodeKey = "vitrine/error_code";
constexpr std::string_view kCapabilities =
    R"({"tools":{},"resources":{"subscribe":true,"listChanged":true},"prompts":{}})";
/// Of revisions in which other methods subscribe than the one that is spoken here.
constexpr std::string_view kOlderCapabilities = R"({"tools":{},"resources":{},"prompts":{}})";
constexpr std::string_view kInstructions =
    "Local datasets: list_datasets first, then describe_dataset for columns, then search. Cite "
    "rows "
    "by their link.";

std::string error_message(std::string_view id, int code, std::string_view text) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().member("jsonrpc", "2.0").key("id").raw(id).key("error").begin_object();
  writer.member("code", code).member("message", text).end_object().end_object();
  return out;
}

/// The answer to what is no request.
Answer refused(std::string_view id, int code, std::string_view text, int http_status = 200) {
  return {error_message(id, code, text), http_status, {}};
}

std::string result_message(std::string_view id, std::string_view result) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().member("jsonrpc", "2.0").key("id").raw(id).key("result").raw(result);
  writer.end_object();
  return out;
}

void write_server(JsonWriter& writer) {
  writer.begin_object().member("name", "vitrine").member("version", version()).end_object();
}

/// `result`, an object, with what every result of 2026-07-28 must have: that it is one, and for how
/// long what may be kept is good (not at all: the library changes when it likes); and who answers.
std::string modern(std::string_view method, std::string_view result) {
  std::string out = R"({"resultType":"complete")";
  if (method != "tools/call" && method != "prompts/get" && method != "ping")
    out += R"(,"ttlMs":0,"cacheScope":"private")";
  // Those that have some have it first: further behind, a column may be called so.
  if (!result.starts_with("{\"_meta\":")) {
    out += ",\"_meta\":{\"" + std::string(kServerKey) + "\":";
    JsonWriter writer(out);
    write_server(writer);
    out += '}';
  }
  if (result != "{}") out += ',';
  out += result.substr(1);
  return out;
}

/// Of a request that names a version which is not spoken here.
std::string version_error(std::string_view id, std::string_view wanted) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().member("jsonrpc", "2.0").key("id").raw(id).key("error").begin_object();
  writer.member("code", kUnsupportedVersion).member("message", "Unsupported protocol version");
  writer.key("data").begin_object().member("requested", wanted).key("supported").begin_array();
  for (const std::string_view version : kVersions) writer.value(version);
  writer.end_array().end_object().end_object().end_object();
  return out;
}

bool is_spoken(std::string_view wanted) {
  return std::ranges::find(kVersions, wanted) != kVersions.end();
}

std::string initialize_result(const json::value& params) {
  const std::string_view wanted = string_member(params, "protocolVersion").value_or("");
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().member("protocolVersion", is_spoken(wanted) ? wanted : kVersions.front());
  writer.key("capabilities").raw(kOlderCapabilities).key("serverInfo");
  write_server(writer);
  writer.member("instructions", kInstructions).end_object();
  return out;
}

std::string discover_result() {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("_meta").begin_object();
  write_server(writer.key(kServerKey));
  writer.end_object().key("supportedVersions").begin_array();
  for (const std::string_view version : kVersions) writer.value(version);
  writer.end_array().key("capabilities").raw(kCapabilities);
  writer.member("instructions", kInstructions).end_object();
  return out;
}

std::string arguments_of(const json::value& params) {
  const json::value* arguments = find_member(params, "arguments");
  return arguments == nullptr ? "{}" : json::serialize(*arguments);
}

std::string dataset_of(const json::value& params) {
  const json::value* arguments = find_member(params, "arguments");
  if (arguments == nullptr) return {};
  const auto dataset =
      store::DatasetName::parse_short(string_member(*arguments, "dataset").value_or(""));
  return dataset ? dataset->id() : std::string();
}

/// A tool's failure is an answer that the model reads, not an error of the protocol; programs find
/// its kind beside the sentence.
Result<std::string> call_result(const Agent& agent, const json::value& params,
                                std::optional<Failure>& failure) {
  const std::string_view name = string_member(params, "name").value_or("");
  const Result<std::string> text = run_tool(name, agent, arguments_of(params));
  if (!text && !is_tool(name)) return invalid_argument(text.error().message());
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  if (!text) {
    writer.key("_meta").begin_object();
    writer.member(kErrorCodeKey, error_code_name(text.error().code()));
    write_server(writer.key(kServerKey));
    writer.end_object();
    failure = Failure{dataset_of(params), text.error()};
  }
  writer.key("content").begin_array().begin_object().member("type", "text");
  writer.member("text", text ? *text : agent.told(text.error())).end_object().end_array();
  if (text) writer.key("structuredContent").raw(*text);
  writer.member("isError", !text.has_value()).end_object();
  return out;
}

/// Nothing for a method that is not spoken here.
std::optional<Result<std::string>> result_of(const Agent& agent, std::string_view method,
                                             const json::value& params,
                                             std::optional<Failure>& failure) {
  const auto text = [&](std::string_view key) { return string_member(params, key).value_or(""); };
  if (method == "initialize") return initialize_result(params);
  if (method == "server/discover") return discover_result();
  if (method == "ping") return std::string("{}");
  if (method == "tools/list") return list_tools();
  if (method == "tools/call") return call_result(agent, params, failure);
  if (method == "resources/list") return list_resources(agent);
  if (method == "resources/templates/list") return resource_templates();
  if (method == "resources/read") return read_resource(agent, text("uri"));
  if (method == "prompts/list") return list_prompts();
  if (method == "prompts/get") return get_prompt(text("name"), arguments_of(params));
  return std::nullopt;
}

/// A JSON-RPC request, taken apart.
struct Request {
  std::string id;  ///< JSON.
  std::string_view method;
  const json::value* params = nullptr;  ///< Never null.

  const json::value* meta() const { return find_member(*params, "_meta"); }
  std::optional<std::string_view> version() const {
    const json::value* found = meta();
    return found == nullptr ? std::nullopt : string_member(*found, kVersionKey);
  }
  /// What Mcp-Name repeats; nothing where there is no such thing.
  std::optional<std::string_view> name() const {
    if (method == "tools/call" || method == "prompts/get") return string_member(*params, "name");
    if (method == "resources/read") return string_member(*params, "uri");
    return std::nullopt;
  }
};

Answer begin(const Agent& agent, const Request& request) {
  Result<Subscription> read =
      Subscription::read(agent.engine, agent.caller, request.id, *request.params);
  if (!read) return refused(request.id, kInvalidParams, read.error().message());
  Answer answer;
  answer.listens = *std::move(read);
  return answer;
}

/// What a notification of the client asks for.
Answer heed(std::string_view method, const json::value* params) {
  Answer answer;
  const json::value* id = params == nullptr ? nullptr : find_member(*params, "requestId");
  if (method == "notifications/cancelled" && id != nullptr) answer.cancels = json::serialize(*id);
  return answer;
}

Answer answer_request(const Agent& agent, const Request& request) {
  const auto wanted = request.version();
  if (wanted && !is_spoken(*wanted)) return {version_error(request.id, *wanted), kBadRequest, {}};
  const bool is_modern = wanted == kVersions.front();
  if (is_modern && request.method == "subscriptions/listen") return begin(agent, request);
  Answer answer;
  const std::optional<Result<std::string>> result =
      result_of(agent, request.method, *request.params, answer.failure);
  if (!result)
    return refused(request.id, kMethodNotFound,
                   "no method " + std::string(request.method.substr(0, 100)),
                   is_modern ? kNotFound : 200);
  if (!*result) {
    const bool missing = !is_modern && result->error().code() == ErrorCode::kNotFound;
    return refused(request.id, missing ? kResourceNotFound : kInvalidParams,
                   agent.told(result->error()));
  }
  answer.message = result_message(request.id, wanted ? modern(request.method, **result) : **result);
  return answer;
}

/// A header's value, of which what is no plain text is sent as "=?base64?...?=".
std::string decoded(std::string_view value) {
  constexpr std::string_view kBegin = "=?base64?";
  constexpr std::string_view kEnd = "?=";
  if (!value.starts_with(kBegin) || !value.ends_with(kEnd) ||
      value.size() < kBegin.size() + kEnd.size())
    return std::string(value);
  value.remove_prefix(kBegin.size());
  value.remove_suffix(kEnd.size());
  return decode_base64(value).value_or("");
}

/// The refusal of a request that its head contradicts.
std::optional<Answer> contradiction(const Request& request, const MirroredHeaders& headers) {
  const auto wanted = request.version();
  const auto mismatch = [&](std::string_view what) {
    return refused(request.id, kHeaderMismatch, what, kBadRequest);
  };
  if (wanted && is_spoken(*wanted) && headers.protocol_version &&
      headers.protocol_version != wanted)
    return mismatch("the header MCP-Protocol-Version is not the version of the message");
  if (headers.protocol_version && !is_spoken(*headers.protocol_version))
    return Answer{version_error(request.id, *headers.protocol_version), kBadRequest, {}};
  if (wanted != kVersions.front()) return std::nullopt;
  if (!headers.protocol_version) return mismatch("the header MCP-Protocol-Version is missing");
  if (headers.method != request.method)
    return mismatch("the header Mcp-Method must be the method of the message");
  if (request.name() && (!headers.name || decoded(*headers.name) != *request.name()))
    return mismatch("the header Mcp-Name must be what the message names");
  if (find_member(*request.meta(), kCapabilitiesKey) == nullptr)
    return refused(request.id, kInvalidParams, "_meta lacks " + std::string(kCapabilitiesKey),
                   kBadRequest);
  return std::nullopt;
}

Answer answer(engine::Engine& engine, const engine::Caller& caller, std::string_view message,
              const MirroredHeaders* headers, std::string_view site) {
  if (message.size() > kMaxMessageBytes)
    return refused("null", kInvalidRequest, "a message may have at most 1 MiB");
  const Result<json::value> parsed = parse_json(message);
  if (!parsed) return refused("null", kParseError, parsed.error().message());
  const json::value* id = find_member(*parsed, "id");
  const std::optional<std::string_view> method = string_member(*parsed, "method");
  const bool usable_id = id != nullptr && (id->is_string() || id->is_number());
  if (!method) {
    const bool response =
        find_member(*parsed, "result") != nullptr || find_member(*parsed, "error") != nullptr;
    if (response) return {};
    return refused(usable_id ? json::serialize(*id) : "null", kInvalidRequest,
                   "a request needs a method");
  }
  const json::value* params = find_member(*parsed, "params");
  if (id == nullptr) return heed(*method, params);
  if (!usable_id) return refused("null", kInvalidRequest, "an id must be a string or a number");
  const json::value none;
  const Request request{json::serialize(*id), *method, params == nullptr ? &none : params};
  if (headers != nullptr) {
    if (std::optional<Answer> refusal = contradiction(request, *headers))
      return *std::move(refusal);
  }
  return answer_request({engine, caller, std::string(site)}, request);
}

}  // namespace

Answer answer_message(engine::Engine& engine, const engine::Caller& caller,
                      std::string_view message) {
  return answer(engine, caller, message, nullptr, "");
}

Answer refuse_subscription(const Subscription& subscription, std::string_view why) {
  return refused(subscription.id(), kInternalError, why, kUnavailable);
}

Answer answer_http_message(engine::Engine& engine, const engine::Caller& caller,
                           std::string_view message, const MirroredHeaders& headers,
                           std::string_view site) {
  return answer(engine, caller, message, &headers, site);
}

}  // namespace vitrine::mcp
