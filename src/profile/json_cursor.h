#pragma once
// JsonCursor: JSON that we wrote, read from front to back into the variables that want it.
//
// Beside base/json_parse.h because Boost's numbers are not the nearest ones (one in five differs in
// its last bit), and because it makes no tree. Whitespace is not skipped: our writer puts none.
//
//   cursor.members([&](std::string_view name) {
//     return name == "min" ? cursor.read(min) : cursor.skip();
//   })
//
// Every reader says whether it could; after the first that could not, nothing is told of the place.

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "duck/column_view.h"

namespace vitrine::profile {

class JsonCursor {
 public:
  /// `text` must outlive it.
  explicit JsonCursor(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool take(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  bool take_null() { return take("null"); }

  bool read(double& number);
  /// Of the range of int64 or uint64.
  bool read(duck::Int128& number);
  bool read(std::uint64_t& number);
  bool read(std::string& text);
  /// Whether a string is next.
  bool is_string() const { return rest_.starts_with('"'); }

  /// Any value.
  bool skip();

  /// Of an object: `read_member(name)` takes the value of each.
  template <std::predicate<std::string_view> Read>
  bool members(Read read_member) {
    return sequence('{', '}', [&] {
      std::string name;
      return read(name) && take(":") && read_member(std::string_view(name));
    });
  }
  /// Of an array: `read_item()` takes each.
  template <std::predicate Read>
  bool items(Read read_item) {
    return sequence('[', ']', read_item);
  }

 private:
  template <typename Read>
  bool sequence(char open, char close, Read read_one) {
    if (!take(std::string_view(&open, 1))) return false;
    if (take(std::string_view(&close, 1))) return true;
    do {
      if (!read_one()) return false;
    } while (take(","));
    return take(std::string_view(&close, 1));
  }

  std::string_view rest_;
};

}  // namespace vitrine::profile
