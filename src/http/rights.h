#pragma once
// Rights: who sends a request and what they may. A guard finds it out before a handler runs;
// without one everybody may read and nobody may do anything else.

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::http {

/// What a route demands of whoever asks.
enum class Need {
  kNothing,  ///< Says nothing of what the server holds.
  kRead,
  kNotes,   ///< To see what a reader has written for themselves.
  kChange,  ///< To change anything.
};

struct Rights {
  /// "owner", the name of a token or a user; empty for a stranger. For the log.
  std::string who = {};
  bool read = true;
  bool notes = false;
  bool change = false;
  /// To name files of this machine, as far as the server lets anybody.
  bool paths = false;
  /// To have the server fetch from any address.
  bool addresses = false;
  /// Shell patterns of the names of things that all of this is limited to, a '*' standing for
  /// anything but '/'; empty: all things.
  std::vector<std::string> names = {};
  /// Patterns of the names of things that are closed to them for now.
  std::vector<std::string> blocked = {};

  bool allow(Need need) const;
  /// Whether they are for the thing of this name, closed or not.
  bool cover(std::string_view name) const;
  bool block(std::string_view name) const;

  /// Those of the server's own user.
  static Rights all() { return {"owner", true, true, true, true, true, {}, {}}; }
};

}  // namespace vitrine::http
