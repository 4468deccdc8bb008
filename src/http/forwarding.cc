#include "http/forwarding.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

#include "base/ascii.h"
#include "http/field.h"
#include "http/target.h"

namespace vitrine::http {
namespace {

using AddressBytes = std::array<std::uint8_t, 16>;

std::optional<AddressBytes> parse_address(const std::string& text) {
  AddressBytes bytes{};
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  bytes = {};
  bytes[10] = bytes[11] = 0xff;
  if (::inet_pton(AF_INET, text.c_str(), bytes.data() + 12) == 1) return bytes;
  return std::nullopt;
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 255 && std::ranges::all_of(host, [](char c) {
    return is_letter_or_digit(c) || std::string_view(".-_:[]").find(c) != std::string_view::npos;
  });
}

/// "" or "/a/b": no slash at the end, nothing that would have to be escaped in a page or a field.
bool is_base_path(std::string_view path) {
  if (path.empty()) return true;
  return path.size() <= 255 && path.front() == '/' && path.back() != '/' &&
         path.find("//") == std::string_view::npos && std::ranges::all_of(path, [](char c) {
           return is_letter_or_digit(c) ||
                  std::string_view("/._~-").find(c) != std::string_view::npos;
         });
}

std::string_view without_slash(std::string_view text) {
  if (text.ends_with('/')) text.remove_suffix(1);
  return text;
}

std::string_view after_scheme(std::string_view url) {
  const std::size_t scheme = url.find("://");
  return scheme == std::string_view::npos ? std::string_view() : url.substr(scheme + 3);
}

std::string_view path_of(std::string_view url) {
  const std::string_view rest = after_scheme(url);
  return rest.substr(std::min(rest.find('/'), rest.size()));
}

bool is_base_url(std::string_view url) {
  const std::string_view rest = after_scheme(url);
  return (url.starts_with("http://") || url.starts_with("https://")) &&
         is_host(rest.substr(0, rest.find('/'))) && is_base_path(path_of(url));
}

/// The last item of a list, and the list without it. A proxy adds what it knows at the end.
std::string_view take_last(std::string_view& list) {
  const std::size_t comma = list.rfind(',');
  const std::string_view last =
      trim(comma == std::string_view::npos ? list : list.substr(comma + 1));
  list = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
  return last;
}

std::string_view last_of(std::string_view list) {
  return take_last(list);
}

/// `host=` of `for=192.0.2.60;proto=https;host="data.example.org"`.
std::string_view parameter_of(std::string_view element, std::string_view name) {
  while (!element.empty()) {
    const std::size_t end = std::min(element.find(';'), element.size());
    const std::string_view pair = trim(element.substr(0, end));
    element.remove_prefix(std::min(end + 1, element.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (!equals_ignoring_case(pair.substr(0, equals), name)) continue;
    std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
      value = value.substr(1, value.size() - 2);
    return value;
  }
  return {};
}

/// "[2001:db8::1]:4711" and "192.0.2.1:4711" without the port.
std::string address_in(std::string_view node) {
  if (node.starts_with('[')) return std::string(node.substr(1, node.find(']') - 1));
  const bool has_port = std::ranges::count(node, ':') == 1;
  return std::string(has_port ? node.substr(0, node.find(':')) : node);
}

/// All values of a field in one list, as RFC 9110 section 5.3 has it.
std::string joined(const Headers& headers, std::string_view name) {
  std::string list;
  for (const auto& [field, value] : headers.fields()) {
    if (!equals_ignoring_case(field, name)) continue;
    if (!list.empty()) list += ',';
    list += value;
  }
  return list;
}

struct Told {
  std::vector<std::string> clients;  ///< The nearest first.
  std::string scheme;
  std::string host;
  std::string prefix;
};

/// What proxies wrote: the customary fields, which nearly all of them write, and the standard's
/// only where these are not there. A proxy hands on what it does not know of, so a client could
/// write the other kind.
Told told_by(const Headers& headers) {
  Told told;
  const std::string customary = joined(headers, "X-Forwarded-For");
  const std::string forwarded = customary.empty() ? joined(headers, "Forwarded") : std::string();
  std::string_view list = customary.empty() ? forwarded : customary;
  if (!forwarded.empty()) {
    told.scheme = parameter_of(last_of(list), "proto");
    told.host = parameter_of(last_of(list), "host");
  }
  while (!list.empty()) {
    const std::string_view last = take_last(list);
    told.clients.push_back(address_in(forwarded.empty() ? last : parameter_of(last, "for")));
  }
  if (told.scheme.empty()) told.scheme = last_of(headers.get("X-Forwarded-Proto"));
  if (told.host.empty()) told.host = last_of(headers.get("X-Forwarded-Host"));
  told.prefix = without_slash(last_of(headers.get("X-Forwarded-Prefix")));
  return told;
}

/// Empty where nothing, or nothing that can be an address, was told.
std::string base_url_told(const Told& told, const Headers& headers) {
  if (told.scheme.empty() && told.host.empty() && told.prefix.empty()) return {};
  std::string url = told.scheme.empty() ? "http" : ascii_lower(told.scheme);
  url += "://";
  url += told.host.empty() ? headers.get("Host") : std::string_view(told.host);
  url += told.prefix;
  return is_base_url(url) ? url : std::string();
}

void take_base_path_off(Request& request, std::string_view path) {
  if (path.empty() || !request.target.starts_with(path)) return;
  const std::string_view rest = std::string_view(request.target).substr(path.size());
  if (!rest.empty() && rest.front() != '/' && rest.front() != '?') return;
  std::string target = (rest.starts_with('/') ? "" : "/") + std::string(rest);
  Result<Target> parsed = parse_target(target);
  if (!parsed) return;
  request.target = std::move(target);
  request.segments = std::move(parsed->segments);
}

}  // namespace

Result<Forwarding::Network> Forwarding::parse_network(const std::string& text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto address = parse_address(text.substr(0, slash));
  const bool is_v4 = text.find(':') == std::string::npos;
  const unsigned most = is_v4 ? 32 : 128;
  unsigned bits = most;
  if (slash < text.size()) {
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data() + slash + 1, end, bits);
    if (error != std::errc() || stopped != end) bits = most + 1;
  }
  if (!address || bits > most)
    return invalid_argument("\"" + text +
                            "\" is no address or network of a proxy: it looks like 10.0.0.7, "
                            "10.0.0.0/8 or 2001:db8::/32");
  return Network{*address, is_v4 ? bits + 96 : bits};
}

Result<Forwarding> Forwarding::make(const std::vector<std::string>& proxies, std::string base_url) {
  Forwarding forwarding;
  for (const std::string& proxy : proxies) {
    Result<Network> network = parse_network(proxy);
    if (!network) return std::move(network).error();
    forwarding.proxies_.push_back(*network);
  }
  forwarding.base_url_ = without_slash(base_url);
  if (!base_url.empty() && !is_base_url(forwarding.base_url_))
    return invalid_argument("\"" + base_url +
                            "\" is no address that this server can have: it looks like "
                            "https://data.example.org or https://data.example.org/vitrine");
  return forwarding;
}

bool Forwarding::trusts(std::string_view address) const {
  if (proxies_.empty()) return false;
  const auto bytes = parse_address(std::string(address));
  if (!bytes) return false;
  return std::ranges::any_of(proxies_, [&](const Network& network) {
    const unsigned whole = network.bits / 8;
    if (std::memcmp(bytes->data(), network.address.data(), whole) != 0) return false;
    const unsigned rest = network.bits % 8;
    return rest == 0 || ((*bytes)[whole] ^ network.address[whole]) >> (8 - rest) == 0;
  });
}

void Forwarding::apply(Request& request) const {
  request.base_url = base_url_;
  if (trusts(request.peer)) {
    const Told told = told_by(request.headers);
    for (const std::string& client : told.clients) {
      if (!parse_address(client)) break;
      request.peer = client;
      if (!trusts(client)) break;
    }
    if (base_url_.empty()) request.base_url = base_url_told(told, request.headers);
  }
  take_base_path_off(request, path_of(request.base_url));
}

std::string base_url_of(const Request& request) {
  if (!request.base_url.empty()) return request.base_url;
  const std::string_view host = request.headers.get("Host");
  return is_host(host) ? "http://" + std::string(host) : std::string();
}

std::string_view origin_of(std::string_view url) {
  return url.substr(0, url.size() - path_of(url).size());
}

std::string_view host_of(std::string_view url) {
  return after_scheme(origin_of(url));
}

std::string_view base_path_of(const Request& request) {
  return path_of(request.base_url);
}

}  // namespace vitrine::http
