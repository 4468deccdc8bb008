#include "http/connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace vitrine::http {
namespace {

/// Of a body that is put into a file: so much must come within each body_timeout.
constexpr std::uint64_t kBytesInTime = 1 << 20;

Response server_ends() {
  return error_response(503, "ShuttingDown", "This server is about to end; ask again in a moment.");
}

Response too_late(milliseconds limit) {
  return error_response(503, "RequestCancelled",
                        "The answer would have taken longer than the " +
                            std::to_string(limit.count()) +
                            " ms that this server gives it; ask for less.");
}

std::string address_of(const tcp::socket& socket) {
  error_code ignored;
  return socket.remote_endpoint(ignored).address().to_string();
}

/// A token that somebody put into an address must not be read from the log.
std::string loggable(std::string_view target) {
  std::string text(target);
  for (const std::string_view mark : {"?token=", "&token="}) {
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
      const std::size_t begin = at + mark.size();
      text.replace(begin, std::min(text.find('&', begin), text.size()) - begin, "...");
    }
  }
  return text;
}

}  // namespace

Connection::Connection(ServerContext& context, tcp::socket socket)
    : context_(context),
      socket_(std::move(socket)),
      peer_(address_of(socket_)),
      client_(client_of(peer_)) {
  context_.clients.connect(client_);
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  context_.connections.insert(this);
  set_idle(true);
  context_.metrics.connection_opened();
}

Connection::~Connection() {
  set_idle(false);
  context_.connections.erase(this);
  context_.clients.disconnect(client_);
  context_.metrics.connection_closed();
  context_.finish_if_done();
  if (context_.stopping && context_.connections.empty()) context_.sweep_timer.cancel();
}

void Connection::set_idle(bool is_idle) {
  if (is_idle_ == is_idle) return;
  is_idle_ = is_idle;
  if (is_idle) {
    idle_at_ = context_.idle.insert(context_.idle.end(), this);
  } else {
    context_.idle.erase(idle_at_);
  }
}

void Connection::give_way() {
  set_idle(false);
  close();
}

void Connection::tell_to_end() {
  if (!is_working_) return close();
  is_late_ = true;
  stop_.request_stop();
}

void ServerContext::finish_if_done() {
  if (!stopping || connections.size() > idle.size()) return;
  error_code ignored;
  acceptor.close(ignored);
  for (Connection* connection : connections) connection->interrupt();
}

void Connection::enforce_deadline(Clock::time_point now) {
  if (now < deadline_) return;
  if (!is_working_) return interrupt();
  deadline_ = kNever;
  is_late_ = true;
  stop_.request_stop();
}

void Connection::interrupt() {
  is_interrupted_ = true;
  error_code ignored;
  socket_.cancel(ignored);
  rest_timer_.cancel();
}

void Connection::close() {
  is_interrupted_ = true;
  stop_.request_stop();
  error_code ignored;
  socket_.close(ignored);
  rest_timer_.cancel();
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
  context_.metrics.connection_refused();
  co_await refuse(error_response(503, "TooManyConnections",
                                 "The server has as many connections as it takes; try again."));
}

Task<Connection::Arrival> Connection::read_request() {
  set_idle(true);
  body_mark_ = 0;
  if (has_answered_) context_.finish_if_done();
  bool has_head = false;
  bool sent_continue = false;
  expire_in(context_.options.idle_timeout);
  while (true) {
    const RequestParser::State state = parser_.advance();
    if (state == RequestParser::State::kRequest) co_return Arrival::kRequest;
    if (state == RequestParser::State::kRefused) co_return Arrival::kRefused;
    if (state == RequestParser::State::kHead) {
      has_head = true;
      set_idle(false);
      route_head();
      continue;
    }
    if (is_idle_ && parser_.has_begun()) {
      set_idle(false);
      expire_in(context_.options.header_timeout);
    }
    if (is_idle_ && has_answered_ && context_.stopping) co_return Arrival::kGone;
    if (has_head && !sent_continue && parser_.expects_continue()) {
      sent_continue = true;
      if (!co_await write("HTTP/1.1 100 Continue\r\n\r\n")) co_return Arrival::kGone;
      expire_in(context_.options.body_timeout);
    }
    if (!co_await read_some()) {
      const bool late = is_interrupted_ && !is_idle_ && socket_.is_open();
      co_return late ? Arrival::kTimedOut : Arrival::kGone;
    }
    // A body that may be of any length takes as long as it needs, if it comes.
    if (body_mark_ > 0 && parser_.body_bytes() >= body_mark_) {
      body_mark_ = parser_.body_bytes() + kBytesInTime;
      expire_in(context_.options.body_timeout);
    }
  }
}

// A body's limit and time are known once its route is.
void Connection::route_head() {
  Request& head = parser_.head();
  head.peer = peer_;
  context_.options.forwarding.apply(head);
  asker_ = client_of(head.peer);
  match_ = context_.router.match(head.method, head.segments);
  const bool own_limit = match_.route != nullptr && match_.route->max_body.has_value();
  parser_.set_body_limit(own_limit ? *match_.route->max_body : context_.options.max_body);
  expire_in(context_.options.body_timeout);
  if (match_.route != nullptr && match_.route->body_in_file) expect_body_in_file();
}

void Connection::expect_body_in_file() {
  if (std::optional<Response> refusal = context_.router.refuse_body(match_, parser_.head()))
    return parser_.refuse(*std::move(refusal));
  Result<std::unique_ptr<BodyFile>> file = BodyFile::create(context_.options.body_folder);
  if (!file) return parser_.refuse(error_response(file.error()));
  parser_.put_body_into(*std::move(file));
  body_mark_ = kBytesInTime;
}

