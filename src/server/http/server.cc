#include "server/http/server.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/sendfile.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "server/http/delivery.h"
#include "server/http/request_parser.h"

namespace vitrine::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
template <typename T>
using Task = asio::awaitable<T>;

constexpr auto kAwaitResult = asio::as_tuple(asio::use_awaitable);
constexpr Clock::time_point kNever = Clock::time_point::max();
constexpr std::size_t kReadSize = 64 * 1024;
// One sendfile call: long enough to be cheap, short enough for other connections to get their turn.
constexpr std::size_t kFileSlice = 512 * 1024;
// After a refusal a client may still be sending: what it sends is dropped for a moment, because
// closing at once would reset the connection and could take the answer with it.
constexpr std::size_t kLingerBytes = 1024 * 1024;
constexpr milliseconds kLingerTime{1000};
// Connections over the limit that are told so; those beyond are dropped.
constexpr std::size_t kMaxTurnedAway = 64;

class Connection;

// What all connections share. Everything but the pools and `stop` belongs to the I/O thread.
struct Shared {
  Shared(ServerOptions o, const Router& r, Metrics& m, unsigned fast_threads)
      : options(std::move(o)),
        router(r),
        metrics(m),
        fast(fast_threads),
        slow(std::max(1U, options.slow_threads)) {}

  ServerOptions options;
  const Router& router;
  Metrics& metrics;
  asio::io_context io{1};
  tcp::acceptor acceptor{io};
  asio::steady_timer sweep_timer{io};
  asio::thread_pool fast;
  asio::thread_pool slow;
  std::unordered_set<Connection*> connections;
  std::array<char, kReadSize> read_buffer{};
  std::stop_source stop;
  bool stopping = false;
  Clock::time_point grace_end = kNever;
};

// Suspends the coroutine, runs `work` on the pool, resumes on the coroutine's own thread.
// Requires: `work` does not throw and outlives the suspension.
template <typename Work>
Task<void> run_on(asio::thread_pool& pool, Work& work) {
  auto home = co_await asio::this_coro::executor;
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
      [&pool, &work, home](auto resume) {
        asio::post(pool, [&work, home, resume = std::move(resume)]() mutable {
          work();
          asio::post(home, std::move(resume));
        });
      },
      asio::use_awaitable);
}

class Connection {
 public:
  Connection(Shared& shared, tcp::socket socket);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Answers requests until either side is done.
  Task<void> serve();
  /// Answers 503 whatever is asked.
  Task<void> turn_away();

  bool is_idle() const { return is_idle_; }
  /// Wakes the connection if it waits past its deadline.
  void enforce_deadline(Clock::time_point now);
  /// Ends a wait for the client, as a deadline does.
  void interrupt();
  void close();

 private:
  enum class Arrival { kRequest, kRefused, kTimedOut, kGone };

  Task<Arrival> read_request();
  Task<bool> read_some();
  Task<bool> answer_request();
  Task<void> refuse(Response response);
  Task<bool> send(Response& response, const Framing& framing, bool head_only, Lane lane);
  Task<bool> write(std::string_view first, std::string_view second = {});
  Task<bool> write_file(const FileBody& body);
  Task<bool> write_stream(const ChunkProducer& producer, bool chunked, Lane lane,
                          std::string& detail);
  Task<bool> wait(tcp::socket::wait_type direction);
  Task<void> linger();

  void expire_in(milliseconds time) { deadline_ = Clock::now() + time; }
  asio::thread_pool& pool(Lane lane) { return lane == Lane::kSlow ? shared_.slow : shared_.fast; }
  void log(std::string_view method, std::string_view target, const Response& response,
           std::string_view route, Clock::time_point started);

  Shared& shared_;
  tcp::socket socket_;
  std::string peer_;
  RequestParser parser_;
  Router::Match match_;
  Clock::time_point deadline_ = kNever;
  std::uint64_t bytes_sent_ = 0;  // of the current answer
  bool is_idle_ = true;
  bool is_interrupted_ = false;
};

Connection::Connection(Shared& shared, tcp::socket socket)
    : shared_(shared), socket_(std::move(socket)) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  peer_ = socket_.remote_endpoint(ignored).address().to_string();
  shared_.connections.insert(this);
  shared_.metrics.connection_opened();
}

Connection::~Connection() {
  shared_.connections.erase(this);
  shared_.metrics.connection_closed();
  if (shared_.stopping && shared_.connections.empty()) shared_.sweep_timer.cancel();
}

void Connection::enforce_deadline(Clock::time_point now) {
  if (now >= deadline_) interrupt();
}

