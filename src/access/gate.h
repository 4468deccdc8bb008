#pragma once
// The gate: the one place where it is decided who asks and whether they may. The router passes it
// each request before its handler; routes say what they need (Route::need), so that none is
// forgotten: a route that says nothing is one that changes things.
//
//   stranger   reads, unless reading is closed; with open changes also what a curator may
//   reader     reads the datasets of their line
//   curator    also notes, and changes to these datasets
//   admin      also names files of the server's machine
//   owner      whoever can read the owner's token: an admin of everything
//
// A dataset that is blocked is there for admins alone, and others are told that it is closed.
// What is read-only is changed by nobody. Files of the machine are named by clients on the machine
// itself; by others, and by curators, only below a source root where there is one.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/visitor.h"
#include "http/guard.h"
#include "http/router.h"

namespace vitrine::access {

struct GateOptions {
  /// Whether strangers may read.
  bool reading_is_open = true;
  /// Whether strangers may do what curators may.
  bool changes_are_open = false;
  bool is_read_only = false;
  /// Of a copy, which is changed by nobody: the origin's name, where changes are made.
  std::string origin = {};
  /// Whether the files that may be named are limited to a folder.
  bool has_source_root = false;
  /// Patterns of datasets that are closed to all but admins.
  std::vector<std::string> blocked = {};
  /// Takes a line of the audit log; must be thread safe. May be empty.
  std::function<void(std::string_view line)> audit = {};
};

/// The dataset that a request names, by its path or the parameter `dataset`: "owner/name"; empty.
std::string named_dataset(const http::Request& request);

class Gate final : public http::Guard {
 public:
  Gate(std::unique_ptr<Visitors> visitors, GateOptions options)
      : visitors_(std::move(visitors)), options_(std::move(options)) {}

  /// Reads the token file again. Errors: as Visitors::reload().
  Status reload() { return visitors_->reload(); }

  std::optional<http::Response> admit(const http::Route& route,
                                      http::Request& request) const override;
  void conclude(const http::Route& route, const http::Request& request,
                http::Response& response) const override;

  /// What whoever sends this request may do.
  http::Rights rights_of(const http::Request& request) const;

 private:
  std::optional<http::Response> sign_in(const http::Route& route,
                                        const http::Request& request) const;

  std::unique_ptr<Visitors> visitors_;
  GateOptions options_;
};

}  // namespace vitrine::access
