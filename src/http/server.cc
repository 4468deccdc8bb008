#include "http/server.h"

#include <pthread.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <csignal>
#include <mutex>
#include <random>
#include <thread>
#include <tuple>

#include "http/connection.h"

namespace vitrine::http {
namespace {

// Connections over the limit that are told so; those beyond are dropped.
constexpr std::size_t kMaxTurnedAway = 64;
// For an answer to a question that is given up because the server ends.
constexpr milliseconds kLastWords{1000};

Task<void> run_connection(std::unique_ptr<Connection> connection, bool is_welcome) {
  if (is_welcome) {
    co_await connection->serve();
  } else {
    co_await connection->turn_away();
  }
}

/// Closes the connection that has been idle longest, of `client` if it is given.
bool make_room(ServerContext& context, const std::string* client) {
  const auto found = std::ranges::find_if(context.idle, [&](const Connection* connection) {
    return client == nullptr || connection->client() == *client;
  });
  if (found == context.idle.end()) return false;
  (*found)->give_way();
  return true;
}

enum class Welcome { kServed, kTurnedAway, kDropped };

Welcome welcome(ServerContext& context, const std::string& address) {
  const ServerOptions& options = context.options;
  const std::string client = client_of(address);
  const bool is_proxy = options.forwarding.trusts(address);
  const std::size_t own = context.clients.connections_of(client);
  if (!is_proxy && own >= options.max_connections_per_client && !make_room(context, &client))
    return own < options.max_connections_per_client + kMaxTurnedAway / 8 ? Welcome::kTurnedAway
                                                                         : Welcome::kDropped;
  const std::size_t open = context.connections.size();
  if (open < options.max_connections || make_room(context, nullptr)) return Welcome::kServed;
  return open < options.max_connections + kMaxTurnedAway ? Welcome::kTurnedAway : Welcome::kDropped;
}

Task<void> accept_connections(ServerContext& context) {
  while (context.acceptor.is_open()) {
    auto [error, socket] = co_await context.acceptor.async_accept(kAwaitResult);
    if (!context.acceptor.is_open()) co_return;
    if (error) {
      // Out of descriptors or memory: those that are in use come back.
      asio::steady_timer pause(context.io, milliseconds(50));
      co_await pause.async_wait(kAwaitResult);
      continue;
    }
    error_code gone;
    const std::string address = socket.remote_endpoint(gone).address().to_string();
    const Welcome how = welcome(context, address);
    if (how == Welcome::kDropped) continue;
    // What a connection throws (bad_alloc) ends that connection alone.
    asio::co_spawn(context.io,
                   run_connection(std::make_unique<Connection>(context, std::move(socket)),
                                  how == Welcome::kServed),
                   [](const std::exception_ptr&) {});
  }
}

/// Those in flight first get a moment to say that they end.
void end_what_is_left(ServerContext& context) {
  const bool first = !context.has_told_to_end;
  context.has_told_to_end = true;
  for (Connection* connection : context.connections) {
    if (first) {
      connection->tell_to_end();
    } else {
      connection->close();
    }
  }
  context.grace_end = first ? Clock::now() + kLastWords : kNever;
}

// One timer for all: a connection's deadline is checked a few times within its shortest timeout.
Task<void> enforce_deadlines(ServerContext& context) {
  const ServerOptions& options = context.options;
  const milliseconds shortest = std::min(
      {options.idle_timeout, options.header_timeout, options.body_timeout, options.write_timeout});
  const milliseconds tick = std::clamp(shortest / 8, milliseconds(5), milliseconds(500));
  while (!context.stopping || !context.connections.empty()) {
    const auto now = Clock::now();
    if (now >= context.grace_end) {
      end_what_is_left(context);
    }
    for (Connection* connection : context.connections) connection->enforce_deadline(now);
    context.sweep_timer.expires_at(std::min(now + tick, context.grace_end));
    co_await context.sweep_timer.async_wait(kAwaitResult);
  }
}

void begin_stop(ServerContext& context, milliseconds grace) {
  context.stopping = true;
  context.grace_end = Clock::now() + grace;
  for (Connection* connection : context.idle) connection->end_unless_new();
  for (Connection* connection : context.connections) connection->end_rest();
  context.finish_if_done();
  context.sweep_timer.cancel();
}

Error listen_error(const ServerOptions& options, const error_code& error) {
  const std::string& host = options.host;
  const std::string number = std::to_string(options.port);
  const std::string with = " with " + std::string(options.port_option);
  if (error == asio::error::address_in_use) {
    return unavailable("port " + number + " on " + host +
                       " is already in use: stop the program that has it, or choose another port" +
                       with);
  }
  if (error == asio::error::access_denied) {
    return io_error("port " + number + " is reserved for the system: choose one above 1023" + with);
  }
  return invalid_argument("cannot listen on host " + host + ", port " + number + ": " +
                          error.message());
}

Status listen(ServerContext& context) {
  const auto& [host, port] = std::tie(context.options.host, context.options.port);
  error_code error;
  tcp::resolver resolver(context.io);
  const auto found = resolver.resolve(
      host, std::to_string(port), tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error || found.empty()) return listen_error(context.options, error);
  const tcp::endpoint endpoint = found.begin()->endpoint();
  context.acceptor.open(endpoint.protocol(), error);
  if (!error) context.acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) context.acceptor.bind(endpoint, error);
  if (!error) context.acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return listen_error(context.options, error);
  return {};
}

// Connections are descriptors; the usual soft limit of 1024 is there for select(2), unused here.
std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  const rlimit raised{limit.rlim_max, limit.rlim_max};
  if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  return limit.rlim_cur;
}

}  // namespace

