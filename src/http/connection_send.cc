// What a connection sends: answers of each kind of body, refusals, and the end of the connection.
#include <sys/sendfile.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdio>

#include "http/connection.h"

namespace vitrine::http {
namespace {

// One sendfile call: long enough to be cheap, short enough for other connections to get their turn.
constexpr std::size_t kFileSlice = 512U << 10U;
// After a refusal a client may still be sending: what it sends is dropped for a moment, because
// closing at once would reset the connection and could take the answer with it.
constexpr std::size_t kLingerBytes = 1U << 20U;
constexpr milliseconds kLingerTime{1000};
// Between two looks at a live stream that had nothing to say.
constexpr milliseconds kRest{1000};

}  // namespace

Task<void> Connection::refuse(Response response) {
  set_idle(false);
  is_interrupted_ = false;
  const auto started = Clock::now();
  context_.metrics.request_started();
  prepare(Request{}, response);
  response.headers.set("Cache-Control", "no-store");
  bytes_sent_ = 0;
  co_await send(response, Framing{.keep_alive = false}, false, WorkerPool::kFast);
  log({"-", peer_, "-", "-", "(refused)", ""}, response, started);
  co_await linger();
}

Task<void> Connection::linger() {
  // What was asked is answered: nobody waits for this connection any more.
  set_idle(true);
  context_.finish_if_done();
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

Task<bool> Connection::send(Response& response, const Framing& framing, bool head_only,
                            WorkerPool pool) {
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
  const bool is_live = response.headers.get("Content-Type") == kEvents;
  const StreamForm form{!framing.http_1_0, is_live, is_live ? WorkerPool::kFast : pool};
  co_return co_await write_stream(producer, form, response.detail);
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

// Whether the stream goes on. What the client sends meanwhile stays where it is; that it is gone is
// noticed here, since nothing may be written to it for a while.
Task<bool> Connection::rest() {
  if (stop_.stop_requested() || is_interrupted_) co_return false;
  if (!context_.stopping) {
    rest_timer_.expires_after(kRest);
    co_await rest_timer_.async_wait(kAwaitResult);
  }
  if (is_interrupted_) co_return false;
  if (context_.stopping) stop_.request_stop();
  char next = 0;
  const ssize_t size = ::recv(socket_.native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT);
  co_return size > 0 || (size < 0 && (errno == EAGAIN || errno == EINTR));
}

Task<bool> Connection::write_stream(const ChunkProducer& producer, const StreamForm& form,
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
    co_await run_on(threads_of(form.pool), pull);
    if (!detail.empty()) co_return false;
    if (chunk.empty()) {  // it would end the body
      if (more && form.is_live && !co_await rest()) co_return false;
      continue;
    }
    std::array<char, 20> size{};
    const int length = std::snprintf(size.data(), size.size(), "%zx\r\n", chunk.size());
    if (form.is_chunked) chunk += "\r\n";
    const std::string_view head(size.data(),
                                form.is_chunked ? static_cast<std::size_t>(length) : 0);
    if (!co_await write(head, chunk)) co_return false;
  }
  if (!form.is_chunked) co_return true;
  co_return co_await write("0\r\n\r\n");
}

}  // namespace vitrine::http
