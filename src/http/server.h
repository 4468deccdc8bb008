#pragma once
// Server: HTTP/1.1 on one address. One thread does all input and output (Asio); handlers run on a
// few worker threads, a pool of their own for slow ones, so that no handler can block another
// connection. A connection answers its requests in order, one at a time; what a client has sent
// ahead waits. Nothing a client does costs more than its share: sizes, times and the number of
// connections have limits, and files and streams pass through in chunks.
//
//   auto server = Server::start({.port = 7860}, router, metrics);
//   if (!server) return std::move(server).error();
//   ... until a signal ...
//   (*server)->stop(5s);
//
// start() may be called from any thread; stop() too.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/forwarding.h"
#include "http/metrics.h"
#include "http/router.h"
#include "http/waiting_answers.h"

namespace vitrine::http {

/// One line of the log. Views are valid during the call only.
struct RequestLog {
  std::string_view id;  ///< Of the request, as X-Request-Id tells the client.
  std::string_view peer;
  std::string_view who;    ///< Empty for a stranger.
  std::string_view route;  ///< Its name.
  std::string_view method;
  /// As sent, but for the value of a parameter `token`; may hold any byte but control characters
  /// and spaces.
  std::string_view target;
  int status = 0;
  std::uint64_t bytes = 0;  ///< Sent, head included.
  double milliseconds = 0;  ///< From the request's last byte to the answer's.
  std::string_view detail;  ///< What went wrong on our side; mostly empty.
};

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 7860;  ///< 0: any free one.
  /// Which option chooses the port, for what is said where it cannot be had.
  std::string_view port_option = "--port";
  unsigned fast_threads = 0;  ///< 0: as many as cores, at least 2.
  unsigned slow_threads = 2;
  unsigned waiting_threads = 8;
  /// Requests that wait for a slow thread, or for a waiting one: one more gets 503 at once.
  std::size_t max_queued = 64;
  /// Requests of one client among those that have a slow or a waiting thread or wait for one.
  std::size_t max_queued_per_client = 32;
  /// One more closes the connection that has been idle longest; where none is idle it gets 503.
  std::size_t max_connections = 4096;
  std::size_t max_connections_per_client = 1024;  ///< The same, among its own.
  /// A proxy's clients are counted one by one, and its connections with nobody's.
  Forwarding forwarding = {};
  /// Answers in memory that wait for slow readers; what is beyond waits in files.
  WaitingAnswers::Limits waiting_answers = {};
  std::uint64_t max_body = 1 << 20;  ///< Of a request, where its route says nothing else.
  /// Where bodies that are put into files lie while they are worked on.
  fs::path body_folder = fs::temp_directory_path();
  std::chrono::milliseconds idle_timeout{60'000};  ///< Between requests.
  std::chrono::milliseconds header_timeout{
      10'000};  ///< From a request's first byte to its head's end.
  /// For the whole body of a request; of one that is put into a file, for each MiB of it.
  std::chrono::milliseconds body_timeout{60'000};
  std::chrono::milliseconds write_timeout{30'000};  ///< Without the client taking a byte.
  /// From a request's end until its handler, which may wait for a thread first, is asked to stop:
  /// no question may take a thread for ever. The client then gets 503.
  std::chrono::milliseconds answer_timeout{60'000};
  /// Called on the I/O thread after each answer; must be quick. May be empty.
  std::function<void(const RequestLog&)> log = {};
};

class Server {
 public:
  /// Listens and serves from the moment it returns. `router` and `metrics` must outlive the server.
  /// Errors: unavailable if the port is in use (one sentence that names it and --port),
  /// invalid_argument for a host that is not this machine's, io.
  static Result<std::unique_ptr<Server>> start(ServerOptions options, const Router& router,
                                               Metrics& metrics);

  /// stop(0ms).
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// The port that is listened on.
  std::uint16_t port() const;
  /// "http://127.0.0.1:7860"
  std::string url() const;

  /// Lets requests in flight finish for at most `grace`, and answers 503 to others meanwhile, but
  /// for routes that say so; then stops the stop_token of those in flight, which get 503 too where
  /// they heed it at once, and closes. Returns once every handler has returned: one that ignores
  /// its stop_token holds it up. Later calls do nothing.
  void stop(std::chrono::milliseconds grace);

 private:
  class State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vitrine::http
