#include "endpoint/endpoint_address.h"

#include <algorithm>

namespace vitrine::endpoint {

bool is_endpoint(std::string_view model) {
  return model.starts_with("http://") || model.starts_with("https://");
}

Result<EndpointAddress> parse_endpoint(std::string_view text) {
  const auto is_odd = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7F; };
  if (!is_endpoint(text) || std::ranges::any_of(text, is_odd))
    return invalid_argument(
        "an encoder is named by the address of its embeddings, such as "
        "http://127.0.0.1:8080/v1/embeddings#MODEL");
  EndpointAddress address;
  const std::size_t hash = std::min(text.find('#'), text.size());
  address.url = text.substr(0, hash);
  if (hash < text.size()) address.model = text.substr(hash + 1);
  const std::size_t host = text.find("://") + 3;
  std::size_t path = std::min(address.url.find_first_of("/?", host), address.url.size());
  if (path == host) return invalid_argument("the encoder's address names no host");
  while (address.url.size() > path && address.url.ends_with('/')) address.url.pop_back();
  if (address.url.size() == path) address.url += "/v1/embeddings";
  path = std::min(address.url.find_first_of("/?", host), address.url.size());
  // A login has no business in what is shown and kept.
  const std::size_t at = address.url.substr(0, path).rfind('@');
  address.shown = at == std::string::npos
                      ? address.url
                      : address.url.substr(0, host) + address.url.substr(at + 1);
  if (!address.model.empty()) address.shown += "#" + address.model;
  return address;
}

}  // namespace vitrine::endpoint
