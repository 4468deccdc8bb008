#pragma once
// Forwarding: whom a request is from and which address it was sent to, where proxies stand between.
//
// Proxies say so in X-Forwarded-For, -Proto, -Host and -Prefix, or, where there is no
// X-Forwarded-For, in Forwarded (RFC 7239). Whoever
// asks can write these too, so they are read of neighbours that were named as proxies and of nobody
// else. Immutable; safe to share.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace vitrine::http {

class Forwarding {
 public:
  /// Nobody is a proxy, and the server is called whatever a request calls it.
  Forwarding() = default;

  /// `proxies`: addresses and networks, "10.0.0.7", "10.0.0.0/8", "2001:db8::/32". `base_url`: how
  /// the server is called from outside, whatever proxies say: "https://host/vitrine"; empty: not
  /// known. Errors: invalid_argument that quotes what is none of these.
  static Result<Forwarding> make(const std::vector<std::string>& proxies, std::string base_url);

  /// As it was told, without a slash at the end.
  const std::string& base_url() const { return base_url_; }

  /// Whether `address`, in numbers, is that of a proxy.
  bool trusts(std::string_view address) const;

  /// Sets `peer` to the client (the last one named that is no proxy) and `base_url`, and takes the
  /// path of the base URL off `target` and `segments` where a proxy has left it on. Requires:
  /// `peer` is the neighbour's address.
  void apply(Request& request) const;

 private:
  struct Network {
    std::array<std::uint8_t, 16> address{};  ///< IPv4 as ::ffff:a.b.c.d.
    unsigned bits = 0;
  };

  static Result<Network> parse_network(const std::string& text);

  std::vector<Network> proxies_;
  std::string base_url_;
};

/// What absolute addresses begin with: the base URL, or "http://{Host}" as the client wrote it; ""
/// (which makes addresses relative) where it wrote none or something that is no host.
std::string base_url_of(const Request& request);
/// "https://data.example.org:8443/vitrine" -> "https://data.example.org:8443"
std::string_view origin_of(std::string_view url);
/// "https://data.example.org:8443/vitrine" -> "data.example.org:8443"; "" of "".
std::string_view host_of(std::string_view url);
/// The path of the base URL, which addresses without a host begin with: "/vitrine"; mostly "".
std::string_view base_path_of(const Request& request);

}  // namespace vitrine::http
