#pragma once
// HttpClient: requests over http and https with redirects and proxies as libcurl has them, and
// the certificates of certificates.h. The one place that sees libcurl.
//
// A client keeps its connection for the next request; use one per thread. The Authorization header
// goes to the host that was named and to no other that it redirects to.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace vitrine::source {

struct HttpGet {
  std::string url;
  std::string token = {};    ///< Sent as "Authorization: Bearer"; empty: none.
  std::uint64_t offset = 0;  ///< Asks for the bytes from there on.
  /// Ends the wait for a connection, and for bytes that do not come.
  std::chrono::seconds stall = std::chrono::seconds(20);
  std::stop_token stop = {};
  /// Ends a transfer that is slower for as long as `stall`.
  std::uint32_t least_bytes_per_second = 256;
  /// Sent by POST; a redirect is then an answer like another. Empty: GET.
  std::string post = {};
  std::string content_type = "application/json";  ///< Of what is sent.
  /// Another method than GET, or POST where something is sent; a redirect is then an answer too.
  std::string method = {};
  std::string login = {};  ///< "user:password", sent as "Authorization: Basic"; empty: none.
  /// The ETag of an answer that is known, which is then 304; empty: none is.
  std::string if_none_match = {};
  /// Ends the whole request; 0: `stall` alone does.
  std::chrono::milliseconds limit = std::chrono::milliseconds(0);
};

struct HttpHead {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  ///< Names in lower case.
  bool is_http_1 = false;  ///< Whose bodies may end with the connection, cut or whole.

  /// The value, or empty.
  std::string_view header(std::string_view name) const;
};

/// Takes bytes of the body as they come, an error page's too. An error ends the request with it.
using BodySink = std::function<Status(const HttpHead& head, std::string_view bytes)>;

class HttpClient {
 public:
  HttpClient();
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) = delete;

  /// The last answer's head, whatever its status. Errors: unavailable where there is no connection,
  /// it breaks or stalls, the sentence naming the host; cancelled; what the sink returned; for
  /// https:// those of find_certificates().
  Result<HttpHead> get(const HttpGet& request, const BodySink& sink);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vitrine::source