// Into the parser; false at the end of the stream, on an error and past the deadline.
Task<bool> Connection::read_some() {
  while (true) {
    error_code error;
    const std::size_t size = socket_.read_some(asio::buffer(context_.read_buffer), error);
    if (!error) {
      parser_.append({context_.read_buffer.data(), size});
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
  const std::string id = request_id(request);
  stop_ = std::stop_source();
  request.stop = stop_.get_token();
  const auto started = Clock::now();
  context_.metrics.request_started();
  const WorkerPool pool = match_.route == nullptr ? WorkerPool::kFast : match_.route->pool;
  Response response;
  co_await handle(request, response, pool);

  const bool endless = http_1_0 && !body_size(response.body);
  const Framing framing{wants_keep_alive && !endless && !context_.stopping, http_1_0};
  bytes_sent_ = 0;
  response.headers.set("X-Request-Id", id);
  const bool sent = co_await send(response, framing, request.method == Method::kHead, pool);
  hold_ = {};
  has_answered_ = true;
  const std::string_view route =
      match_.route == nullptr ? std::string_view("(none)") : std::string_view(match_.route->name);
  const std::string target = loggable(request.target);
  log({id, request.peer, method_name(request.method), target, route, request.rights.who}, response,
      started);
  if (!sent) co_return false;
  co_return framing.keep_alive;
}

std::optional<Response> Connection::turn_down(WorkerPool pool) const {
  const bool stays = match_.route != nullptr && match_.route->answers_to_the_end;
  if (context_.stopping && !stays) return server_ends();
  if (is_full(pool)) {
    return error_response(
        unavailable("Too many questions are waiting for an answer; ask again in a second."));
  }
  if (pool != WorkerPool::kFast &&
      context_.clients.requests_of(asker_) >= context_.options.max_queued_per_client) {
    return error_response(
        503, "TooManyRequests",
        "As many questions of yours as this server takes at once are waiting for an answer; ask "
        "again when one is answered.");
  }
  return std::nullopt;
}

/// The client's own, if it is one that a log can hold; else one that no other request has.
std::string Connection::request_id(const Request& request) const {
  const std::string_view given = request.headers.get("X-Request-Id");
  const bool is_plain = std::ranges::all_of(given, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
  if (!given.empty() && given.size() <= 64 && is_plain) return std::string(given);
  return context_.run_id + "-" + std::to_string(++context_.num_requests);
}

void Connection::count_in_pool(WorkerPool pool, int change) {
  const auto add = [change](std::size_t& count) { count += static_cast<std::size_t>(change); };
  switch (pool) {
    case WorkerPool::kFast:
      return;
    case WorkerPool::kSlow:
      add(context_.num_slow);
      break;
    case WorkerPool::kWaiting:
      add(context_.num_waiting);
      break;
  }
  if (change > 0) {
    context_.clients.begin_request(asker_);
  } else {
    context_.clients.end_request(asker_);
  }
}

bool Connection::is_full(WorkerPool pool) const {
  const ServerOptions& options = context_.options;
  switch (pool) {
    case WorkerPool::kFast:
      break;
    case WorkerPool::kSlow:
      return context_.num_slow >= options.max_queued + std::max(1U, options.slow_threads);
    case WorkerPool::kWaiting:
      return context_.num_waiting >= options.max_queued + std::max(1U, options.waiting_threads);
  }
  return false;
}

Task<void> Connection::handle(Request& request, Response& response, WorkerPool pool) {
  if (std::optional<Response> refusal = turn_down(pool)) {
    response = *std::move(refusal);
    prepare(request, response);
    co_return;
  }
  count_in_pool(pool, 1);
  auto work = [&]() noexcept {
    response = context_.router.answer(match_, request);
    try {
      prepare(request, response);
      hold_ = context_.answers.keep(response);
    } catch (const std::exception& exception) {
      response = error_response(internal_error(exception.what()));
    }
  };
  is_late_ = false;
  is_working_ = true;
  expire_in(context_.options.answer_timeout);
  if (pool != WorkerPool::kFast) watch_for_hang_up();
  co_await run_on(threads_of(pool), work);
  count_in_pool(pool, -1);
  is_working_ = false;
  deadline_ = kNever;
  if (is_late_ && response.status == 503) {
    response = context_.has_told_to_end ? server_ends() : too_late(context_.options.answer_timeout);
    prepare(request, response);
  }
  if (watch_) {
    watch_.reset();
    error_code ignored;
    socket_.cancel(ignored);
  }
}

// Somebody who closes a page does not wait for its query: the handler's stop_token is stopped. A
// client that has sent ahead is not watched, since what it sent hides whether it is still there.
void Connection::watch_for_hang_up() {
  watch_ = std::make_shared<int>();
  socket_.async_wait(
      tcp::socket::wait_read, [this, watch = std::weak_ptr<int>(watch_)](const error_code& error) {
        if (error || watch.expired()) return;
        char next = 0;
        const ssize_t size = ::recv(socket_.native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT);
        if (size == 0 || (size < 0 && errno != EAGAIN)) stop_.request_stop();
      });
}

void Connection::log(const Logged& request, const Response& response, Clock::time_point started) {
  const auto duration = Clock::now() - started;
  context_.metrics.request_finished(request.route, response.status, duration, bytes_sent_);
  if (!context_.options.log) return;
  context_.options.log({.id = request.id,
                        .peer = request.peer,
                        .who = request.who,
                        .route = request.route,
                        .method = request.method,
                        .target = request.target,
                        .status = response.status,
                        .bytes = bytes_sent_,
                        .milliseconds = std::chrono::duration<double, std::milli>(duration).count(),
                        .detail = response.detail});
}

}  // namespace vitrine::http
