#include "cluster/engine_address.h"

#include <algorithm>
#include <cstdlib>

namespace vitrine::cluster {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return value == nullptr ? std::string() : std::string(value);
}

Error not_a_node(std::string_view node, const std::string& why) {
  return invalid_argument("\"" + std::string(node) + "\" is not the address of an engine: " + why +
                          ", as in https://search1:9200,https://search2:9200");
}

Result<std::string> parse_node(std::string_view node) {
  while (node.ends_with('/')) node.remove_suffix(1);
  std::string_view rest = node;
  if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else {
    return not_a_node(node, "it begins with http:// or https://");
  }
  if (rest.find('@') != std::string_view::npos) {
    return invalid_argument(
        std::string("who asks the engine does not stand in its address, which is logged: set ") +
        kEngineUserVariable + " and " + kEnginePasswordVariable + ", or " + kEngineTokenVariable);
  }
  const bool is_plain = std::ranges::none_of(
      rest, [](char c) { return c <= ' ' || c == '?' || c == '#' || c == '"' || c == '\\'; });
  if (rest.empty() || rest.starts_with('/') || !is_plain)
    return not_a_node(node, "it names a host, and perhaps a port and a path");
  return std::string(node);
}

}  // namespace

std::string EngineAddress::text() const {
  std::string all;
  for (const std::string& node : nodes) all += (all.empty() ? "" : ",") + node;
  return all;
}

Result<EngineAddress> parse_engine_address(std::string_view nodes) {
  EngineAddress address;
  while (true) {
    const std::size_t comma = nodes.find(',');
    Result<std::string> node = parse_node(nodes.substr(0, comma));
    if (!node) return std::move(node).error();
    address.nodes.push_back(*std::move(node));
    if (comma == std::string_view::npos) break;
    nodes.remove_prefix(comma + 1);
  }
  address.token = variable(kEngineTokenVariable);
  const std::string user = variable(kEngineUserVariable);
  if (!user.empty()) address.login = user + ":" + variable(kEnginePasswordVariable);
  return address;
}

}  // namespace vitrine::cluster
