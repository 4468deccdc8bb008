#pragma once
// MetricsServer: /metrics at an address of its own, which only those reach who should: a scraper on
// this machine, or in an inner network. Who asks there needs no token.

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/access.h"
#include "http/router.h"
#include "http/server.h"
#include "server/service.h"

namespace vitrine::cli {

class MetricsServer {
 public:
  /// `address`: host:port, as in --metrics; `access`: the names that are answered to. Serves from
  /// the moment it returns until it ends; `service` must outlive it.
  /// Errors: invalid_argument for what is no host:port; as http::Server::start().
  static Result<std::unique_ptr<MetricsServer>> start(server::Service& service,
                                                      std::string_view address,
                                                      http::Access access);

  /// "http://127.0.0.1:9100/metrics"
  std::string url() const { return server_->url() + "/metrics"; }

 private:
  MetricsServer() = default;

  http::Router router_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace vitrine::cli
