#pragma once
// One connection: requests in, answers out, in order, one at a time. Private to the server: this is
// the one header that shows Asio, for server.cc and connection.cc alone.
//
// Everything here runs on the I/O thread, except handlers and stream producers, which a connection
// sends to a pool and waits for. Reads and writes are plain non-blocking calls; only "is it ready?"
// goes through Asio, so that the progress of each answer is visible to its deadline.

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>

#include "http/clients.h"
#include "http/delivery.h"
#include "http/request_parser.h"
#include "http/server.h"
#include "http/waiting_answers.h"

namespace vitrine::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
template <typename T>
using Task = asio::awaitable<T>;

inline constexpr auto kAwaitResult = asio::as_tuple(asio::use_awaitable);
inline constexpr Clock::time_point kNever = Clock::time_point::max();

class Connection;

/// What the connections of a server share. Outlives them all. The pools may be used from any
/// thread, the rest from the I/O thread alone.
struct ServerContext {
  ServerContext(ServerOptions o, const Router& r, Metrics& m)
      : options(std::move(o)),
        router(r),
        metrics(m),
        answers(options.waiting_answers),
        fast(options.fast_threads > 0 ? options.fast_threads
                                      : std::max(2U, std::thread::hardware_concurrency())),
        slow(std::max(1U, options.slow_threads)),
        waiting(std::max(1U, options.waiting_threads)) {}

  ServerOptions options;
  const Router& router;
  Metrics& metrics;
  asio::io_context io{1};
  tcp::acceptor acceptor{io};
  asio::steady_timer sweep_timer{io};
  /// Before the pools, whose threads use it.
  WaitingAnswers answers;
  asio::thread_pool fast;
  asio::thread_pool slow;
  asio::thread_pool waiting;
  std::unordered_set<Connection*> connections;
  /// Those that wait for a request, the longest idle first.
  std::list<Connection*> idle;
  Clients clients;
  std::uint64_t num_requests = 0;
  /// Of this run of the server; begins the ids of its requests.
  std::string run_id;
  /// Requests on their pool, those that wait for a thread of it included.
  std::size_t num_slow = 0;
  std::size_t num_waiting = 0;
  /// Filled and emptied between two suspensions, so that one is enough for all.
  std::array<char, 65536> read_buffer{};
  bool stopping = false;
  Clock::time_point grace_end = kNever;
  /// Whether the requests in flight have been told to end.
  bool has_told_to_end = false;

  /// Closes what is left once the server is to stop and nobody waits for an answer.
  void finish_if_done();
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
  Connection(ServerContext& context, tcp::socket socket);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Answers requests until either side is done.
  Task<void> serve();
  /// Answers 503 whatever is asked.
  Task<void> turn_away();

  /// The neighbour's, of client_of().
  const std::string& client() const { return client_; }
  /// Closes the connection, which is idle, to make room.
  void give_way();
  /// Asks a handler at work to stop, which gets the client 503; any other connection is closed.
  void tell_to_end();
  /// Of one with a live stream, when the server is to end.
  void end_rest() { rest_timer_.cancel(); }
  /// Of one that waits for a request, when the server is to end: one that has had an answer ends
  /// too, a new one may still ask and is told so.
  void end_unless_new() {
    if (has_answered_) interrupt();
  }
  /// Wakes the connection if it waits past its deadline.
  void enforce_deadline(Clock::time_point now);
  /// Ends a wait for the client, as a deadline does.
  void interrupt();
  /// Stops the handler too, if it watches its stop_token.
  void close();

 private:
  enum class Arrival { kRequest, kRefused, kTimedOut, kGone };

  Task<Arrival> read_request();
  Task<bool> read_some();
  void route_head();
  void expect_body_in_file();
  void set_idle(bool is_idle);
  /// A 503 in the handler's place, if there is a reason for one.
  std::optional<Response> turn_down(WorkerPool pool) const;
  std::string request_id(const Request& request) const;
  Task<bool> answer_request();
  Task<void> handle(Request& request, Response& response, WorkerPool pool);
  void count_in_pool(WorkerPool pool, int change);
  void watch_for_hang_up();
  Task<void> refuse(Response response);
  Task<bool> send(Response& response, const Framing& framing, bool head_only, WorkerPool pool);
  Task<bool> write(std::string_view first, std::string_view second = {});
  Task<bool> write_file(const FileBody& body);
  struct StreamForm {
    bool is_chunked = true;
    bool is_live = false;  ///< kEvents
    WorkerPool pool = WorkerPool::kFast;
  };
  Task<bool> write_stream(const ChunkProducer& producer, const StreamForm& form,
                          std::string& detail);
  Task<bool> rest();
  Task<bool> wait(tcp::socket::wait_type direction);
  Task<void> linger();

  void expire_in(milliseconds time) { deadline_ = Clock::now() + time; }
  /// Whether so many already wait for a thread of the pool that one more is not taken.
  bool is_full(WorkerPool pool) const;
  asio::thread_pool& threads_of(WorkerPool pool) {
    if (pool == WorkerPool::kWaiting) return context_.waiting;
    return pool == WorkerPool::kSlow ? context_.slow : context_.fast;
  }
  struct Logged {
    std::string_view id, peer, method, target, route, who;
  };
  void log(const Logged& request, const Response& response, Clock::time_point started);

  ServerContext& context_;
  tcp::socket socket_;
  std::string peer_;
  std::string client_;
  /// Whom the current request is from: of client_of(), and of the proxy's clients behind a proxy.
  std::string asker_;
  WaitingAnswers::Hold hold_;                 // on the memory of the current answer
  std::list<Connection*>::iterator idle_at_;  // valid while is_idle_
  RequestParser parser_;
  Router::Match match_;
  std::stop_source stop_;                       // of the current request
  std::shared_ptr<int> watch_;                  // lives while a hang-up is watched for
  asio::steady_timer rest_timer_{context_.io};  // between two looks of a live stream
  Clock::time_point deadline_ = kNever;
  std::uint64_t bytes_sent_ = 0;  // of the current answer
  std::uint64_t body_mark_ = 0;   // of a body in a file: so many bytes give it more time
  bool is_idle_ = false;
  bool has_answered_ = false;
  bool is_working_ = false;  // a handler has the request; its deadline stops the handler
  bool is_late_ = false;     // ... and has done so
  bool is_interrupted_ = false;
};

}  // namespace vitrine::http