void Connection::interrupt() {
  is_interrupted_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

void Connection::close() {
  is_interrupted_ = true;
  error_code ignored;
  socket_.close(ignored);
}

Task<void> Connection::serve() {
  bool keep_alive = true;
  while (keep_alive) {
    switch (co_await read_request()) {
      case Arrival::kRequest:
        keep_alive = co_await answer_request();
        break;
      case Arrival::kRefused:
        co_await refuse(parser_.take_refusal());
        co_return;
      case Arrival::kTimedOut:
        co_await refuse(
            error_response(408, "RequestTimeout", "The request took too long to arrive."));
        co_return;
      case Arrival::kGone:
        co_return;
    }
  }
  co_await linger();
}

Task<void> Connection::turn_away() {
  shared_.metrics.connection_refused();
  co_await refuse(error_response(503, "TooManyConnections",
                                 "The server has as many connections as it takes; try again."));
}

Task<Connection::Arrival> Connection::read_request() {
  is_idle_ = true;
  bool has_head = false;
  bool sent_continue = false;
  expire_in(shared_.options.idle_timeout);
  while (true) {
    const RequestParser::State state = parser_.advance();
    if (state == RequestParser::State::kRequest) co_return Arrival::kRequest;
    if (state == RequestParser::State::kRefused) co_return Arrival::kRefused;
    if (state == RequestParser::State::kHead) {
      has_head = true;
      is_idle_ = false;
      const Request& head = parser_.head();
      match_ = shared_.router.match(head.method, head.segments);
      const bool own_limit = match_.route != nullptr && match_.route->max_body.has_value();
      parser_.set_body_limit(own_limit ? *match_.route->max_body : shared_.options.max_body);
      expire_in(shared_.options.body_timeout);
      continue;
    }
    if (is_idle_ && parser_.has_begun()) {
      is_idle_ = false;
      expire_in(shared_.options.header_timeout);
    }
    if (is_idle_ && shared_.stopping) co_return Arrival::kGone;
    if (has_head && !sent_continue && parser_.expects_continue()) {
      sent_continue = true;
      if (!co_await write("HTTP/1.1 100 Continue\r\n\r\n")) co_return Arrival::kGone;
      expire_in(shared_.options.body_timeout);
    }
    if (!co_await read_some()) {
      const bool late = is_interrupted_ && !is_idle_ && socket_.is_open();
      co_return late ? Arrival::kTimedOut : Arrival::kGone;
    }
  }
}

// Into the parser; false at the end of the stream, on an error and past the deadline.
Task<bool> Connection::read_some() {
  while (true) {
    error_code error;
    const std::size_t size = socket_.read_some(asio::buffer(shared_.read_buffer), error);
    if (!error) {
      parser_.append({shared_.read_buffer.data(), size});
      co_return true;
    }
    if (error == asio::error::would_block) {
      if (!co_await wait(tcp::socket::wait_read)) co_return false;
    } else if (error != asio::error::interrupted) {
      co_return false;
    }
  }
}

Task<bool> Connection::wait(tcp::socket::wait_type direction) {
  if (is_interrupted_) co_return false;
  const auto [error] = co_await socket_.async_wait(direction, kAwaitResult);
  co_return !error && !is_interrupted_;
}

// Returns whether the connection is good for another request.
Task<bool> Connection::answer_request() {
  const bool http_1_0 = parser_.is_http_1_0();
  const bool wants_keep_alive = parser_.keep_alive();
  Request request = parser_.take_request();
  request.peer = peer_;
  request.stop = shared_.stop.get_token();
  const auto started = Clock::now();
  shared_.metrics.request_started();
  const Lane lane = match_.route == nullptr ? Lane::kFast : match_.route->lane;

  deadline_ = kNever;
  Response response;
  auto work = [&]() noexcept {
    response = shared_.router.answer(match_, request);
    try {
      prepare(request, response);
    } catch (const std::exception& exception) {
      response = error_response(internal_error(exception.what()));
    }
  };
  co_await run_on(pool(lane), work);

  const bool endless = http_1_0 && !body_size(response.body);
  const Framing framing{wants_keep_alive && !endless && !shared_.stopping, http_1_0};
  bytes_sent_ = 0;
  const bool sent = co_await send(response, framing, request.method == Method::kHead, lane);
  const std::string_view route = match_.route == nullptr ? "(none)" : match_.route->name;
  log(method_name(request.method), request.target, response, route, started);
  co_return sent&& framing.keep_alive;
}

void Connection::log(std::string_view method, std::string_view target, const Response& response,
                     std::string_view route, Clock::time_point started) {
  const auto duration = Clock::now() - started;
  shared_.metrics.request_finished(route, response.status, duration, bytes_sent_);
  if (!shared_.options.log) return;
  shared_.options.log({.peer = peer_,
                       .method = method,
                       .target = target,
                       .status = response.status,
                       .bytes = bytes_sent_,
                       .milliseconds = std::chrono::duration<double, std::milli>(duration).count(),
                       .detail = response.detail});
}

Task<void> Connection::refuse(Response response) {
  is_interrupted_ = false;
  const auto started = Clock::now();
  shared_.metrics.request_started();
  prepare(Request{}, response);
  response.headers.set("Cache-Control", "no-store");
  bytes_sent_ = 0;
  co_await send(response, Framing{.keep_alive = false}, false, Lane::kFast);
  log("-", "-", response, "(refused)", started);
  co_await linger();
}

Task<void> Connection::linger() {
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  expire_in(kLingerTime);
  for (std::size_t dropped = 0; dropped < kLingerBytes;) {
    error_code error;
    dropped += socket_.read_some(asio::buffer(shared_.read_buffer), error);
    if (error == asio::error::would_block) {
      if (!co_await wait(tcp::socket::wait_read)) co_return;
    } else if (error) {
      co_return;
    }
  }
}

Task<bool> Connection::send(Response& response, const Framing& framing, bool head_only, Lane lane) {
  std::string head;
  append_head(head, response, framing);
  if (head_only || !has_body(response.status)) co_return co_await write(head);
  if (const auto* text = std::get_if<std::string>(&response.body)) {
    co_return co_await write(head, *text);
  }
  if (const auto* shared = std::get_if<SharedBytes>(&response.body)) {
    co_return co_await write(head, shared->bytes);
  }
  if (!co_await write(head)) co_return false;
  if (const auto* file = std::get_if<FileBody>(&response.body))
    co_return co_await write_file(*file);
  const auto& producer = std::get<ChunkProducer>(response.body);
  co_return co_await write_stream(producer, !framing.http_1_0, lane, response.detail);
}

Task<bool> Connection::write(std::string_view first, std::string_view second) {
  expire_in(shared_.options.write_timeout);
  while (!first.empty() || !second.empty()) {
    const std::array<asio::const_buffer, 2> buffers = {asio::buffer(first), asio::buffer(second)};
    error_code error;
    const std::size_t size = socket_.write_some(buffers, error);
    if (error == asio::error::would_block) {
      if (!co_await wait(tcp::socket::wait_write)) co_return false;
      expire_in(shared_.options.write_timeout);
    } else if (error && error != asio::error::interrupted) {
      co_return false;
    }
    bytes_sent_ += size;
    const std::size_t from_first = std::min(size, first.size());
    first.remove_prefix(from_first);
    second.remove_prefix(size - from_first);
  }
  co_return true;
}

Task<bool> Connection::write_file(const FileBody& body) {
  expire_in(shared_.options.write_timeout);
  auto offset = static_cast<off_t>(body.offset);
  std::uint64_t left = body.length;
  while (left > 0) {
    const std::size_t slice = std::min<std::uint64_t>(left, kFileSlice);
    const ssize_t sent =
        ::sendfile(socket_.native_handle(), body.file->descriptor(), &offset, slice);
    if (sent > 0) {
      left -= static_cast<std::uint64_t>(sent);
      bytes_sent_ += static_cast<std::uint64_t>(sent);
      expire_in(shared_.options.write_timeout);
      if (left > 0) co_await asio::post(asio::use_awaitable);
    } else if (sent < 0 && errno == EAGAIN) {
      if (!co_await wait(tcp::socket::wait_write)) co_return false;
    } else if (sent == 0 || errno != EINTR) {
      co_return false;  // the file became shorter, or the client is gone
    }
  }
  co_return true;
}

Task<bool> Connection::write_stream(const ChunkProducer& producer, bool chunked, Lane lane,
                                    std::string& detail) {
  bool more = true;
  while (more) {
    std::string chunk;
    auto pull = [&]() noexcept {
      more = false;
      try {
        const Result<bool> result = producer(chunk);
        if (result) {
          more = *result;
        } else {
          detail = result.error().message();
        }
      } catch (const std::exception& exception) {
        detail = exception.what();
      }
    };
    deadline_ = kNever;
    co_await run_on(pool(lane), pull);
    if (!detail.empty()) co_return false;
    if (chunk.empty()) continue;  // an empty chunk would end the body
    std::array<char, 20> size{};
    const int length = std::snprintf(size.data(), size.size(), "%zx\r\n", chunk.size());
    if (chunked) chunk += "\r\n";
    const std::string_view head(size.data(), chunked ? static_cast<std::size_t>(length) : 0);
    if (!co_await write(head, chunk)) co_return false;
  }
  if (!chunked) co_return true;
  co_return co_await write("0\r\n\r\n");
}

Task<void> run_connection(std::unique_ptr<Connection> connection, bool is_welcome) {
  if (is_welcome) {
    co_await connection->serve();
  } else {
    co_await connection->turn_away();
  }
}

Task<void> accept_connections(Shared& shared) {
  while (shared.acceptor.is_open()) {
    auto [error, socket] = co_await shared.acceptor.async_accept(kAwaitResult);
    if (!shared.acceptor.is_open()) co_return;
    if (error) {
      // Out of descriptors or memory: those that are in use come back.
      asio::steady_timer pause(shared.io, milliseconds(50));
      co_await pause.async_wait(kAwaitResult);
      continue;
    }
    const std::size_t open = shared.connections.size();
    const bool is_welcome = open < shared.options.max_connections;
    if (!is_welcome && open >= shared.options.max_connections + kMaxTurnedAway) continue;
    // What a connection throws (bad_alloc) ends that connection alone.
    asio::co_spawn(
        shared.io,
        run_connection(std::make_unique<Connection>(shared, std::move(socket)), is_welcome),
        [](const std::exception_ptr&) {});
  }
}

// One timer for all: a connection's deadline is checked a few times within its shortest timeout.
Task<void> enforce_deadlines(Shared& shared) {
  const ServerOptions& options = shared.options;
  const milliseconds shortest = std::min(
      {options.idle_timeout, options.header_timeout, options.body_timeout, options.write_timeout});
  const milliseconds tick = std::clamp(shortest / 8, milliseconds(5), milliseconds(500));
  while (!shared.stopping || !shared.connections.empty()) {
    const auto now = Clock::now();
    if (now >= shared.grace_end) {
      shared.stop.request_stop();
      for (Connection* connection : shared.connections) connection->close();
      shared.grace_end = kNever;
    }
    for (Connection* connection : shared.connections) connection->enforce_deadline(now);
    shared.sweep_timer.expires_at(std::min(now + tick, shared.grace_end));
    co_await shared.sweep_timer.async_wait(kAwaitResult);
  }
}

void begin_stop(Shared& shared, milliseconds grace) {
  shared.stopping = true;
  shared.grace_end = Clock::now() + grace;
  error_code ignored;
  shared.acceptor.close(ignored);
  for (Connection* connection : shared.connections) {
    if (connection->is_idle()) connection->interrupt();
  }
  shared.sweep_timer.cancel();
}

Error listen_error(const std::string& host, std::uint16_t port, const error_code& error) {
  const std::string number = std::to_string(port);
  if (error == asio::error::address_in_use) {
    return unavailable("port " + number + " on " + host +
                       " is already in use: stop the program that has it, or choose another port "
                       "with --port");
  }
  if (error == asio::error::access_denied) {
    return io_error("port " + number +
                    " is reserved for the system: choose one above 1023 with --port");
  }
  return invalid_argument("cannot listen on host " + host + ", port " + number + ": " +
                          error.message());
}

Status listen(Shared& shared) {
  const auto& [host, port] = std::tie(shared.options.host, shared.options.port);
  error_code error;
  tcp::resolver resolver(shared.io);
  const auto found = resolver.resolve(
      host, std::to_string(port), tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error || found.empty()) return listen_error(host, port, error);
  const tcp::endpoint endpoint = found.begin()->endpoint();
  shared.acceptor.open(endpoint.protocol(), error);
  if (!error) shared.acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) shared.acceptor.bind(endpoint, error);
  if (!error) shared.acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return listen_error(host, port, error);
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
      : shared_(std::move(options), router, metrics, fast_threads(options)) {}

  ~State() { stop(milliseconds(0)); }

  Status start() {
    const std::size_t descriptors = raise_descriptor_limit();
    constexpr std::size_t kReserved = 128;  // for the library's own files
    shared_.options.max_connections =
        std::min(shared_.options.max_connections,
                 std::max<std::size_t>(descriptors, 2 * kReserved) - kReserved);
    Status listening = listen(shared_);
    if (!listening) return listening;
    port_ = shared_.acceptor.local_endpoint().port();
    const auto ignore = [](const std::exception_ptr&) {};
    asio::co_spawn(shared_.io, accept_connections(shared_), ignore);
    asio::co_spawn(shared_.io, enforce_deadlines(shared_), ignore);
    thread_ = std::thread([this] { run(); });
    return {};
  }

  void stop(milliseconds grace) {
    std::call_once(stopped_, [&] {
      if (!thread_.joinable()) return;
      asio::post(shared_.io, [this, grace] { begin_stop(shared_, grace); });
      thread_.join();
      shared_.fast.join();
      shared_.slow.join();
    });
  }

  std::uint16_t port() const { return port_; }
  const std::string& host() const { return shared_.options.host; }

 private:
  static unsigned fast_threads(const ServerOptions& options) {
    return options.fast_threads > 0 ? options.fast_threads
                                    : std::max(2U, std::thread::hardware_concurrency());
  }

  void run() {
    // sendfile has no MSG_NOSIGNAL: a client that is gone must not end the process.
    sigset_t broken_pipe;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
    shared_.io.run();
  }

  Shared shared_;
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
