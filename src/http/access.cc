#include "http/access.h"

#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "http/field.h"
#include "http/forwarding.h"

namespace vitrine::http {
namespace {

bool is_address(const std::string& name) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(AF_INET, name.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), address.data()) == 1;
}

/// The machine's own name, in lower case; empty if it has none.
std::string machine_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return {};
  return ascii_lower(name.data());
}

bool holds(const std::vector<std::string>& list, std::string_view wanted) {
  return std::ranges::any_of(list, [&](const std::string& item) {
    return item == "*" || equals_ignoring_case(item, wanted);
  });
}

}  // namespace

std::string_view host_name(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, std::min(host.find(']'), host.size()) - 1);
  return host.substr(0, host.rfind(':'));
}

Access::Access(Options options) : options_(std::move(options)), own_name_(machine_name()) {}

bool Access::knows_host(std::string_view host) const {
  const std::string name = ascii_lower(host_name(host));
  if (is_address(name) || name == "localhost" || name.ends_with(".localhost")) return true;
  return (!name.empty() && name == own_name_) || holds(options_.hosts, name);
}

bool Access::allows_origin(std::string_view origin) const {
  return !origin.empty() && holds(options_.origins, origin);
}

std::optional<Response> Access::refuse(const Request& request) const {
  std::string_view host = request.headers.get("Host");
  // What a proxy was called counts as well as what the proxy calls us.
  const std::string_view outside = host_of(request.base_url);
  if (!outside.empty() && !knows_host(outside)) host = outside;
  // No browser leaves it out.
  if (host.empty() || knows_host(host)) return std::nullopt;
  return error_response(421, "HostNotAllowed",
                        "This server is not known as \"" + std::string(host.substr(0, 200)) +
                            "\": use its address, or start it with --allow-host NAME.");
}

void Access::add_headers(const Request& request, Response& response) const {
  if (options_.origins.empty()) {
    response.headers.set("Cross-Origin-Resource-Policy", "same-origin");
    return;
  }
  const bool everyone = std::ranges::find(options_.origins, "*") != options_.origins.end();
  if (!everyone) {
    const std::string vary(response.headers.get("Vary"));
    response.headers.set("Vary", vary.empty() ? "Accept-Encoding, Origin" : vary + ", Origin");
  }
  const std::string_view origin = request.headers.get("Origin");
  if (!everyone && !allows_origin(origin)) return;
  response.headers.set("Access-Control-Allow-Origin", everyone ? "*" : std::string(origin));
  if (!response.headers.has("Access-Control-Expose-Headers"))
    response.headers.set(
        "Access-Control-Expose-Headers",
        "Link, X-Error-Code, X-Next-Cursor, X-Num-Rows-Total, X-Request-Id, X-Revision, "
        "X-Total-Count");
}

}  // namespace vitrine::http
