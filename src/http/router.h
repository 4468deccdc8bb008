#pragma once
// Router: the table of routes, and the one place where a request meets its handler.
//
// A pattern is literal segments and captures: `/api/v1/datasets/{owner}/{name}/rows/{row_idx}`; a
// last segment `{path...}` captures the rest of the path, joined by slashes. Where two patterns
// fit, the one that is literal at the first difference wins. The table can be enumerated: the API's
// own description is generated from it, so that both come from one table.
//
// Built once, then immutable and safe to share. Cost of a match: one pass over the table.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/access.h"
#include "http/guard.h"
#include "http/message.h"
#include "http/rights.h"

namespace vitrine::http {

using Handler = std::function<Response(const Request&)>;

/// Where a handler runs: slow ones have threads of their own, so that the rest of the API answers
/// while they are busy, and so have those that mostly wait for another process (a person's SQL).
enum class WorkerPool { kFast, kSlow, kWaiting };

/// A parameter of the query string, for the API's description. All views are of static texts.
struct QueryParameter {
  enum class Type { kText, kNumber, kFlag, kChoice };
  std::string_view name;
  std::string_view meaning;
  Type type = Type::kText;
  bool required = false;
  std::string_view choices = {};                         ///< Of a choice, with spaces between.
  std::optional<std::uint64_t> fallback = std::nullopt;  ///< Of a number, where it is not given.
  std::optional<std::uint64_t> most = std::nullopt;      ///< Of a number.
};

struct Route {
  Method method = Method::kGet;
  std::string pattern = {};
  /// Short and stable: label in metrics, operation id in the API's description.
  std::string name = {};
  /// One line for a person.
  std::string summary = {};
  Handler handler = {};
  WorkerPool pool = WorkerPool::kFast;
  /// Largest request body in bytes, where it differs from the server's default.
  std::optional<std::uint64_t> max_body = std::nullopt;
  /// Whether the body is put into a file as it comes in (Request::body_file). Whoever may not have
  /// what the route needs is then refused before the body is read.
  bool body_in_file = false;
  /// Called with the head before such a body is read, on the I/O thread, so that it must be quick:
  /// a refusal, or nothing. May be empty.
  std::function<std::optional<Response>(const Request&)> refuse_body = {};
  /// Whether a page of an origin that may read (see access.h) may call a method that is neither GET
  /// nor HEAD. Off, so that no web site can change the library.
  bool any_origin = false;
  /// What the handler reads of the query string.
  std::span<const QueryParameter> parameters = {};
  /// The name of the answer's schema (openapi_schemas.h); empty where the answer is no JSON.
  std::string_view answer = {};
  /// Whether a body may hold the parameters, as members of a JSON object.
  bool takes_json_parameters = false;
  /// Whether every request gets an error: an address that is known, and not offered.
  bool only_refuses = false;
  /// Whether the route answers while the server ends.
  bool answers_to_the_end = false;
  /// What whoever asks must be allowed, where the router has a guard. A route that says nothing
  /// asks for the most.
  Need need = Need::kChange;
};

class Router {
 public:
  /// What a request's head leads to. `route` is null where nothing but an error (or the answer to
  /// OPTIONS) can follow. Valid as long as the router.
  struct Match {
    const Route* route = nullptr;
    Parameters captures;
    /// Methods that the path has, for `Allow`; empty: no such path.
    std::vector<Method> methods;
  };

  /// Requires: a well-formed pattern, unique with its method (asserted).
  void add(Route route);
  /// Answers GET and HEAD for paths that no route has: the web page. `name` labels it in metrics.
  void set_fallback(std::string name, Handler handler);

  /// Who is answered at all, and whose pages may read. Without: everybody, and none of another
  /// origin.
  void set_access(Access access) { access_ = std::move(access); }
  /// Who is let through to the handlers; it must outlive the router. Without: everybody.
  void set_guard(const Guard* guard) { guard_ = guard; }

  std::span<const Route> routes() const { return routes_; }

  /// HEAD finds the route of GET.
  Match match(Method method, const std::vector<std::string>& segments) const;

  /// The refusal of a request whose body is to be put into a file, before it is read.
  std::optional<Response> refuse_body(const Match& match, Request& head) const;

  /// Runs the handler, or answers 404, 405 with Allow, 421 for a host that is none of ours, or
  /// OPTIONS. Never throws: what a handler throws becomes 500 UnexpectedApiError. Sets
  /// request.path.
  Response answer(const Match& match, Request& request) const;

 private:
  Response dispatch(const Match& match, Request& request) const;
  std::optional<Response> refuse_foreign(const Route& route, const Request& request) const;

  std::optional<Access> access_;
  const Guard* guard_ = nullptr;
  std::vector<Route> routes_;
  std::vector<std::vector<std::string>> patterns_;  // of routes_, split into segments
  std::optional<Route> fallback_;
};

}  // namespace vitrine::http
