#pragma once
// Caller: who asks, and what they may. Every face makes one for each request, in one place, and
// hands it on with the question.

#include <stop_token>

namespace vitrine {

struct Caller {
  /// Stopped once nobody waits for the answer.
  std::stop_token stop = {};
  /// The user who runs this very process: told all that an error knows, paths too.
  bool is_owner = false;
  /// May import, remove and keep lists.
  bool may_change = false;
  /// May name a path of this machine to import from. Only with may_change.
  bool may_name_paths = false;

  /// The user who runs this process, who may do anything.
  static Caller owner(std::stop_token stop = {}) { return {std::move(stop), true, true, true}; }
};

}  // namespace vitrine
