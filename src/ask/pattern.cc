#include "ask/pattern.h"

#include <cctype>

namespace vitrine::ask {
namespace {

constexpr std::size_t kMaxRegexBytes = 1000;
constexpr std::string_view kMatchesNothing = "[^\\x{0}-\\x{10ffff}]";

/// Lower case leaves what is added here as it is: ILIKE's expression goes through lower().
void append_literal(std::string& regex, char c) {
  if (std::ispunct(static_cast<unsigned char>(c)) != 0) regex += '\\';
  regex += c;
}

std::string regex_of_like(std::string_view pattern) {
  std::string regex;
  for (const char c : pattern) {
    if (c == '%') {
      if (!regex.ends_with(".*")) regex += ".*";
    } else if (c == '_') {
      regex += '.';
    } else {
      append_literal(regex, c);
    }
  }
  return regex;
}

/// Appends the set whose opening bracket stands at `at`; the offset behind it, or npos for a set
/// that is never closed or holds a range that runs backwards in bytes.
std::size_t append_set(std::string& regex, std::string_view pattern, std::size_t at) {
  ++at;
  const bool inverted = at < pattern.size() && pattern[at] == '!';
  if (inverted) ++at;
  // A closing bracket in front is a member.
  const std::size_t end = at < pattern.size() ? pattern.find(']', at + 1) : std::string_view::npos;
  if (end == std::string_view::npos) return end;
  regex += inverted ? "[^" : "[";
  for (std::size_t i = at; i < end; ++i) {
    const bool range = i + 2 < end && pattern[i + 1] == '-';
    append_literal(regex, pattern[i]);
    if (!range) continue;
    if (static_cast<unsigned char>(pattern[i]) > static_cast<unsigned char>(pattern[i + 2]))
      return std::string_view::npos;
    regex += '-';
    append_literal(regex, pattern[i + 2]);
    i += 2;
  }
  regex += ']';
  return end + 1;
}

std::string regex_of_glob(std::string_view pattern) {
  std::string regex;
  for (std::size_t i = 0; i < pattern.size();) {
    const char c = pattern[i];
    if (c == '[') {
      i = append_set(regex, pattern, i);
      if (i == std::string_view::npos) return std::string(kMatchesNothing);
      continue;
    }
    ++i;
    if (c == '*') {
      if (!regex.ends_with(".*")) regex += ".*";
    } else if (c == '?') {
      regex += '.';
    } else if (c != '\\') {
      append_literal(regex, c);
    } else if (i < pattern.size()) {
      append_literal(regex, pattern[i++]);
    } else {
      return std::string(kMatchesNothing);
    }
  }
  return regex;
}

}  // namespace

Result<TextPattern> text_pattern(PatternKind kind, std::string_view pattern) {
  const bool like = kind == PatternKind::kLike || kind == PatternKind::kIlike;
  TextPattern out{.text = std::string(pattern), .folds_case = kind == PatternKind::kIlike};
  if (like && pattern.find('_') == std::string_view::npos) return out;
  if (pattern.size() > kMaxRegexBytes) return too_large("a pattern may have at most 1,000 bytes");
  out.is_regex = true;
  if (kind == PatternKind::kRegex) return out;
  out.dot_takes_newline = true;
  out.text = like ? regex_of_like(pattern) : regex_of_glob(pattern);
  return out;
}

}  // namespace vitrine::ask
