#include "http/request_parser.h"

#include <algorithm>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/parser.hpp>
#include <cassert>
#include <cctype>

#include "http/field.h"
#include "http/target.h"

namespace vitrine::http {
namespace {

namespace beast_http = boost::beast::http;

/// Where the bytes of a body go.
struct BodySink {
  std::string text;
  std::unique_ptr<BodyFile> file;  ///< In the text's place.
  std::uint64_t size = 0;
  std::optional<Error> failure;
};

/// A body as Beast's parser wants it: of no memory but what has come in.
struct SinkBody {
  using value_type = BodySink;

  class reader {
   public:
    template <bool kIsRequest, class Fields>
    reader(beast_http::header<kIsRequest, Fields>& /*head*/, BodySink& sink) : sink_(sink) {}

    void init(const boost::optional<std::uint64_t>& /*length*/, boost::beast::error_code& error) {
      error = {};
    }

    template <class Buffers>
    std::size_t put(const Buffers& buffers, boost::beast::error_code& error) {
      error = {};
      std::size_t taken = 0;
      for (const boost::asio::const_buffer buffer : boost::beast::buffers_range_ref(buffers)) {
        const std::string_view bytes(static_cast<const char*>(buffer.data()), buffer.size());
        take(bytes);
        taken += bytes.size();
      }
      return taken;
    }

    void finish(boost::beast::error_code& error) { error = {}; }

   private:
    void take(std::string_view bytes) {
      sink_.size += bytes.size();
      if (sink_.file == nullptr) {
        sink_.text += bytes;
      } else if (!sink_.failure) {
        if (Status written = sink_.file->append(bytes); !written) sink_.failure = written.error();
      }
    }

