#include "ingest/json_mistake.h"

#include <algorithm>
#include <array>
#include <utility>

namespace vitrine::ingest {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// The first character behind `at` that is no blank, or NUL.
char next_sign(std::string_view text, std::size_t at) {
  const std::size_t next = text.find_first_not_of(kBlanks, at);
  return next == std::string_view::npos ? '\0' : text[next];
}

/// Where the text that begins at `open` ends, or npos; `control` is set if a control character
/// stands in it.
std::size_t string_end(std::string_view text, std::size_t open, bool& control) {
  for (std::size_t i = open + 1; i < text.size(); ++i) {
    if (text[i] == '"') return i;
    if (text[i] == '\\') ++i;
    control |= i < text.size() && static_cast<unsigned char>(text[i]) < 0x20;
  }
  return std::string_view::npos;
}

/// Whether a name and a colon stand at `at`.
bool is_name(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() &&
         (text[end] == '_' || text[end] == '$' || (text[end] >= '0' && text[end] <= '9') ||
          (text[end] >= 'a' && text[end] <= 'z') || (text[end] >= 'A' && text[end] <= 'Z')))
    ++end;
  return end > at && next_sign(text, end) == ':';
}

constexpr std::array<std::string_view, 3> kPythonWords = {"True", "False", "None"};

/// The mistake that the character at `at`, outside of texts, begins.
std::string mistake_at(std::string_view text, std::size_t at) {
  const char c = text[at];
  const std::string_view rest = text.substr(at);
  if (c == '\'')
    return "its texts stand in single quotes, as Python prints them: write it with json.dumps()";
  if (c == '#' || rest.starts_with("//") || rest.starts_with("/*"))
    return "it has a comment, which JSON does not know: take it out";
  for (const std::string_view word : kPythonWords) {
    if (rest.starts_with(word))
      return "it says " + std::string(word) + ", as Python does: write it with json.dumps()";
  }
  const std::size_t key =
      c == '{' ? text.find_first_not_of(kBlanks, at + 1) : std::string_view::npos;
  if (key != std::string_view::npos && text[key] != '"' && text[key] != '}' && is_name(text, key))
    return "its keys stand without quotes, as JavaScript has them: write it with JSON.stringify()";
  if (c != ',') return "";
  const char next = next_sign(text, at + 1);
  if (next == '}' || next == ']') return "a comma stands before a closing bracket: take it out";
  return next == '\0' ? "a comma stands behind the record: take it out" : "";
}

}  // namespace

std::string json_mistake(std::string_view text) {
  bool control = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      i = string_end(text, i, control);
      if (i == std::string_view::npos) return "a text in it does not end";
      if (control)
        return "a control character stands inside of a text: write it as \\t, \\n or \\u0000";
      continue;
    }
    if (std::string mistake = mistake_at(text, i); !mistake.empty()) return mistake;
  }
  return "";
}

}  // namespace vitrine::ingest
