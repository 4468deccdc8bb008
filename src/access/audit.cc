#include "access/audit.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <variant>

#include "access/gate.h"
#include "base/json_parse.h"
#include "base/json_writer.h"

namespace vitrine::access {
namespace {

std::string error_of(const http::Response& response) {
  if (response.status < 400) return {};
  if (!response.detail.empty()) return response.detail;
  const auto* body = std::get_if<std::string>(&response.body);
  if (body == nullptr) return {};
  const Result<boost::json::value> json = parse_json(*body);
  const auto message = json ? string_member(*json, "error") : std::nullopt;
  return std::string(message.value_or(""));
}

}  // namespace

std::string audit_line(const http::Route& route, const http::Request& request,
                       const http::Response& response, std::int64_t seconds) {
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.member("time", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time_t{seconds})));
  json.member("who", request.rights.who).member("from", request.peer);
  json.member("what", route.name);
  const std::string about =
      response.about.empty() ? std::string(named_dataset(request)) : response.about;
  if (!about.empty()) json.member("about", about);
  json.member("status", response.status);
  if (const std::string error = error_of(response); !error.empty()) json.member("error", error);
  json.end_object();
  return line;
}

}  // namespace vitrine::access
