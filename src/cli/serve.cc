#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "access/gate.h"
#include "access/owner_token.h"
#include "access/token_file.h"
#include "cli/browser.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/metrics_server.h"
#include "cli/request_log.h"
#include "cli/source_watch.h"
#include "cli/table.h"
#include "http/access.h"
#include "http/server.h"
#include "http/static_files.h"
#include "jobs/repairs.h"
#include "replica/http_origin.h"
#include "replica/open_origin.h"
#include "replica/replica.h"
#include "server/copy_guard.h"
#include "server/damage_watch.h"
#include "source/local_files.h"
#include "store/copy_mark.h"

namespace vitrine::cli {
namespace {

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
  if (!arguments.base_url.empty())
    hosts.emplace_back(http::host_name(http::host_of(arguments.base_url)));
  return http::Access({std::move(hosts), arguments.allowed_origins});
}

/// The owner's token; empty where the library cannot be written, so that nobody is its owner.
Result<std::string> owner_token_of(const store::Library& library) {
  Result<std::string> token = access::owner_token(library.home());
  if (token || token.error().code() != ErrorCode::kIo) return token;
  note("vitrine: " + token.error().message() + ": changes and notes are closed");
  return std::string();
}

using AuditLog = std::function<void(std::string_view)>;

/// What keeps the library a copy, where it is to be one; else null. A library that is one already
/// takes no changes, which its origin would undo.
Result<std::unique_ptr<replica::Replica>> replica_of(const Session& session) {
  const Arguments& arguments = session.arguments();
  if (arguments.replica_of.empty()) {
    if (arguments.read_only) return std::unique_ptr<replica::Replica>();
    Status own = store::refuse_if_copy(posix_storage(), session.library().home());
    if (own) return std::unique_ptr<replica::Replica>();
    return unsupported(own.error().message() +
                       "; --replica-of follows it, --read-only serves what is here");
  }
  const char* token = std::getenv(replica::kOriginTokenVariable);  // NOLINT(concurrency-mt-unsafe)
  Result<std::unique_ptr<replica::Origin>> origin =
      replica::open_origin(arguments.replica_of, session.library(), token == nullptr ? "" : token);
  if (!origin) return std::move(origin).error();
  replica::Replica::Options options;
  options.interval = std::chrono::seconds(arguments.replica_seconds);
  options.told = [](const std::string& sentence) { note("vitrine: " + cell_text(sentence, 2000)); };
  return replica::Replica::open(session.library(), arguments.replica_of, *std::move(origin),
                                std::move(options));
}

Result<std::unique_ptr<access::Gate>> gate_of(const Session& session, std::string owner_token,
                                              std::string origin, AuditLog audit) {
  const Arguments& arguments = session.arguments();
  access::Visitors::Options known;
  known.owner_token = std::move(owner_token);
  known.token_file = arguments.token_file.empty()
                         ? access::default_token_file(session.library().home())
                         : fs::path(arguments.token_file);
  known.user_field = arguments.user_field;
  const bool is_copy = !origin.empty();
  auto visitors = access::Visitors::open(std::move(known));
  if (!visitors) return std::move(visitors).error();
  return std::make_unique<access::Gate>(
      *std::move(visitors), access::GateOptions{.reading_is_open = !arguments.is_private,
                                                .changes_are_open = arguments.allow_changes,
                                                .is_read_only = arguments.read_only || is_copy,
                                                .origin = std::move(origin),
                                                .has_source_root = !arguments.source_root.empty(),
                                                .blocked = arguments.blocked,
                                                .audit = std::move(audit)});
}

http::ServerOptions server_options(const Session& session, const http::Forwarding& forwarding) {
  const Arguments& arguments = session.arguments();
  http::ServerOptions options = arguments.limits;
  options.forwarding = forwarding;
  options.host = arguments.host;
  options.port = arguments.port.value_or(kPort);
  options.answer_timeout = std::chrono::seconds(arguments.answer_seconds);
  options.idle_timeout = std::chrono::seconds(arguments.idle_seconds);
  options.write_timeout = std::chrono::seconds(arguments.write_seconds);
  options.waiting_answers.folder = session.library().home() / "tmp";
  options.body_folder = options.waiting_answers.folder;
  if (!arguments.quiet) options.log = arguments.log_format == "json" ? log_as_json : log_as_text;
  return options;
}

/// With --open, and where no port was asked for, another free one will do.
Result<std::unique_ptr<http::Server>> start_server(const Session& session,
                                                   const http::Forwarding& forwarding,
                                                   http::Router& router, http::Metrics& metrics) {
  http::ServerOptions options = server_options(session, forwarding);
  auto server = http::Server::start(options, router, metrics);
  const Arguments& arguments = session.arguments();
  const bool is_taken = !server && server.error().code() == ErrorCode::kUnavailable;
  if (!is_taken || !arguments.open || arguments.port) return server;
  options.port = 0;
  return http::Server::start(std::move(options), router, metrics);
}

/// The address to open, with the owner's token, which the browser keeps and the address loses.
std::string address_of(const std::string& url, const std::string& token) {
  return url + (token.empty() ? "" : "/?token=" + token);
}

/// Whether stderr is kept by the system's journal, which others than the owner may read: systemd
/// names the stream's device and inode (systemd.exec(5)).
bool speaks_to_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");  // NOLINT(concurrency-mt-unsafe)
  struct stat here = {};
  return stream != nullptr && ::fstat(STDERR_FILENO, &here) == 0 &&
         std::to_string(here.st_dev) + ":" + std::to_string(here.st_ino) == stream;
}

