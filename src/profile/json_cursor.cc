#include "profile/json_cursor.h"

#include <charconv>

#include "base/json_parse.h"

namespace vitrine::profile {
namespace {

/// Takes a number off the front.
template <typename Number>
bool take_number(std::string_view& text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

/// Behind the string that starts `text`; npos if it does not end.
std::size_t end_of_string(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1;
    if (text[i] == '\\') ++i;
  }
  return std::string_view::npos;
}

}  // namespace

bool JsonCursor::read(double& number) {
  return take_number(rest_, number);
}

bool JsonCursor::read(std::uint64_t& number) {
  return take_number(rest_, number);
}

bool JsonCursor::read(duck::Int128& number) {
  if (rest_.starts_with('-')) {
    std::int64_t below = 0;
    if (!take_number(rest_, below)) return false;
    number = below;
    return true;
  }
  std::uint64_t above = 0;
  if (!take_number(rest_, above)) return false;
  number = above;
  return true;
}

bool JsonCursor::read(std::string& text) {
  if (!is_string()) return false;
  const std::size_t end = end_of_string(rest_);
  if (end == std::string_view::npos) return false;
  const std::string_view token = rest_.substr(0, end);
  rest_.remove_prefix(end);
  if (token.find('\\') == std::string_view::npos) {
    text = token.substr(1, token.size() - 2);
    return true;
  }
  const Result<boost::json::value> value = parse_json(token);
  if (!value || !value->is_string()) return false;
  text = std::string(value->get_string());
  return true;
}

bool JsonCursor::skip() {
  std::size_t open = 0;
  std::size_t i = 0;
  while (i < rest_.size()) {
    const char c = rest_[i];
    if (open == 0 && (c == ',' || c == '}' || c == ']')) break;
    if (c == '"') {
      const std::size_t length = end_of_string(rest_.substr(i));
      if (length == std::string_view::npos) return false;
      i += length;
      continue;
    }
    if (c == '{' || c == '[') ++open;
    if (c == '}' || c == ']') --open;
    ++i;
  }
  rest_.remove_prefix(i);
  return open == 0 && i > 0;
}

}  // namespace vitrine::profile
