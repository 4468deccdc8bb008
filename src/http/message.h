#pragma once
// Request and Response: what a handler is given and what it gives back. Plain values, no sockets,
// so that every handler can be called from a test.
//
//   Response rows(const Request& request) {
//     const auto dataset = request.query.given("dataset");
//     if (!dataset) return missing_parameters({"dataset"});
//     ...
//     return Response::json(std::move(body));
//   }
//
// A body is text, bytes owned elsewhere, (part of) a file, or a producer that is pulled chunk by
// chunk, so that an answer of any length needs little memory. Compression, ranges, ETags, HEAD,
// CORS and default caching are no business of handlers: see delivery.h.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "http/body_file.h"
#include "http/open_file.h"
#include "http/rights.h"

namespace vitrine::http {

enum class Method { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions, kOther };

/// "GET", ...; "OTHER" for kOther.
std::string_view method_name(Method method);
/// Case-sensitive, as HTTP has it.
Method parse_method(std::string_view name);

/// Header fields in the order they were added; names compare without case.
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  /// The first field's value, or empty. The view lives until the next change.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const;
  /// Replaces every field of that name.
  void set(std::string_view name, std::string value);
  void add(std::string name, std::string value);
  void remove(std::string_view name);

  const std::vector<Field>& fields() const { return fields_; }

 private:
  std::vector<Field> fields_;
};

/// Decoded name/value pairs: the query string, or what a route's pattern captured.
class Parameters {
 public:
  /// The last value of that name (as the Hub reads repeated parameters), or nothing. May be blank.
  std::optional<std::string_view> get(std::string_view name) const;
  /// As get(), but blank or all-whitespace counts as absent.
  std::optional<std::string_view> given(std::string_view name) const;
  /// Every value of that name, in order.
  std::vector<std::string_view> all(std::string_view name) const;
  void add(std::string name, std::string value);

  const std::vector<std::pair<std::string, std::string>>& pairs() const { return pairs_; }

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

struct Request {
  Method method = Method::kGet;
  /// As it was sent: path and query, still encoded.
  std::string target;
  /// The path, each segment decoded by itself: valid UTF-8, no NUL, none is "." or "..". A segment
  /// may hold a slash that was sent as %2F.
  std::vector<std::string> segments;
  Parameters query;
  /// What the route's pattern captured: path.get("owner").
  Parameters path;
  Headers headers;
  std::string body;
  /// The body in its place, where the route wants it in a file; never null there.
  std::shared_ptr<const BodyFile> body_file;
  /// The client's address, where proxies that are trusted name it; else the neighbour's.
  std::string peer;
  /// How this server is called from outside, "https://data.example.org/vitrine": as it was told,
  /// or as such a proxy says. Empty: as `Host` has it (base_url_of() in http/forwarding.h).
  std::string base_url;
  /// Who asks and what they may, as the router's guard found out.
  Rights rights;
  /// Stopped when the server gives up on the request, and on all pools but the fast one when the
  /// client has hung up: long work should watch it.
  std::stop_token stop;
};

/// Bytes that something else keeps alive: a memory map, a cache entry, the binary itself.
struct SharedBytes {
  std::string_view bytes;
  std::shared_ptr<const void> owner;  ///< Null if the bytes are never freed.
  std::uint64_t held_bytes = 0;       ///< Memory that is freed with the answer.
};

/// Bytes [offset, offset + length) of a file.
struct FileBody {
  std::shared_ptr<const OpenFile> file;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// Appends the next chunk to `out` and says whether there is more. Called on a worker thread, one
/// call at a time, each once the chunk before it is on its way; a call costs a change of thread, so
/// chunks of some 64 kB are best. An error (or exception) cuts the connection, since the status has
/// been sent; the message goes to the log. A stream of events is live (kEvents).
using ChunkProducer = std::function<Result<bool>(std::string& out)>;

/// The Content-Type of a live stream, whose producer may append nothing and is then asked again in
/// a second: no thread is held meanwhile. When the server is to end, the request's stop_token is
/// stopped and the producer called at once, for its last words. It is called on a fast thread.
inline constexpr std::string_view kEvents = "text/event-stream";

using Body = std::variant<std::string, SharedBytes, FileBody, ChunkProducer>;

struct Response {
  int status = 200;
  Headers headers;
  Body body;
  /// For the log only: what a client is not told about a failure.
  std::string detail;
  /// For the log of changes only: what was changed, where the request's address does not say.
  std::string about;

  static Response json(std::string body, int status = 200);
  static Response text(std::string body, int status = 200);
  static Response bytes(SharedBytes body, std::string content_type);
  /// As bytes(): parts of them can be had, and they are never compressed.
  static Response owned_bytes(std::string body, std::string content_type);
  /// The whole file; a Range request is answered with a part of it.
  static Response file(std::shared_ptr<const OpenFile> file, std::string content_type,
                       std::string etag);
  static Response stream(ChunkProducer producer, std::string content_type);
};

/// Bytes of the body, or nothing for a stream.
std::optional<std::uint64_t> body_size(const Body& body);

/// {"error": message} with `X-Error-Code: code`; a 503 says when to come again.
Response error_response(int status, std::string_view code, std::string_view message);
/// By the one table from ErrorCode to status and X-Error-Code. Defects of ours and I/O errors tell
/// the client only "Unexpected error."; their message becomes `detail`.
Response error_response(const Error& error);
/// 422 "Parameter 'a' is required" or "Parameters 'a', 'b' and 'c' are required".
Response missing_parameters(std::initializer_list<std::string_view> names);

/// "Not Found" for 404.
std::string_view status_text(int status);

}  // namespace vitrine::http
