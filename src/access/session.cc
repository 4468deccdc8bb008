#include "access/session.h"

#include <charconv>

#include "access/token.h"
#include "http/field.h"
#include "http/forwarding.h"

namespace vitrine::access {
namespace {

std::string sealed(std::string_view key, std::string_view name, std::string_view hash,
                   std::int64_t issued_at) {
  std::string text = "vitrine session\n";
  text += name;
  text += '\n';
  text += std::to_string(issued_at);
  text += '\n';
  text += hash;
  return seal(key, text);
}

}  // namespace

std::string session_value(std::string_view key, std::string_view name, std::string_view hash,
                          std::int64_t now) {
  return std::string(name) + ":" + std::to_string(now) + ":" + sealed(key, name, hash, now);
}

std::optional<SessionClaim> parse_session(std::string_view value) {
  const std::size_t first = value.find(':');
  const std::size_t last = value.rfind(':');
  if (first == std::string_view::npos || last == first) return std::nullopt;
  SessionClaim claim{std::string(value.substr(0, first)), 0, std::string(value.substr(last + 1))};
  const std::string_view time = value.substr(first + 1, last - first - 1);
  const auto [end, error] =
      std::from_chars(time.data(), time.data() + time.size(), claim.issued_at);
  if (error != std::errc() || end != time.data() + time.size()) return std::nullopt;
  return claim;
}

bool holds(const SessionClaim& claim, std::string_view key, std::string_view hash,
           std::int64_t now) {
  constexpr std::int64_t kClockSlack = 24 * 60 * 60;
  if (claim.issued_at > now + kClockSlack || claim.issued_at < now - kSessionSeconds) return false;
  return are_same(claim.mac, sealed(key, claim.name, hash, claim.issued_at));
}

std::string session_cookie_name(const http::Request& request) {
  const std::string_view host = request.headers.get("Host");
  const std::size_t colon = host.rfind(':');
  const std::string_view port =
      colon == std::string_view::npos || host.ends_with(']') ? "" : host.substr(colon + 1);
  const bool is_number =
      !port.empty() && port.find_first_not_of("0123456789") == std::string_view::npos;
  return "vitrine-" + (is_number ? std::string(port) : std::string("session"));
}

std::vector<std::string> session_cookies(const http::Request& request) {
  const std::string name = session_cookie_name(request) + "=";
  std::vector<std::string> values;
  for (const auto& [field, value] : request.headers.fields()) {
    if (!http::equals_ignoring_case(field, "Cookie")) continue;
    std::string_view left = value;
    while (!left.empty()) {
      const std::size_t end = std::min(left.find(';'), left.size());
      const std::string_view pair = http::trim(left.substr(0, end));
      if (pair.starts_with(name)) values.emplace_back(pair.substr(name.size()));
      left.remove_prefix(std::min(end + 1, left.size()));
    }
  }
  return values;
}

std::string set_session(const http::Request& request, const std::string& value) {
  const std::string_view told = request.headers.get("X-Forwarded-Proto");
  const bool is_secure =
      request.base_url.starts_with("https:") || http::equals_ignoring_case(told, "https");
  return session_cookie_name(request) + "=" + value +
         "; Path=" + std::string(http::base_path_of(request)) +
         "/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(kSessionSeconds) +
         (is_secure ? "; Secure" : "");
}

}  // namespace vitrine::access
