#include "server/changes.h"

#include <unistd.h>

#include "base/ascii.h"

namespace vitrine {
namespace {

/// "localhost:7860" -> "localhost", "[::1]:7860" -> "::1".
std::string_view host_name(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.rfind(':'));
}

fs::path uploads_folder(const Library& library) {
  return library.home() / "tmp" / ("uploads-" + std::to_string(::getpid()));
}

}  // namespace

bool is_loopback(std::string_view address) {
  if (address.starts_with("::ffff:")) address.remove_prefix(7);
  if (address == "::1" || ascii_lower(address) == "localhost") return true;
  return address.starts_with("127.") &&
         address.find_first_not_of("0123456789.") == std::string_view::npos;
}

Changes::Changes(const Library& library, Policy policy)
    : policy_(policy), uploads_(uploads_folder(library)), imports_(library) {}

bool Changes::allows(const http::Request& request) const {
  if (policy_ == Policy::kEveryone) return true;
  return is_loopback(request.peer) && is_loopback(host_name(request.headers.get("Host")));
}

bool Changes::allows_paths(const http::Request& request) const {
  return is_loopback(request.peer) && is_loopback(host_name(request.headers.get("Host")));
}

std::optional<http::Response> refuse_change(const Changes* changes, const http::Request& request) {
  if (changes != nullptr && changes->allows(request)) return std::nullopt;
  return http::error_response(
      403, "ChangesNotAllowed",
      "This server takes changes from its own machine only, or from everyone who reaches it when "
      "it is started with --allow-changes.");
}

}  // namespace vitrine
