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
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>

#include "http/delivery.h"
#include "http/request_parser.h"
#include "http/server.h"

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
  asio::thread_pool fast;
  asio::thread_pool slow;
  asio::thread_pool waiting;
  std::unordered_set<Connection*> connections;
  /// Requests on their lane, those that wait for a thread of it included.
  std::size_t num_slow = 0;
  std::size_t num_waiting = 0;
  /// Filled and emptied between two suspensions, so that one is enough for all.
  std::array<char, 65536> read_buffer{};
  bool stopping = false;
  Clock::time_point grace_end = kNever;
};

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

  bool is_idle() const { return is_idle_; }
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
  Task<bool> answer_request();
  Task<void> handle(Request& request, Response& response, Lane lane);
  void watch_for_hang_up();
  Task<void> refuse(Response response);
  Task<bool> send(Response& response, const Framing& framing, bool head_only, Lane lane);
  Task<bool> write(std::string_view first, std::string_view second = {});
  Task<bool> write_file(const FileBody& body);
  Task<bool> write_stream(const ChunkProducer& producer, bool chunked, Lane lane,
                          std::string& detail);
  Task<bool> wait(tcp::socket::wait_type direction);
  Task<void> linger();

  void expire_in(milliseconds time) { deadline_ = Clock::now() + time; }
  /// Whether so many already wait for a thread of the lane that one more is not taken.
  bool is_full(Lane lane) const;
  asio::thread_pool& pool(Lane lane) {
    if (lane == Lane::kWaiting) return context_.waiting;
    return lane == Lane::kSlow ? context_.slow : context_.fast;
  }
  void log(std::string_view method, std::string_view target, const Response& response,
           std::string_view route, Clock::time_point started);

  ServerContext& context_;
  tcp::socket socket_;
  std::string peer_;
  RequestParser parser_;
  Router::Match match_;
  std::stop_source stop_;       // of the current request
  std::shared_ptr<int> watch_;  // lives while a hang-up is watched for
  Clock::time_point deadline_ = kNever;
  std::uint64_t bytes_sent_ = 0;  // of the current answer
  bool is_idle_ = true;
  bool is_working_ = false;  // a handler has the request; its deadline stops the handler
  bool is_late_ = false;     // ... and has done so
  bool is_interrupted_ = false;
};

}  // namespace vitrine::http
