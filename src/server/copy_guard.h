#pragma once
// CopyGuard: a copy that is not whole yet answers nobody with half of what there is.
//
// A balancer that probes /ready does not ask such a copy; one that only sees how requests end goes
// on to the next copy at a 503.

#include "http/guard.h"
#include "replica/replica.h"

namespace vitrine::server {

class CopyGuard final : public http::Guard {
 public:
  /// Both outlive it; `guard` is asked first.
  CopyGuard(const http::Guard& guard, const replica::Replica& replica)
      : guard_(&guard), replica_(&replica) {}

  std::optional<http::Response> admit(const http::Route& route,
                                      http::Request& request) const override;
  void conclude(const http::Route& route, const http::Request& request,
                http::Response& response) const override;

 private:
  const http::Guard* guard_;
  const replica::Replica* replica_;
};

/// 503 with how far the copy is.
http::Response refuse_unready(const replica::CopyStatus& status);

}  // namespace vitrine::server
