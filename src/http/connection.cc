#include "http/connection.h"

#include <sys/sendfile.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstdio>

namespace vitrine::http {
namespace {

// One sendfile call: long enough to be cheap, short enough for other connections to get their turn.
constexpr std::size_t kFileSlice = 512U << 10U;
// After a refusal a client may still be sending: what it sends is dropped for a moment, because
// closing at once would reset the connection and could take the answer with it.
constexpr std::size_t kLingerBytes = 1U << 20U;
constexpr milliseconds kLingerTime{1000};

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

}  // namespace

Connection::Connection(ServerContext& context, tcp::socket socket)
    : context_(context), socket_(std::move(socket)) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  peer_ = socket_.remote_endpoint(ignored).address().to_string();
  context_.connections.insert(this);
  context_.metrics.connection_opened();
}

Connection::~Connection() {
  context_.connections.erase(this);
  context_.metrics.connection_closed();
  if (context_.stopping && context_.connections.empty()) context_.sweep_timer.cancel();
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
}

void Connection::close() {
  is_interrupted_ = true;
  stop_.request_stop();
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
  context_.metrics.connection_refused();
  co_await refuse(error_response(503, "TooManyConnections",
                                 "The server has as many connections as it takes; try again."));
}

Task<Connection::Arrival> Connection::read_request() {
  is_idle_ = true;
  bool has_head = false;
  bool sent_continue = false;
  expire_in(context_.options.idle_timeout);
  while (true) {
    const RequestParser::State state = parser_.advance();
    if (state == RequestParser::State::kRequest) co_return Arrival::kRequest;
    if (state == RequestParser::State::kRefused) co_return Arrival::kRefused;
    if (state == RequestParser::State::kHead) {
      has_head = true;
      is_idle_ = false;
      route_head();
      continue;
    }
    if (is_idle_ && parser_.has_begun()) {
      is_idle_ = false;
      expire_in(context_.options.header_timeout);
    }
    if (is_idle_ && context_.stopping) co_return Arrival::kGone;
    if (has_head && !sent_continue && parser_.expects_continue()) {
      sent_continue = true;
      if (!co_await write("HTTP/1.1 100 Continue\r\n\r\n")) co_return Arrival::kGone;
      expire_in(context_.options.body_timeout);
    }
    if (!co_await read_some()) {
      const bool late = is_interrupted_ && !is_idle_ && socket_.is_open();
      co_return late ? Arrival::kTimedOut : Arrival::kGone;
    }
  }
}

// A body's limit and time are known once its route is.
void Connection::route_head() {
  const Request& head = parser_.head();
  match_ = context_.router.match(head.method, head.segments);
  const bool own_limit = match_.route != nullptr && match_.route->max_body.has_value();
  parser_.set_body_limit(own_limit ? *match_.route->max_body : context_.options.max_body);
  expire_in(context_.options.body_timeout);
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
  request.peer = peer_;
  stop_ = std::stop_source();
  request.stop = stop_.get_token();
  const auto started = Clock::now();
  context_.metrics.request_started();
  const Lane lane = match_.route == nullptr ? Lane::kFast : match_.route->lane;
  Response response;
  co_await handle(request, response, lane);

  const bool endless = http_1_0 && !body_size(response.body);
  const Framing framing{wants_keep_alive && !endless && !context_.stopping, http_1_0};
  bytes_sent_ = 0;
  const bool sent = co_await send(response, framing, request.method == Method::kHead, lane);
  const std::string_view route =
      match_.route == nullptr ? std::string_view("(none)") : std::string_view(match_.route->name);
  log(method_name(request.method), request.target, response, route, started);
  if (!sent) co_return false;
  co_return framing.keep_alive;
}

bool Connection::is_full(Lane lane) const {
  const ServerOptions& options = context_.options;
  switch (lane) {
    case Lane::kFast:
      break;
    case Lane::kSlow:
      return context_.num_slow >= options.max_queued + std::max(1U, options.slow_threads);
    case Lane::kWaiting:
      return context_.num_waiting >= options.max_queued + std::max(1U, options.waiting_threads);
  }
  return false;
}

Task<void> Connection::handle(Request& request, Response& response, Lane lane) {
  if (is_full(lane)) {
    response = error_response(
        unavailable("Too many questions are waiting for an answer; ask again in a second."));
    prepare(request, response);
    co_return;
  }
  if (lane == Lane::kSlow) ++context_.num_slow;
  if (lane == Lane::kWaiting) ++context_.num_waiting;
  auto work = [&]() noexcept {
    response = context_.router.answer(match_, request);
    try {
      prepare(request, response);
    } catch (const std::exception& exception) {
      response = error_response(internal_error(exception.what()));
    }
  };
  is_late_ = false;
  is_working_ = true;
  expire_in(context_.options.answer_timeout);
  if (lane != Lane::kFast) watch_for_hang_up();
  co_await run_on(pool(lane), work);
  if (lane == Lane::kSlow) --context_.num_slow;
  if (lane == Lane::kWaiting) --context_.num_waiting;
  is_working_ = false;
  deadline_ = kNever;
  if (is_late_ && response.status == 503) {
    response = error_response(503, "RequestCancelled",
                              "The answer would have taken longer than the " +
                                  std::to_string(context_.options.answer_timeout.count()) +
                                  " ms that this server gives it; ask for less.");
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

void Connection::log(std::string_view method, std::string_view target, const Response& response,
                     std::string_view route, Clock::time_point started) {
  const auto duration = Clock::now() - started;
  context_.metrics.request_finished(route, response.status, duration, bytes_sent_);
  if (!context_.options.log) return;
  context_.options.log({.peer = peer_,
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
  context_.metrics.request_started();
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
    dropped += socket_.read_some(asio::buffer(context_.read_buffer), error);
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
  if (const auto* borrowed = std::get_if<SharedBytes>(&response.body)) {
    co_return co_await write(head, borrowed->bytes);
  }
  if (!co_await write(head)) co_return false;
  if (const auto* file = std::get_if<FileBody>(&response.body))
    co_return co_await write_file(*file);
  const auto& producer = std::get<ChunkProducer>(response.body);
  co_return co_await write_stream(producer, !framing.http_1_0, lane, response.detail);
}

Task<bool> Connection::write(std::string_view first, std::string_view second) {
  expire_in(context_.options.write_timeout);
  while (!first.empty() || !second.empty()) {
    const std::array<asio::const_buffer, 2> buffers = {asio::buffer(first), asio::buffer(second)};
    error_code error;
    const std::size_t size = socket_.write_some(buffers, error);
    if (error == asio::error::would_block) {
      if (!co_await wait(tcp::socket::wait_write)) co_return false;
      expire_in(context_.options.write_timeout);
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
  expire_in(context_.options.write_timeout);
  auto offset = static_cast<off_t>(body.offset);
  std::uint64_t left = body.length;
  while (left > 0) {
    const std::size_t slice = std::min<std::uint64_t>(left, kFileSlice);
    const ssize_t sent =
        ::sendfile(socket_.native_handle(), body.file->descriptor(), &offset, slice);
    if (sent > 0) {
      left -= static_cast<std::uint64_t>(sent);
      bytes_sent_ += static_cast<std::uint64_t>(sent);
      expire_in(context_.options.write_timeout);
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

}  // namespace vitrine::http
