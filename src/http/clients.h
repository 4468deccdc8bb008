#pragma once
// What each client has of a server's connections and threads, so that none has all of them. A
// client is an address; of IPv6 a network of 64 bits, since one machine has as many addresses as it
// likes. For the I/O thread alone.

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

namespace vitrine::http {

/// "192.0.2.1" and "::ffff:192.0.2.1" -> "192.0.2.1"; "2001:db8:1:2:3::4" -> "2001:db8:1:2::/64".
std::string client_of(std::string_view address);

/// A client is forgotten with its last connection and request. Those of a proxy's clients have
/// requests only. All take a client of client_of().
class Clients {
 public:
  void connect(const std::string& client) { ++uses_[client].connections; }
  void disconnect(const std::string& client) { take(client, &Use::connections); }
  /// On the slow and the waiting pool, those that wait for a thread included.
  void begin_request(const std::string& client) { ++uses_[client].requests; }
  void end_request(const std::string& client) { take(client, &Use::requests); }

  std::size_t connections_of(const std::string& client) const { return use_of(client).connections; }
  std::size_t requests_of(const std::string& client) const { return use_of(client).requests; }
  std::size_t size() const { return uses_.size(); }

 private:
  struct Use {
    std::size_t connections = 0;
    std::size_t requests = 0;
  };

  Use use_of(const std::string& client) const {
    const auto found = uses_.find(client);
    return found == uses_.end() ? Use() : found->second;
  }
  void take(const std::string& client, std::size_t Use::* what) {
    const auto found = uses_.find(client);
    if (found == uses_.end()) return;
    Use& use = found->second;
    --(use.*what);
    if (use.connections == 0 && use.requests == 0) uses_.erase(found);
  }

  std::unordered_map<std::string, Use> uses_;
};

}  // namespace vitrine::http
