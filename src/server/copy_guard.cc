#include "server/copy_guard.h"

#include "http/router.h"

namespace vitrine::server {
namespace {

/// What is asked of the copy itself, and not of what it holds.
bool is_about_copy(const http::Route& route) {
  return route.need == http::Need::kNothing || route.need == http::Need::kChange ||
         route.name == "v1-copy" || route.name == "v1-copies" || route.name == "metrics";
}

}  // namespace

http::Response refuse_unready(const replica::CopyStatus& status) {
  const std::string why = status.is_whole ? "has not looked at its origin yet" : "is not whole yet";
  return http::error_response(
      unavailable("The copy of " + status.origin + " " + why +
                  (status.trouble.empty() ? std::string(".") : ": " + status.trouble + ".")));
}

std::optional<http::Response> CopyGuard::admit(const http::Route& route,
                                               http::Request& request) const {
  if (std::optional<http::Response> answer = guard_->admit(route, request)) return answer;
  if (is_about_copy(route)) return std::nullopt;
  const replica::CopyStatus status = replica_->status();
  if (status.is_ready()) return std::nullopt;
  return refuse_unready(status);
}

void CopyGuard::conclude(const http::Route& route, const http::Request& request,
                         http::Response& response) const {
  guard_->conclude(route, request, response);
}

}  // namespace vitrine::server
