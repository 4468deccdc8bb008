#pragma once
// Guard: whoever decides, before a handler runs, who asks and whether they may.

#include <optional>

#include "http/message.h"

namespace vitrine::http {

struct Route;

/// Called on the handler's thread, several at a time.
class Guard {
 public:
  Guard() = default;
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  virtual ~Guard() = default;

  /// Sets request.rights; or the answer in the handler's place.
  virtual std::optional<Response> admit(const Route& route, Request& request) const = 0;
  /// After the answer is made, also where admit() made it. May add headers.
  virtual void conclude(const Route& route, const Request& request, Response& response) const = 0;
};

}  // namespace vitrine::http
