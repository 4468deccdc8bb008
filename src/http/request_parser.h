#pragma once
// RequestParser: bytes in, requests out. HTTP/1.0 and 1.1 as Boost.Beast parses them, with the
// limits and the refusals (400, 413, 414, 431, 505) decided here. It knows no sockets, so hostile
// input is an ordinary test.
//
//   parser.append(bytes);
//   switch (parser.advance()) { kNeedMore: read again; kHead: look at head(), set_body_limit();
//                               kRequest: take_request(); kRefused: send refusal(), close }
//
// Bytes beyond the request (pipelining) stay inside and belong to the next one. Not thread safe.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/message.h"

namespace vitrine::http {

struct ParserLimits {
  std::size_t max_header = 16384;  ///< Request line and fields together; above: 431.
  std::size_t max_target = 8192;   ///< Above: 414.
};

class RequestParser {
 public:
  enum class State {
    kNeedMore,
    kHead,     ///< Reported once per request, before its body is read.
    kRequest,  ///< Complete; take_request() starts the next one.
    kRefused,  ///< The connection cannot go on.
  };

  explicit RequestParser(ParserLimits limits = {});
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  void append(std::string_view bytes);
  /// Parses as far as the bytes go. Allocates at most the body limit and some kilobytes.
  State advance();

  /// Whether any byte of the current request has arrived.
  bool has_begun() const;

  /// All but the body. Requires: kHead was reported and take_request() not called since.
  /// What is changed in it, take_request() returns.
  Request& head();
  bool keep_alive() const;
  bool is_http_1_0() const;
  /// Whether the client waits for "100 Continue" before it sends the body.
  bool expects_continue() const;
  /// Above: 413. Requires: called at kHead.
  void set_body_limit(std::uint64_t bytes);

  /// Puts the body into a file. Requires: called at kHead.
  void put_body_into(std::unique_ptr<BodyFile> file);
  /// Of the body, so far.
  std::uint64_t body_bytes() const;
  /// Refuses the request in the place of reading its body. Requires: called at kHead.
  void refuse(Response refusal);

  /// The request, the parser being ready for the next. Requires: kRequest.
  Request take_request();

  /// Requires: kRefused.
  Response take_refusal();

 private:
  struct Message;

  State advance_head();
  State parse_head(std::size_t head_size);
  State advance_body();
  State refuse(int status, std::string_view code, std::string_view message);

  ParserLimits limits_;
  std::string buffer_;        // bytes not yet consumed
  std::size_t searched_ = 0;  // of buffer_, for the end of the head
  std::uint64_t body_limit_ = UINT64_MAX;
  std::unique_ptr<Message> message_;  // null until the head is complete
  Request request_;
  Response refusal_;
  bool is_refused_ = false;
};

}  // namespace vitrine::http
