#include "http/clients.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace vitrine::http {

std::string client_of(std::string_view address) {
  if (address.starts_with("::ffff:") && address.find('.') != std::string_view::npos)
    address.remove_prefix(7);
  std::string text(address.substr(0, address.find('%')));
  std::array<unsigned char, 16> bytes{};
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  std::array<char, INET6_ADDRSTRLEN> network{};
  if (::inet_ntop(AF_INET6, bytes.data(), network.data(), network.size()) == nullptr) return text;
  return std::string(network.data()) + "/64";
}

}  // namespace vitrine::http
