#pragma once
// JSON out: append-only, straight into a string, no tree in between.
//
// Numbers are written shortest-round-trip (std::to_chars); NaN and infinities become null; strings
// that are not valid UTF-8 have each bad byte replaced by U+FFFD, so the output always parses.
//
//   JsonWriter json(out);
//   json.begin_object().key("rows").value(3).key("names").begin_array().value("a").end_array().end_object();

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace vitrine {

/// `text` as a JSON string, quotes included. Cost: one pass, a copy where nothing needs escaping.
void append_json_string(std::string& out, std::string_view text);
void append_json_number(std::string& out, double value);
void append_json_number(std::string& out, std::int64_t value);
void append_json_number(std::string& out, std::uint64_t value);

/// Writes one JSON value. Commas are placed for the caller; nesting and key/value alternation are
/// the caller's duty (asserted in debug builds only by the shape of the output).
class JsonWriter {
 public:
  /// Appends to `out`, which must outlive the writer.
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(bool flag);
  template <std::integral Integer>
    requires(!std::same_as<Integer, bool>)
  JsonWriter& value(Integer number) {
    separate();
    if constexpr (std::signed_integral<Integer>) {
      append_json_number(out_, static_cast<std::int64_t>(number));
    } else {
      append_json_number(out_, static_cast<std::uint64_t>(number));
    }
    return *this;
  }
  JsonWriter& value(double number);
  JsonWriter& null();
  /// `json` must be one complete JSON value.
  JsonWriter& raw(std::string_view json);

  /// key(name) then value(v).
  template <typename T>
  JsonWriter& member(std::string_view name, const T& v) {
    key(name);
    return value(v);
  }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string& out_;
  bool needs_comma_ = false;
};

}  // namespace vitrine