    BodySink& sink_;
  };
};

using BeastParser = beast_http::request_parser<SinkBody>;

// A chunk's header line, or the trailer after the last chunk, may wait in the buffer for its end.
constexpr std::size_t kMaxPendingInBody = 16384;

// "0\r\n\r\n": no chunked body ends with less. Beast 1.81, once it has seen a last chunk without
// its end, takes for granted that it is not asked again before there are so many bytes.
constexpr std::size_t kLeastOfChunks = 5;

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

bool starts_like_http(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

/// Of the address, in a request line that may not have ended yet: "GET /rows HTTP/1.1". A line
/// without a space counts whole.
std::size_t target_size(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space != std::string_view::npos) line.remove_prefix(space + 1);
  return std::min(line.find(' '), line.size());
}

/// Whether `value` may stand in Host (RFC 9110, section 7.2): a name or an address, and a port.
bool is_host(std::string_view value) {
  constexpr std::string_view kSigns = "-._~!$&'()*+,;=%:[]";
  return std::ranges::all_of(value, [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           kSigns.find(c) != std::string_view::npos;
  });
}

/// How often "chunked" is among the transfer codings of a head, and whether there are others.
struct Codings {
  int chunked = 0;
  bool has_others = false;
};

template <typename Head>
Codings codings_of(const Head& head) {
  Codings out;
  const auto [begin, end] = head.equal_range(beast_http::field::transfer_encoding);
  for (auto field = begin; field != end; ++field) {
    std::string_view list = view(field->value());
    while (!list.empty()) {
      const bool is_chunked = equals_ignoring_case(take_item(list), "chunked");
      out.chunked += is_chunked ? 1 : 0;
      out.has_others |= !is_chunked;
    }
  }
  return out;
}

}  // namespace

struct RequestParser::Message {
  BeastParser parser;
  bool is_chunk_cut = false;  // a chunk's header, or the trailer, waits in the buffer for its end
};

RequestParser::RequestParser(ParserLimits limits) : limits_(limits) {}
RequestParser::~RequestParser() = default;

void RequestParser::append(std::string_view bytes) {
  buffer_ += bytes;
}

bool RequestParser::has_begun() const {
  return message_ != nullptr || !buffer_.empty();
}

RequestParser::State RequestParser::refuse(int status, std::string_view code,
                                           std::string_view message) {
  refusal_ = error_response(status, code, message);
  is_refused_ = true;
  return State::kRefused;
}

RequestParser::State RequestParser::advance() {
  if (is_refused_) return State::kRefused;
  return message_ == nullptr ? advance_head() : advance_body();
}

RequestParser::State RequestParser::advance_head() {
  // RFC 9112, section 2.2: empty lines before a request are to be ignored.
  while (buffer_.starts_with("\r\n")) buffer_.erase(0, 2);
  if (buffer_.empty() || buffer_ == "\r") return State::kNeedMore;
  if (!starts_like_http(buffer_.front())) {
    return refuse(400, "BadRequest", "This is no HTTP request (plain http:// is spoken here).");
  }
  const std::size_t end = buffer_.find("\r\n\r\n", searched_);
  const std::size_t head_size = end == std::string::npos ? buffer_.size() : end + 4;
  const std::size_t line_size = buffer_.find('\n');
  if (line_size != std::string::npos && buffer_[line_size - 1] != '\r') {
    return refuse(400, "BadRequest", "Lines must end in CR LF.");
  }
  const std::string_view line = std::string_view(buffer_).substr(0, std::min(line_size, head_size));
  if (target_size(line) > limits_.max_target) {
    return refuse(414, "UriTooLong",
                  "The address is longer than " + std::to_string(limits_.max_target) + " bytes.");
  }
  if (head_size > limits_.max_header) {
    return refuse(
        431, "HeaderTooLarge",
        "The request header is larger than " + std::to_string(limits_.max_header) + " bytes.");
  }
  if (end == std::string::npos) {
    searched_ = buffer_.size() < 3 ? 0 : buffer_.size() - 3;
    return State::kNeedMore;
  }
  return parse_head(head_size);
}

RequestParser::State RequestParser::parse_head(std::size_t head_size) {
  message_ = std::make_unique<Message>();
  BeastParser& parser = message_->parser;
  parser.header_limit(static_cast<std::uint32_t>(limits_.max_header) + 1);
  parser.body_limit(boost::none);  // known only once the route is
  boost::beast::error_code error;
  const std::size_t consumed = parser.put(boost::asio::buffer(buffer_.data(), head_size), error);
  if (error == beast_http::error::bad_version) {
    return refuse(505, "HttpVersionNotSupported", "HTTP/1.0 and HTTP/1.1 are spoken here.");
  }
  if (error || !parser.is_header_done()) {
    return refuse(400, "BadRequest", "Malformed request: " + error.message() + ".");
  }
  buffer_.erase(0, consumed);
  searched_ = 0;

  const auto& head = parser.get();
  // RFC 9112, sections 6.1 and 7.
  const Codings codings = codings_of(head);
  if (codings.has_others)
    return refuse(501, "NotSupportedError", "The only transfer encoding taken is chunked.");
  if (codings.chunked > 1) return refuse(400, "BadRequest", "A body is chunked once.");
  // RFC 9112, section 3.2.
  if (head.count(beast_http::field::host) > 1 ||
      (head.count(beast_http::field::host) == 0 && head.version() >= 11)) {
    return refuse(400, "BadRequest", "A request must name the host, once.");
  }
  if (!is_host(view(head[beast_http::field::host])))
    return refuse(400, "BadRequest", "The host is neither a name nor an address.");
  request_ = Request{};
  request_.method = parse_method(view(head.method_string()));
  request_.target = view(head.target());
  for (const auto& field : head) {
    request_.headers.add(std::string(view(field.name_string())), std::string(view(field.value())));
  }
  // Of the whole server what holds of its page (RFC 9110, section 9.3.7).
  const bool of_server = request_.method == Method::kOptions && request_.target == "*";
  auto target = parse_target(of_server ? "/" : request_.target);
  if (!target) return refuse(400, "BadRequest", target.error().message());
  request_.segments = std::move(target->segments);
  request_.query = std::move(target->query);
  return State::kHead;
}

void RequestParser::set_body_limit(std::uint64_t bytes) {
  body_limit_ = bytes;
  message_->parser.body_limit(bytes);
}

RequestParser::State RequestParser::advance_body() {
  BeastParser& parser = message_->parser;
  const auto too_large = [&] {
    return refuse(413, "TooBigContentError",
                  "The request body is larger than " + std::to_string(body_limit_) + " bytes.");
  };
  if (parser.content_length().value_or(0) > body_limit_) return too_large();
  parser.eager(true);
  while (!parser.is_done() && !buffer_.empty()) {
    if (message_->is_chunk_cut && buffer_.size() < kLeastOfChunks) return State::kNeedMore;
    boost::beast::error_code error;
    const std::size_t consumed =
        parser.put(boost::asio::buffer(buffer_.data(), buffer_.size()), error);
    buffer_.erase(0, consumed);
    if (error == beast_http::error::body_limit) return too_large();
    message_->is_chunk_cut = error == beast_http::error::need_more;
    if (message_->is_chunk_cut) {
      if (buffer_.size() <= kMaxPendingInBody) return State::kNeedMore;
      return refuse(400, "BadRequest", "A chunk of the request body has too long a header.");
    }
    if (error) return refuse(400, "BadRequest", "Malformed body: " + error.message() + ".");
    if (const std::optional<Error>& failure = parser.get().body().failure) {
      refuse(error_response(*failure));
      return State::kRefused;
    }
  }
  return parser.is_done() ? State::kRequest : State::kNeedMore;
}

void RequestParser::put_body_into(std::unique_ptr<BodyFile> file) {
  message_->parser.get().body().file = std::move(file);
}

std::uint64_t RequestParser::body_bytes() const {
  return message_ == nullptr ? 0 : message_->parser.get().body().size;
}

void RequestParser::refuse(Response refusal) {
  refusal_ = std::move(refusal);
  is_refused_ = true;
}

Request& RequestParser::head() {
  assert(message_ != nullptr);
  return request_;
}

bool RequestParser::keep_alive() const {
  return !is_refused_ && message_ != nullptr && message_->parser.keep_alive();
}

bool RequestParser::is_http_1_0() const {
  return message_ != nullptr && message_->parser.get().version() == 10;
}

bool RequestParser::expects_continue() const {
  return !is_http_1_0() && !message_->parser.is_done() &&
         equals_ignoring_case(request_.headers.get("Expect"), "100-continue");
}

Request RequestParser::take_request() {
  assert(message_ != nullptr && message_->parser.is_done());
  Request request = std::move(request_);
  BodySink& body = message_->parser.get().body();
  request.body = std::move(body.text);
  request.body_file = std::move(body.file);
  message_.reset();
  body_limit_ = UINT64_MAX;
  return request;
}

Response RequestParser::take_refusal() {
  assert(is_refused_);
  return std::move(refusal_);
}

}  // namespace vitrine::http
