#include "access/gate.h"

#include <chrono>

#include "access/audit.h"
#include "access/refusals.h"
#include "access/session.h"
#include "http/field.h"
#include "http/forwarding.h"

namespace vitrine::access {
namespace {

using http::Need;
using http::Request;
using http::Response;
using http::Rights;
using http::Route;

/// The address without its token. Slashes in front become one: two would name another server.
std::string without_token(const Request& request) {
  const std::string_view target = request.target;
  const std::size_t mark = std::min(target.find('?'), target.size());
  std::string_view path = target.substr(0, mark);
  path.remove_prefix(std::min(path.find_first_not_of("/\\"), path.size()));
  std::string address = std::string(http::base_path_of(request)) + "/" + std::string(path);
  std::string_view query = target.substr(std::min(mark + 1, target.size()));
  char separator = '?';
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty() || pair.starts_with("token=")) continue;
    address += separator;
    address += pair;
    separator = '&';
  }
  return address;
}

bool is_safe(const Request& request) {
  return request.method == http::Method::kGet || request.method == http::Method::kHead;
}

/// A browser keeps no answer for the next one who uses it, and a proxy none for anybody.
void keep_private(Response& response) {
  std::string caching(response.headers.get("Cache-Control"));
  if (caching.starts_with("public")) caching.replace(0, 6, "private");
  if (caching.empty()) caching = "private, no-cache";
  if (!caching.starts_with("private") && caching != "no-store") caching = "private, " + caching;
  response.headers.set("Cache-Control", caching);
  response.headers.set("Vary", "Accept-Encoding, Authorization, Cookie");
}

}  // namespace

std::string named_dataset(const Request& request) {
  const auto owner = request.path.get("owner");
  const auto name = request.path.get("name");
  // As git calls it: "papers.git".
  if (const auto repository = request.path.get("repository"); owner && repository) {
    return std::string(*owner) + "/" +
           std::string(
               repository->substr(0, repository->size() - (repository->ends_with(".git") ? 4 : 0)));
  }
  if (owner && name) return std::string(*owner) + "/" + std::string(*name);
  return std::string(request.query.get("dataset").value_or(""));
}

Rights Gate::rights_of(const Request& request) const {
  const std::optional<Visitor> visitor = visitors_->recognise(request);
  Rights rights;
  rights.read = options_.reading_is_open;
  if (options_.changes_are_open) rights.notes = rights.change = true;
  if (visitor) {
    const bool is_curator = visitor->role == Role::kCurator || visitor->role == Role::kAdmin;
    rights = {visitor->name, true, is_curator, is_curator, false, false, visitor->datasets, {}};
    rights.addresses = visitor->role == Role::kAdmin && is_direct(request);
    rights.paths = rights.addresses || (is_curator && options_.has_source_root);
  }
  if (!visitor || visitor->role != Role::kAdmin) rights.blocked = options_.blocked;
  if (options_.is_read_only) rights.change = rights.paths = rights.addresses = false;
  return rights;
}

/// A page that is opened with a token: the browser is let in, and the token leaves the address, so
/// that it is in no history, bookmark or Referer.
std::optional<Response> Gate::sign_in(const Route& route, const Request& request) const {
  const auto token = request.query.given("token");
  if (!token || !is_safe(request) || route.need != Need::kNothing) return std::nullopt;
  const std::optional<std::string> session = visitors_->new_session(*token);
  Response response;
  if (session) {
    response.status = 303;
    response.headers.add("Location", without_token(request));
    response.headers.add("Set-Cookie", set_session(request, *session));
  } else {
    response = Response::text(
        "This token is not, or no longer, one of this server's. Open the address that `vitrine "
        "serve` printed when it started.\n",
        401);
  }
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("Referrer-Policy", "no-referrer");
  return response;
}

std::optional<Response> Gate::admit(const Route& route, Request& request) const {
  if (std::optional<Response> answer = sign_in(route, request)) return answer;
  request.rights = rights_of(request);
  const Rights& rights = request.rights;
  if (route.need == Need::kNothing) return std::nullopt;
  if (route.need == Need::kChange && options_.is_read_only)
    return options_.origin.empty() ? refuse_all_changes() : refuse_change_of_copy(options_.origin);
  if (rights.who.empty() && !rights.allow(route.need)) return ask_for_token(request, route.need);
  const std::string dataset = named_dataset(request);
  if (!dataset.empty() && !rights.cover(dataset)) return hide_dataset(request, dataset);
  if (!dataset.empty() && rights.block(dataset)) return refuse_blocked(request, dataset);
  if (!rights.allow(route.need)) return refuse_need(rights, route.need);
  return std::nullopt;
}

void Gate::conclude(const Route& route, const Request& request, Response& response) const {
  if (response.status == 401) response.headers.set("Cache-Control", "no-store");
  const bool depends_on_who = !options_.reading_is_open || !request.rights.who.empty();
  if (route.need != Need::kNothing && depends_on_who) keep_private(response);
  if (!options_.audit || is_safe(request)) return;
  if (route.need != Need::kChange && route.need != Need::kNotes) return;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  options_.audit(audit_line(route, request, response,
                            std::chrono::duration_cast<std::chrono::seconds>(now).count()));
}

}  // namespace vitrine::access
