#pragma once
// Functions that conditions may call. Each is of DuckDB's own, reads nothing but its arguments, and
// gives no more bytes than it takes, so that calls within calls stay small: the reason why repeat,
// lpad and their like are not here, and why replace puts nothing longer in a text's place.

#include <string_view>

namespace vitrine::ask {

struct Function {
  std::string_view name;
  /// One letter an argument: t text, n number, d date or timestamp, l list, m text or list, p a
  /// regular expression in quotes, q a text in quotes, s one that is no longer than the one before
  /// it, x anything, = the first one's type. Those behind '?' may be left out; a last '*' repeats
  /// the letter before it.
  std::string_view arguments;
  /// t text, n number, b truth value, = the first argument's type.
  char result;
};

/// The function of that name (lower case), or null.
const Function* find_function(std::string_view name);

}  // namespace vitrine::ask
