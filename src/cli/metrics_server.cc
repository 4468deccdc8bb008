#include "cli/metrics_server.h"

#include <charconv>
#include <optional>
#include <utility>

#include "cli/table.h"

namespace vitrine::cli {
namespace {

struct HostAndPort {
  std::string host;
  std::uint16_t port = 0;
};

/// "127.0.0.1:9100", "[::1]:9100"; nothing for anything else.
std::optional<HostAndPort> parse_address(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = address.substr(0, colon);
  const std::string_view digits = address.substr(colon + 1);
  const bool is_bracketed = host.starts_with('[') && host.ends_with(']');
  if (is_bracketed) host = host.substr(1, host.size() - 2);
  if (host.empty() || (!is_bracketed && host.find(':') != std::string_view::npos))
    return std::nullopt;
  HostAndPort result{std::string(host)};
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, result.port);
  if (error != std::errc() || stop != end) return std::nullopt;
  return result;
}

}  // namespace

Result<std::unique_ptr<MetricsServer>> MetricsServer::start(server::Service& service,
                                                            std::string_view address,
                                                            http::Access access) {
  const std::optional<HostAndPort> parsed = parse_address(address);
  if (!parsed) {
    return invalid_argument("--metrics takes a host and a port, such as 127.0.0.1:9100, not \"" +
                            cell_text(address, 200) + "\"");
  }
  auto result = std::unique_ptr<MetricsServer>(new MetricsServer);
  service.add_metrics(result->router_, http::Need::kNothing);
  result->router_.set_access(std::move(access));
  auto server = http::Server::start({.host = parsed->host,
                                     .port = parsed->port,
                                     .port_option = "--metrics",
                                     .fast_threads = 1,
                                     .slow_threads = 1,
                                     .waiting_threads = 1},
                                    result->router_, service.metrics());
  if (!server) return std::move(server).error();
  result->server_ = *std::move(server);
  return result;
}

}  // namespace vitrine::cli
