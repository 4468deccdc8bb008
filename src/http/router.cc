#include "http/router.h"

#include <algorithm>
#include <cassert>
#include <exception>

#include "base/mapped_faults.h"
#include "http/field.h"
#include "http/forwarding.h"

namespace vitrine::http {
namespace {

enum class SegmentKind { kRest, kCapture, kLiteral };  // ascending: how specific it is

SegmentKind kind_of(std::string_view segment) {
  if (!segment.starts_with('{')) return SegmentKind::kLiteral;
  return segment.ends_with("...}") ? SegmentKind::kRest : SegmentKind::kCapture;
}

std::string_view capture_name(std::string_view segment) {
  segment.remove_prefix(1);
  return segment.substr(0, segment.find_first_of(".}"));
}

std::vector<std::string> split_pattern(std::string_view pattern) {
  std::vector<std::string> segments;
  while (!pattern.empty()) {
    assert(pattern.front() == '/');
    pattern.remove_prefix(1);
    const std::size_t slash = std::min(pattern.find('/'), pattern.size());
    if (slash > 0) segments.emplace_back(pattern.substr(0, slash));
    pattern.remove_prefix(slash);
  }
  return segments;
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& segments) {
  const bool open = !pattern.empty() && kind_of(pattern.back()) == SegmentKind::kRest;
  if (open ? segments.size() < pattern.size() : segments.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (kind_of(pattern[i]) == SegmentKind::kLiteral && pattern[i] != segments[i]) return false;
  }
  return true;
}

// Whether `a` is to be preferred to `b`, both fitting one path.
bool is_more_specific(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::lexicographical_compare(
      b.begin(), b.end(), a.begin(), a.end(),
      [](const std::string& x, const std::string& y) { return kind_of(x) < kind_of(y); });
}

Parameters capture(const std::vector<std::string>& pattern,
                   const std::vector<std::string>& segments) {
  Parameters captures;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const SegmentKind kind = kind_of(pattern[i]);
    if (kind == SegmentKind::kLiteral) continue;
    std::string value = segments[i];
    for (std::size_t j = i + 1; kind == SegmentKind::kRest && j < segments.size(); ++j) {
      value += '/';
      value += segments[j];
    }
    captures.add(std::string(capture_name(pattern[i])), std::move(value));
  }
  return captures;
}

/// A method that the path has, and that changes nothing.
std::vector<Method> reading_methods(const std::vector<Method>& methods) {
  std::vector<Method> reading;
  std::ranges::copy_if(methods, std::back_inserter(reading),
                       [](Method method) { return method == Method::kGet; });
  return reading;
}

std::string allow_list(const std::vector<Method>& methods) {
  std::string list;
  for (const Method method : methods) {
    list += method_name(method);
    list += ", ";
    if (method == Method::kGet) list += "HEAD, ";
  }
  return list + "OPTIONS";
}

/// Of a refusal that a guard made, which knows of one method only.
void say_allowed(const std::vector<Method>& methods, Response& response) {
  if (response.status == 405 && !response.headers.has("Allow"))
    response.headers.set("Allow", allow_list(reading_methods(methods)));
}

Response preflight(const std::vector<Method>& methods, const Request& request) {
  Response response;
  response.status = 204;
  const std::string allowed = allow_list(methods);
  response.headers.add("Allow", allowed);
  response.headers.add("Access-Control-Allow-Methods", allowed);
  const std::string_view wanted = request.headers.get("Access-Control-Request-Headers");
  response.headers.add("Access-Control-Allow-Headers", wanted.empty() ? "*" : std::string(wanted));
  response.headers.add("Access-Control-Max-Age", "86400");
  return response;
}

// A browser names the page that asks in Origin; a program that is no browser sends none.
bool is_foreign_origin(const Request& request) {
  const std::string_view origin = request.headers.get("Origin");
  if (origin.empty()) return false;
  // Where the base URL is known, a page of it may call the server by another name than the proxy.
  if (!request.base_url.empty() && origin == origin_of(request.base_url)) return false;
  const std::size_t scheme = origin.find("://");
  return scheme == std::string_view::npos ||
         !equals_ignoring_case(origin.substr(scheme + 3), request.headers.get("Host"));
}

/// Zeros stood in for pages of a mapped file: of this request's files or of one beside it.
Response run_whole(const Route& route, const Request& request) {
  const std::uint64_t faults = mapped_faults();
  Response response = route.handler(request);
  if (mapped_faults() != faults && response.status < 400) {
    return error_response(corrupt(
        "A file of the library could not be read whole while this was answered; ask again, and "
        "remove and import the dataset if it stays so: its notes come back with it."));
  }
  return response;
}

Response run_guarded(const Guard& guard, const Route& route, Request& request) {
  std::optional<Response> refusal = guard.admit(route, request);
  Response response = refusal ? *std::move(refusal) : run_whole(route, request);
  guard.conclude(route, request, response);
  return response;
}

Response run(const Guard* guard, const Route& route, Request& request) {
  std::string detail;
  try {
    return guard == nullptr ? run_whole(route, request) : run_guarded(*guard, route, request);
  } catch (const std::exception& exception) {
    detail = exception.what();
  } catch (...) {
    detail = "a handler threw something that is no std::exception";
  }
  return error_response(internal_error(std::move(detail)));
}

}  // namespace

