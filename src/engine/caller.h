#pragma once
// Caller: who asks, and what they may. Every face makes one for each request, in one place, and
// hands it on with the question.

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/name_pattern.h"

namespace vitrine::engine {

struct Caller {
  /// Whose share of what is scarce the question takes: a user's name, or an address.
  std::string who = {};
  /// Stopped once nobody waits for the answer.
  std::stop_token stop = {};
  /// The user who runs this very process: told all that an error knows, paths too.
  bool is_owner = false;
  /// May see what a reader keeps and has written about it.
  bool may_see_notes = false;
  /// May import, remove and keep lists.
  bool may_change = false;
  /// May name a path of this machine to import from. Only with may_change.
  bool may_name_paths = false;
  /// May name an address to import from. Only with may_change.
  bool may_name_addresses = false;
  /// Patterns of the datasets that all of this is limited to; empty: all.
  std::vector<std::string> datasets = {};
  /// Patterns of datasets that are closed to them all the same.
  std::vector<std::string> blocked = {};

  /// `dataset`: "owner/name".
  bool may_see(std::string_view dataset) const {
    return (datasets.empty() || fits_any(datasets, dataset)) && !fits_any(blocked, dataset);
  }

  /// The user who runs this process, who may do anything.
  static Caller owner(std::stop_token stop = {}) {
    return {"owner", std::move(stop), true, true, true, true, true, {}, {}};
  }
};

}  // namespace vitrine::engine
