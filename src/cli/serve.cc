#include <fmt/format.h>
#include <malloc.h>

#include <chrono>

#include "api/changes.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/table.h"
#include "http/access.h"
#include "http/server.h"
#include "http/static_files.h"

namespace vitrine::cli {
namespace {

constexpr auto kShutdownGrace = std::chrono::seconds(5);

void log_request(const http::RequestLog& line) {
  note(fmt::format("{} {} {} {} {} B {:.1f} ms{}", line.peer, line.method,
                   cell_text(line.target, 300), line.status, line.bytes, line.milliseconds,
                   line.detail.empty() ? "" : "  " + cell_text(line.detail, 300)));
}

/// Answers of some 100 kB come and go thousands of times a second. glibc would give their memory
/// back to the kernel and take page faults for the next: it may keep a little instead.
void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
  mallopt(M_TRIM_THRESHOLD, 8 << 20);
}

/// A name that the server was told to listen at is one of its names.
http::Access access_of(const Arguments& arguments) {
  std::vector<std::string> hosts = arguments.allowed_hosts;
  hosts.push_back(arguments.host);
  return http::Access({std::move(hosts), arguments.allowed_origins});
}

}  // namespace

Status run_serve(Session& session) {
  const Arguments& arguments = session.arguments();
  if (!arguments.sources.empty()) {
    if (Result<ImportOutcome> outcome = session.import(arguments.sources, arguments.name); !outcome)
      return std::move(outcome).error();
  }
  if (arguments.allow_changes) {
    session.service().allow_changes(Changes::Policy::kEveryone);
  } else if (!arguments.read_only && is_loopback(arguments.host)) {
    session.service().allow_changes(Changes::Policy::kThisMachine);
  }
  const http::StaticFiles page(http::embedded_page());
  http::Router& router = session.service().router();
  router.set_fallback("page",
                      [&page](const http::Request& request) { return page.answer(request); });
  router.set_access(access_of(arguments));
  http::ServerOptions options;
  options.host = arguments.host;
  options.port = arguments.port;
  if (!arguments.quiet) options.log = log_request;
  keep_freed_memory();
  Result<std::unique_ptr<http::Server>> server =
      http::Server::start(std::move(options), router, session.service().metrics());
  if (!server) return std::move(server).error();
  note("Vitrine is at " + (*server)->url() + " (Ctrl-C ends it)");
  wait_for_stop(session.stop());
  note("stopping: requests under way may finish");
  (*server)->stop(kShutdownGrace);
  return {};
}

}  // namespace vitrine::cli
