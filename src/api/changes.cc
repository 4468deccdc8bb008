#include "api/changes.h"

#include "base/ascii.h"
#include "http/access.h"
#include "store/scratch.h"

namespace vitrine {
namespace {

/// Whether a proxy stands between: then its address, and maybe its Host, is not the client's.
bool is_forwarded(const http::Request& request) {
  for (const char* field : {"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host",
                            "X-Forwarded-Proto", "X-Real-IP"}) {
    if (request.headers.has(field)) return true;
  }
  return false;
}

fs::path uploads_folder(const Library& library) {
  collect_scratch(library.home());
  return scratch_folder(library.home(), "uploads");
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
  return allows_paths(request);
}

bool Changes::allows_paths(const http::Request& request) const {
  return is_loopback(request.peer) && !is_forwarded(request) &&
         is_loopback(http::host_name(request.headers.get("Host")));
}

Caller caller_of(const Context& context, const http::Request& request) {
  Caller caller;
  caller.stop = request.stop;
  const Changes* changes = context.changes;
  caller.may_change = changes != nullptr && changes->allows(request);
  caller.may_name_paths = caller.may_change && changes->allows_paths(request);
  return caller;
}

std::optional<http::Response> refuse_change(const Caller& caller) {
  if (caller.may_change) return std::nullopt;
  return http::error_response(
      403, "ChangesNotAllowed",
      "This server takes changes from its own machine only, or from everyone who reaches it when "
      "it is started with --allow-changes.");
}

}  // namespace vitrine
