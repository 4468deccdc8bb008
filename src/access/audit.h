#pragma once
// The audit log: a line of JSON for each attempt to change the library or its notes, also for those
// that were refused.
//
//   {"time":"2026-11-27T02:00:00Z","who":"ana","from":"127.0.0.1","what":"v1-remove",
//    "about":"local/papers","status":200}

#include <string>

#include "http/message.h"
#include "http/router.h"

namespace vitrine::access {

/// Without the end of the line. "who" is empty for a stranger; "error" has the sentence of a
/// refusal.
std::string audit_line(const http::Route& route, const http::Request& request,
                       const http::Response& response, std::int64_t seconds);

}  // namespace vitrine::access
