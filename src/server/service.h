#pragma once
// Service: a library with everything that answers questions about it, put together: catalogue, SQL
// engine, counters and the table of routes. The HTTP server serves it; the command line asks it
// directly, so that both give the same answers.

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "api/changes.h"
#include "api/context.h"
#include "base/result.h"
#include "engine/catalogue.h"
#include "http/metrics.h"
#include "http/router.h"
#include "sql/sandbox.h"
#include "store/downloads.h"
#include "store/library.h"
#include "store/reading_list.h"

namespace vitrine {

class Service {
 public:
  /// Opens nothing but the library: cost under a millisecond.
  explicit Service(const Library& library);
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  Catalogue& catalogue() { return catalogue_; }
  http::Metrics& metrics() { return metrics_; }
  http::Router& router() { return router_; }

  /// Lets clients import, remove and keep lists. Requires: nothing is served yet.
  void allow_changes(Changes::Policy policy);

  /// Answers GET `segments` with these parameters as the HTTP API would. Errors: its error answers,
  /// with the code they were made of. Requires: an address of the API whose body is text.
  Result<std::string> get(std::vector<std::string> segments,
                          const std::vector<std::pair<std::string, std::string>>& parameters,
                          std::stop_token stop = {}) const;

  /// Answers one message of an agent: see mcp/protocol.h.
  std::optional<std::string> answer_agent(std::string_view message,
                                          std::stop_token stop = {}) const;

 private:
  http::Response answer_mcp(const http::Request& request) const;

  Catalogue catalogue_;
  SqlSandbox sandbox_;
  Downloads downloads_;
  ReadingLists reading_lists_;
  http::Metrics metrics_;
  std::unique_ptr<Changes> changes_;
  Context context_;
  http::Router router_;
};

}  // namespace vitrine
