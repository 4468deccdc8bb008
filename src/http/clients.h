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

struct ClientUse {
  std::size_t connections = 0;
  /// Requests on the slow and the waiting lane, those that wait for a thread included.
  std::size_t requests = 0;
};

class Clients {
 public:
  /// The same object until its last connection is gone. Requires: `client` of client_of().
  ClientUse& connect(const std::string& client) {
    ClientUse& use = uses_[client];
    ++use.connections;
    return use;
  }
  void disconnect(const std::string& client) {
    const auto found = uses_.find(client);
    if (found != uses_.end() && --found->second.connections == 0) uses_.erase(found);
  }
  std::size_t connections_of(const std::string& client) const {
    const auto found = uses_.find(client);
    return found == uses_.end() ? 0 : found->second.connections;
  }

 private:
  std::unordered_map<std::string, ClientUse> uses_;
};

}  // namespace vitrine::http