/// Where the server is, with the owner's token but where it would be kept for others.
void say_where(const Session& session, const std::string& url, const std::string& outside,
               const std::string& token) {
  const Arguments& arguments = session.arguments();
  const bool is_kept = speaks_to_journal();
  if (!outside.empty()) note("from outside it is at " + address_of(outside, is_kept ? "" : token));
  note("Vitrine is at " + address_of(url, is_kept ? "" : token) + " (Ctrl-C ends it)");
  if (is_kept && !token.empty())
    note("the owner's token is not written here; `vitrine token owner --home " +
         session.library().home().string() + "` prints it");
  const bool is_own = arguments.host == "localhost" || access::is_loopback(arguments.host);
  if (is_own || arguments.is_private) return;
  note("everybody who reaches " + arguments.host +
       " may read every dataset; --private asks for a token");
}

/// The browser, if one was asked for; a server without one serves all the same.
std::optional<Browser> browser_at(const Session& session, const std::string& address) {
  if (!session.arguments().open) return std::nullopt;
  Result<Browser> browser = Browser::open(address, session.library().home() / "tmp");
  if (browser) return *std::move(browser);
  note("vitrine: " + browser.error().message());
  return std::nullopt;
}

/// SIGHUP: who may what is read again.
void reload(access::Gate& gate) {
  const Status read = gate.reload();
  note(read ? std::string("read again who may what")
            : "vitrine: " + read.error().message() +
                  "; until it is mended nobody but the owner is let in");
}

/// Imports the sources that were named. With --watch returns their stamp before that, to be
/// followed.
Result<std::optional<Hash128>> import_sources(Session& session) {
  const Arguments& arguments = session.arguments();
  std::optional<Hash128> stamp;
  if (arguments.watch) {
    if (arguments.sources.empty()) return invalid_argument("--watch needs a source to follow");
    const Result<Hash128> found = source::stamp_of(arguments.sources);
    if (!found) return found.error();
    stamp = *found;
  }
  if (!arguments.sources.empty()) {
    if (Result<ingest::ImportOutcome> outcome = session.import(arguments.sources, arguments.name);
        !outcome)
      return std::move(outcome).error();
  }
  return stamp;
}

/// What is half written or gone is told, and what was imported before is served on.
void import_again(Session& session) {
  const Arguments& arguments = session.arguments();
  const Result<ingest::ImportOutcome> outcome = session.import(arguments.sources, arguments.name);
  if (outcome || outcome.error().code() == ErrorCode::kCancelled) return;
  note("vitrine: " + cell_text(outcome.error().message(), 2000) +
       "; what was imported before is served on");
}

}  // namespace

