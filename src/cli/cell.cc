#include "cli/cell.h"

#include <algorithm>

#include "base/json_parse.h"

namespace vitrine::cli {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// The offset behind the string that begins at `at` of a text that is JSON.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) at += text[at] == '\\' ? 1U : 0U;
  return std::min(at + 1, text.size());
}

/// The same of the value that begins at `at`.
std::size_t end_of_value(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    const bool closes = c == ']' || c == '}';
    if (depth == 0 && (closes || c == ',' || kBlanks.find(c) != std::string_view::npos)) break;
    at = c == '"' ? end_of_string(text, at) : at + 1;
    if (c == '[' || c == '{') ++depth;
    if (closes) --depth;
    if (depth == 0 && (closes || c == '"')) break;
  }
  return at;
}

/// An object without blanks, its numbers as they are written.
std::string compact(std::string_view object) {
  std::string out;
  for (std::size_t at = 0; at < object.size();) {
    if (object[at] == '"') {
      const std::size_t end = end_of_string(object, at);
      const Result<boost::json::value> text = parse_json(object.substr(at, end - at));
      out += text ? json_text(*text) : std::string(object.substr(at, end - at));
      at = end;
    } else {
      if (kBlanks.find(object[at]) == std::string_view::npos) out += object[at];
      ++at;
    }
  }
  return out;
}

/// Of a value that is JSON, without blanks around. Numbers stay as they are written: a parser would
/// give those that no double holds as infinite or rounded.
std::string cell_of(std::string_view value) {
  if (value == "null") return "";
  if (value.starts_with('{')) return compact(value);
  if (value.starts_with('"')) {
    const Result<boost::json::value> text = parse_json(value);
    return std::string(text && text->is_string() ? std::string_view(text->get_string()) : value);
  }
  if (!value.starts_with('[')) return std::string(value);
  std::string out;
  bool is_first = true;
  for (std::size_t at = 1; at < value.size();) {
    at = value.find_first_not_of(std::string(kBlanks) + ",]", at);
    if (at == std::string_view::npos) break;
    const std::size_t end = end_of_value(value, at);
    const std::string_view item = value.substr(at, end - at);
    out += (is_first ? "" : ", ") + (item == "null" ? std::string(item) : cell_of(item));
    is_first = false;
    at = end;
  }
  return out;
}

}  // namespace

std::string cell_of_json(std::string_view text) {
  if (!parse_json(text)) return std::string(text);
  const std::size_t begin = text.find_first_not_of(kBlanks);
  const std::size_t end = text.find_last_not_of(kBlanks);
  return cell_of(text.substr(begin, end + 1 - begin));
}

}  // namespace vitrine::cli
