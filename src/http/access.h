#pragma once
// Access: which names this server answers to, and which web pages of others may read its answers.
//
// A page that a user visits can have their browser send requests to any server that the browser
// reaches, this machine's own among them. It must not read what comes back, so answers say to
// browsers that pages of other origins may not (CORS), but for those origins that were allowed. An
// attacker's name that points at this machine (DNS rebinding) would make a page of the same origin
// of it: so a request must name the server by an address, by a name of this machine, or by one that
// was allowed. Immutable; safe to share.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace vitrine::http {

/// "localhost:7860" -> "localhost", "[::1]:7860" -> "::1".
std::string_view host_name(std::string_view host);

class Access {
 public:
  struct Options {
    /// Names besides addresses, localhost and the machine's own: "data.example.org"; "*": any.
    std::vector<std::string> hosts = {};
    /// Origins whose pages may read, and search: "https://example.org"; "*": all.
    std::vector<std::string> origins = {};
  };

  explicit Access(Options options);

  /// Whether a request with this Host field is for this server.
  bool knows_host(std::string_view host) const;
  /// Whether a page of this origin may read answers. The page of this server itself needs no leave.
  bool allows_origin(std::string_view origin) const;

  /// 421 for a host that is none of ours; else nothing.
  std::optional<Response> refuse(const Request& request) const;
  /// Adds what tells a browser that the page may read. Where no origin was allowed, other origins
  /// may not embed an answer either, as a picture or script.
  void add_headers(const Request& request, Response& response) const;

 private:
  Options options_;
  std::string own_name_;  // of the machine, in lower case
};

}  // namespace vitrine::http
