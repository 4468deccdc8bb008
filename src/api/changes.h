#pragma once
// Changes: what lets clients change the library, and which of them may.
//
// A server on a loopback address belongs to the people of its machine, so it takes changes from
// them; any other server takes none unless it was started to. A web site that a user visits must
// not become such a client: a request's Host must name this machine too, which a name that an
// attacker points at 127.0.0.1 does not (the router refuses foreign origins), and no proxy may
// stand between. Paths of this machine are taken from clients on this machine alone. Thread safe.

#include <optional>

#include "api/context.h"
#include "engine/caller.h"
#include "http/message.h"
#include "jobs/import_queue.h"
#include "jobs/uploads.h"

namespace vitrine {

/// Whether a listening or a client's address is of this machine: 127.0.0.0/8, ::1, localhost.
bool is_loopback(std::string_view address);

class Changes {
 public:
  enum class Policy {
    kThisMachine,  ///< The server listens on a loopback address.
    kEveryone,     ///< The user said so.
  };

  Changes(const Library& library, Policy policy);

  ImportQueue& imports() { return imports_; }
  Uploads& uploads() { return uploads_; }

  /// Whether this client may change anything.
  bool allows(const http::Request& request) const;
  /// Whether this client may name a path of this machine. Requires: allows().
  bool allows_paths(const http::Request& request) const;

 private:
  Policy policy_;
  Uploads uploads_;
  ImportQueue imports_;  // after the uploads, so that it stops before they go
};

/// Who sends this request, and what they may: the one place where that is decided.
Caller caller_of(const Context& context, const http::Request& request);
/// 403 for a caller who may change nothing; else nothing.
std::optional<http::Response> refuse_change(const Caller& caller);

}  // namespace vitrine