class Server::State {
 public:
  State(ServerOptions options, const Router& router, Metrics& metrics)
      : context_(std::move(options), router, metrics) {}

  ~State() { stop(milliseconds(0)); }

  Status start() {
    const std::size_t descriptors = raise_descriptor_limit();
    constexpr std::size_t kReserved = 128;  // for the library's own files
    context_.options.max_connections =
        std::min(context_.options.max_connections,
                 std::max<std::size_t>(descriptors, 2 * kReserved) - kReserved);
    context_.run_id = hex64(std::random_device()()).substr(8);
    Status listening = listen(context_);
    if (!listening) return listening;
    port_ = context_.acceptor.local_endpoint().port();
    const auto ignore = [](const std::exception_ptr&) {};
    asio::co_spawn(context_.io, accept_connections(context_), ignore);
    asio::co_spawn(context_.io, enforce_deadlines(context_), ignore);
    thread_ = std::thread([this] { run(); });
    return {};
  }

  void stop(milliseconds grace) {
    std::call_once(stopped_, [&] {
      if (!thread_.joinable()) return;
      asio::post(context_.io, [this, grace] { begin_stop(context_, grace); });
      thread_.join();
      context_.fast.join();
      context_.slow.join();
      context_.waiting.join();
    });
  }

  std::uint16_t port() const { return port_; }
  const std::string& host() const { return context_.options.host; }

 private:
  void run() {
    // sendfile has no MSG_NOSIGNAL: a client that is gone must not end the process.
    sigset_t broken_pipe;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
    context_.io.run();
  }

  ServerContext context_;
  std::uint16_t port_ = 0;
  std::thread thread_;
  std::once_flag stopped_;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, const Router& router,
                                              Metrics& metrics) {
  auto state = std::make_unique<State>(std::move(options), router, metrics);
  const Status started = state->start();
  if (!started) return started.error();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

std::uint16_t Server::port() const {
  return state_->port();
}

std::string Server::url() const {
  const std::string& host = state_->host();
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return "http://" + (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port());
}

void Server::stop(std::chrono::milliseconds grace) {
  state_->stop(grace);
}

}  // namespace vitrine::http