void Router::add(Route route) {
  std::vector<std::string> pattern = split_pattern(route.pattern);
  assert(std::none_of(routes_.begin(), routes_.end(), [&](const Route& other) {
    return other.method == route.method && other.pattern == route.pattern;
  }));
  routes_.push_back(std::move(route));
  patterns_.push_back(std::move(pattern));
}

void Router::set_fallback(std::string name, Handler handler) {
  fallback_ = Route{.pattern = "/{path...}",
                    .name = std::move(name),
                    .handler = std::move(handler),
                    .need = Need::kNothing};
}

Router::Match Router::match(Method method, const std::vector<std::string>& segments) const {
  const Method wanted = method == Method::kHead ? Method::kGet : method;
  Match match;
  const std::vector<std::string>* best = nullptr;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (!fits(patterns_[i], segments) || (best && is_more_specific(*best, patterns_[i]))) continue;
    if (!best || is_more_specific(patterns_[i], *best)) {
      // What a pattern that fits less well would take is no method of this address.
      match.methods.clear();
      match.route = nullptr;
      best = &patterns_[i];
    }
    match.methods.push_back(routes_[i].method);
    if (routes_[i].method != wanted) continue;
    match.route = &routes_[i];
    match.captures = capture(patterns_[i], segments);
  }
  if (match.methods.empty() && fallback_) {
    match.methods.push_back(Method::kGet);
    if (wanted == Method::kGet) match.route = &*fallback_;
  }
  std::sort(match.methods.begin(), match.methods.end());
  match.methods.erase(std::unique(match.methods.begin(), match.methods.end()), match.methods.end());
  return match;
}

Response Router::answer(const Match& match, Request& request) const {
  if (access_) {
    if (std::optional<Response> refusal = access_->refuse(request)) return *std::move(refusal);
  }
  Response response = dispatch(match, request);
  say_allowed(match.methods, response);
  if (access_) access_->add_headers(request, response);
  return response;
}

std::optional<Response> Router::refuse_foreign(const Route& route, const Request& request) const {
  const bool safe = request.method == Method::kGet || request.method == Method::kHead;
  const bool may_ask =
      route.any_origin && access_ && access_->allows_origin(request.headers.get("Origin"));
  if (safe || may_ask || !is_foreign_origin(request)) return std::nullopt;
  return error_response(403, "ForeignOrigin",
                        "Pages of another origin may not ask this server: start it with "
                        "--allow-origin to let them read and search.");
}

std::optional<Response> Router::refuse_body(const Match& match, Request& head) const {
  if (access_) {
    if (std::optional<Response> refusal = access_->refuse(head)) return refusal;
  }
  const Route& route = *match.route;
  if (std::optional<Response> refusal = refuse_foreign(route, head)) return refusal;
  head.path = match.captures;
  if (guard_ != nullptr) {
    if (std::optional<Response> refusal = guard_->admit(route, head)) {
      guard_->conclude(route, head, *refusal);
      say_allowed(match.methods, *refusal);
      return refusal;
    }
  }
  return route.refuse_body ? route.refuse_body(head) : std::nullopt;
}

Response Router::dispatch(const Match& match, Request& request) const {
  if (match.methods.empty()) return error_response(404, "ResponseNotFound", "Not found.");
  if (match.route == nullptr) {
    if (request.method == Method::kOptions) return preflight(match.methods, request);
    Response response = error_response(
        405, "MethodNotAllowed",
        "This address does not take " +
            (request.method == Method::kOther ? "that method"
                                              : std::string(method_name(request.method))) +
            ".");
    response.headers.add("Allow", allow_list(match.methods));
    return response;
  }
  if (std::optional<Response> refusal = refuse_foreign(*match.route, request))
    return *std::move(refusal);
  request.path = match.captures;
  return run(guard_, *match.route, request);
}

}  // namespace vitrine::http
