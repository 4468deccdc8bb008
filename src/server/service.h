#pragma once
// Service: a library's engine with the table of routes over it, for the HTTP server.

#include <memory>

#include "api/context.h"
#include "api/write_services.h"
#include "engine/engine.h"
#include "http/metrics.h"
#include "http/router.h"
#include "jobs/map_jobs.h"
#include "server/listeners.h"
#include "store/library.h"

namespace vitrine::server {

class Service {
 public:
  /// Opens nothing but the library: cost under a millisecond.
  explicit Service(const store::Library& library, sql::SqlSandboxOptions sql = {});
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  engine::Engine& engine() { return engine_; }
  http::Metrics& metrics() { return metrics_; }
  http::Router& router() { return router_; }

  /// Says of what the library is a copy, which `replica` keeps it. Requires: nothing is served yet,
  /// and nobody else changes it; `replica` outlives the serving.
  void set_replica(replica::Replica& replica) { context_.replica = &replica; }
  /// Adds /metrics to a router, this one or another. Requires: nothing is served yet; the router is
  /// served no longer than this.
  void add_metrics(http::Router& router, http::Need need);
  /// Lets clients import, remove and keep lists; as WriteServices. Requires: nothing is served yet.
  void allow_changes(fs::path source_root = {}, jobs::ImportQueue::Ended import_ended = {},
                     ingest::ImportOptions options = {});

 private:
  http::Response answer_mcp(const http::Request& request);
  http::Response listen(const http::Request& request, mcp::Subscription subscription);

  engine::Engine engine_;
  Listeners listeners_;
  jobs::MapJobs maps_;
  http::Metrics metrics_;
  std::unique_ptr<api::WriteServices> changes_;
  api::Context context_;
  http::Router router_;
};

}  // namespace vitrine::server