Status run_serve(Session& session) {
  const Arguments& arguments = session.arguments();
  const Result<std::optional<Hash128>> stamp = import_sources(session);
  if (!stamp) return stamp.error();
  const Result<http::Forwarding> forwarding =
      http::Forwarding::make(arguments.trusted_proxies, arguments.base_url);
  if (!forwarding) return forwarding.error();
  const Result<AuditLog> audit = open_audit_log(arguments.audit_log);
  if (!audit) return audit.error();
  const Result<std::unique_ptr<replica::Replica>> replica = replica_of(session);
  if (!replica) return replica.error();
  const bool is_copy = *replica != nullptr;
  if (is_copy) session.service().set_replica(**replica);
  if (!arguments.read_only && !is_copy) {
    const ingest::ImportOptions options{.memory_bytes = session.import_options().memory_bytes,
                                        .rows = session.rows()};
    session.service().allow_changes(
        arguments.source_root,
        [log = *audit](const jobs::ImportJob& job) { log(ended_import_line(job)); }, options);
  }
  const Result<std::string> token = owner_token_of(session.library());
  if (!token) return token.error();
  const Result<std::unique_ptr<access::Gate>> gate =
      gate_of(session, *token, is_copy ? (*replica)->status().origin : std::string(), *audit);
  if (!gate) return gate.error();
  const http::StaticFiles page(http::embedded_page(), arguments.allowed_origins);
  http::Router& router = session.service().router();
  router.set_fallback("page",
                      [&page](const http::Request& request) { return page.answer(request); });
  router.set_access(access_of(arguments));
  // What is read-only is mended by nobody, and a copy by its origin.
  std::optional<jobs::Repairs> repairs;
  if (!arguments.read_only && !is_copy)
    repairs.emplace(
        session.library(), [](const std::string& sentence) { note("vitrine: " + sentence); },
        session.rows());
  std::optional<server::CopyGuard> unready;
  if (is_copy) unready.emplace(**gate, **replica);
  const http::Guard* guard = is_copy ? static_cast<const http::Guard*>(&*unready) : gate->get();
  const server::DamageWatch watch(guard, [&](const store::DatasetName& dataset, jobs::Doubt doubt) {
    if (repairs) repairs->consider(dataset, doubt);
    if (is_copy && doubt == jobs::Doubt::kDamage) (*replica)->doubt(dataset);
  });
  router.set_guard(&watch);
  keep_freed_memory();
  Result<std::unique_ptr<MetricsServer>> metrics = std::unique_ptr<MetricsServer>();
  if (arguments.metrics.empty()) {
    session.service().add_metrics(router, http::Need::kRead);
  } else {
    metrics = MetricsServer::start(session.service(), arguments.metrics, access_of(arguments));
    if (!metrics) return std::move(metrics).error();
    note("metrics are at " + (*metrics)->url());
  }
  const Result<std::unique_ptr<http::Server>> server =
      start_server(session, *forwarding, router, session.service().metrics());
  if (!server) return std::move(server).error();
  const ReloadOnHangup reloading([&gate] { reload(**gate); });
  // What killed imports have left in the engine; without it, the next start finds it again.
  const bool may_collect = session.rows() != nullptr && !arguments.read_only && !is_copy;
  std::jthread collecting;
  if (may_collect) {
    collecting = std::jthread([&session](const std::stop_token& stop) {
      static_cast<void>(session.rows()->collect(stop));
    });
  }
  say_where(session, (*server)->url(), forwarding->base_url(), *token);
  if (is_copy) (*replica)->start();
  const std::optional<Browser> browser = browser_at(session, address_of((*server)->url(), *token));
  std::optional<SourceWatch> watched;
  if (*stamp) watched.emplace(arguments.sources, **stamp, [&session] { import_again(session); });
  if (arguments.end_with_input) stop_with_input();
  wait_for_stop(session.stop());
  note("stopping: requests under way may finish");
  (*server)->stop(std::chrono::seconds(arguments.stop_seconds));
  return {};
}

}  // namespace vitrine::cli
