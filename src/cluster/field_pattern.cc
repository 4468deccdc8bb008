#include "cluster/field_pattern.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cassert>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/json_writer.h"
#include "base/utf8.h"
#include "cluster/refusal.h"

namespace vitrine::cluster {
namespace {

/// What an index takes of a regular expression unless it is told otherwise.
constexpr std::size_t kMaxRegexpCharacters = 1000;
constexpr std::size_t kMaxPatternBytes = 30'000;
constexpr std::string_view kMatchesNothing = "[^\\x{0}-\\x{10ffff}]";

void append_character(std::string& out, UChar32 character) {
  char bytes[U8_MAX_LENGTH];
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, character);
  out.append(bytes, static_cast<std::size_t>(length));
}

/// Takes the character at the front. Requires: valid UTF-8, not empty.
UChar32 take_character(std::string_view& text) {
  const auto size = static_cast<std::int32_t>(text.size());
  std::int32_t at = 0;
  UChar32 character = 0;
  U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text.data()), at, size, character);
  text.remove_prefix(static_cast<std::size_t>(at));
  return character;
}

/// The characters that become another in lower case, by that other one.
const std::unordered_map<UChar32, std::vector<UChar32>>& capitals() {
  static const auto all = [] {
    std::unordered_map<UChar32, std::vector<UChar32>> by_lower;
    for (UChar32 c = 0; c <= UCHAR_MAX_VALUE; ++c) {
      if (const UChar32 lower = u_tolower(c); lower != c) by_lower[lower].push_back(c);
    }
    return by_lower;
  }();
  return all;
}

/// In a regular expression of Lucene every sign may be escaped; letters and digits may not, because
/// some would be classes.
void append_literal(std::string& regexp, UChar32 character) {
  const bool is_sign = character > 0x20 && character < 0x7F && u_isalnum(character) == 0;
  if (is_sign) regexp += '\\';
  append_character(regexp, character);
}

/// A character of a text in lower case: one of those that become it. False: none does.
bool append_lowered(std::string& regexp, UChar32 character) {
  std::vector<UChar32> all;
  if (u_tolower(character) == character) all.push_back(character);
  if (const auto found = capitals().find(character); found != capitals().end())
    all.insert(all.end(), found->second.begin(), found->second.end());
  if (all.empty()) return false;
  if (all.size() == 1) {
    append_literal(regexp, all.front());
    return true;
  }
  regexp += '[';
  for (const UChar32 one : all) append_literal(regexp, one);
  regexp += ']';
  return true;
}

Result<FieldPattern> checked_regexp(std::string regexp) {
  if (utf8_length(regexp) > kMaxRegexpCharacters)
    return beyond_engine("a pattern that becomes longer than 1,000 characters");
  return FieldPattern{FieldPattern::Kind::kRegexp, std::move(regexp)};
}

Result<FieldPattern> lowered_pattern(const GappedText& gapped) {
  std::string regexp;
  for (std::size_t i = 0; i < gapped.size(); ++i) {
    if (i > 0) regexp += ".*";
    for (std::string_view rest = gapped[i]; !rest.empty();) {
      if (!append_lowered(regexp, take_character(rest))) return FieldPattern{};
    }
  }
  return checked_regexp(std::move(regexp));
}

/// RE2's syntax to Lucene's, by descent.
class RegexTranslator {
 public:
  RegexTranslator(std::string_view regex, const RegexMeaning& meaning)
      : rest_(regex), meaning_(meaning) {}

  Result<FieldPattern> translate() {
    std::string out = alternatives(true);
    if (!rest_.empty()) refuse("a bracket that was never opened");
    if (!status_) return std::move(status_).error();
    return checked_regexp(std::move(out));
  }

 private:
  static constexpr int kMaxDepth = 50;

  void refuse(const std::string& what) {
    if (status_) status_ = beyond_engine(what + " in a regular expression");
    rest_ = {};
  }
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  std::string alternatives(bool is_top);
  std::string branch(bool is_top);
  std::string atom();
  std::string group();
  std::string set();
  std::optional<std::string> member();
  std::optional<std::string> escaped(bool in_set);
  void append_repetition(std::string& out);

  std::string_view rest_;
  const RegexMeaning& meaning_;
  int depth_ = 0;
  Status status_;
};

std::string RegexTranslator::alternatives(bool is_top) {
  std::string out = branch(is_top);
  while (status_ && take("|")) out += "|" + branch(is_top);
  return out;
}

/// One alternative. Lucene matches whole texts, so that a search has anything around it.
std::string RegexTranslator::branch(bool is_top) {
  std::string out;
  const bool searches = is_top && meaning_.is_search;
  if (is_top && take("^")) {
    // Whole texts begin there anyway.
  } else if (searches) {
    out += ".*";
  }
  const std::size_t start = out.size();
  bool ends = false;
  while (!rest_.empty() && !rest_.starts_with('|') && !rest_.starts_with(')')) {
    if (ends) refuse("$ in the middle");
    if (is_top && take("$")) {
      ends = true;
      continue;
    }
    out += atom();
    append_repetition(out);
  }
  if (out.size() == start) out += "()";
  if (searches && !ends) out += ".*";
  return out;
}

std::string RegexTranslator::atom() {
  if (take("(")) return group();
  if (take("[")) return set();
  if (take(".")) return meaning_.dot_takes_newline ? "." : "[^\n]";
  if (rest_.starts_with('\\')) return escaped(false).value_or("");
  for (const std::string_view sign : {"^", "$", "*", "+", "?"}) {
    if (!rest_.starts_with(sign)) continue;
    refuse(std::string(sign) + " where it stands");
    return {};
  }
  std::string out;
  const UChar32 character = take_character(rest_);
  if (!meaning_.lowers) {
    append_literal(out, character);
  } else if (!append_lowered(out, character)) {
    refuse("a capital beside lower()");
  }
  return out;
}

std::string RegexTranslator::group() {
  take("?:");
  if (rest_.starts_with('?')) refuse("(?");
  if (++depth_ > kMaxDepth) refuse("brackets more than 50 deep");
  std::string out = "(" + alternatives(false) + ")";
  --depth_;
  if (!take(")")) refuse("a bracket that is not closed");
  return out;
}

/// What stands behind a backslash, as an expression or as members of a set.
std::optional<std::string> RegexTranslator::escaped(bool in_set) {
  static constexpr std::pair<char, std::string_view> kClasses[] = {
      {'d', "0-9"}, {'w', "0-9A-Za-z_"}, {'s', "\t\n\f\r "}};
  static constexpr std::pair<char, char> kControls[] = {
      {'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'f', '\f'}, {'v', '\v'}};
  const char next = rest_.size() > 1 ? rest_[1] : '\0';
  const std::string shown(rest_.substr(0, 2));
  rest_.remove_prefix(std::min<std::size_t>(rest_.size(), 2));
  for (const auto& [letter, members] : kClasses) {
    const bool is_negated = next == letter - 'a' + 'A';
    if ((next != letter && !is_negated) || meaning_.lowers || (is_negated && in_set)) continue;
    if (in_set) return std::string(members);
    return (is_negated ? "[^" : "[") + std::string(members) + "]";
  }
  for (const auto& [letter, control] : kControls) {
    if (next == letter) return std::string(1, control);
  }
  std::string out;
  const auto byte = static_cast<unsigned char>(next);
  if (byte > 0x20 && byte < 0x7F && u_isalnum(byte) == 0) {
    append_literal(out, byte);
    return out;
  }
  refuse(shown);
  return std::nullopt;
}

std::optional<std::string> RegexTranslator::member() {
  if (rest_.starts_with("[:")) refuse("[:");
  if (rest_.starts_with('\\')) return escaped(true);
  if (rest_.empty()) return std::nullopt;
  std::string out;
  append_literal(out, take_character(rest_));
  return out;
}

/// Behind the opening bracket.
std::string RegexTranslator::set() {
  if (meaning_.lowers) refuse("a set beside lower()");
  std::string out = take("^") ? "[^" : "[";
  bool is_first = true;
  while (status_ && (is_first || !rest_.starts_with(']'))) {
    is_first = false;
    const std::optional<std::string> low = member();
    if (!low) break;
    out += *low;
    if (!rest_.starts_with('-') || rest_.starts_with("-]")) continue;
    take("-");
    const std::optional<std::string> high = member();
    if (!high) break;
    // Of single characters; their UTF-8 is in their own order.
    const auto bare = [](std::string_view one) {
      return one.starts_with('\\') ? one.substr(1) : one;
    };
    if (utf8_length(bare(*low)) != 1 || utf8_length(bare(*high)) != 1 || bare(*high) < bare(*low))
      refuse("such a range");
    out += "-" + *high;
  }
  if (!take("]")) refuse("a set that is not closed");
  return out + "]";
}

void RegexTranslator::append_repetition(std::string& out) {
  const auto is_repetition = [&] {
    return rest_.starts_with('*') || rest_.starts_with('+') || rest_.starts_with('?');
  };
  if (is_repetition()) {
    out += rest_.front();
    rest_.remove_prefix(1);
  } else if (rest_.starts_with('{')) {
    const std::size_t end = rest_.find('}');
    const std::string_view counts = rest_.substr(1, std::min(end, rest_.size()) - 1);
    const bool is_count = end != std::string_view::npos && !counts.empty() &&
                          counts.front() >= '0' && counts.front() <= '9' &&
                          counts.find_first_not_of("0123456789,") == std::string_view::npos &&
                          std::ranges::count(counts, ',') <= 1;
    if (!is_count) return;
    if (counts.size() > 7) refuse("so many repetitions");
    out += rest_.substr(0, end + 1);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
  } else {
    return;
  }
  take("?");  // Lazy or not, the whole text matches or does not.
  if (is_repetition()) refuse("a repetition of a repetition");
}

}  // namespace

GappedText gapped_like(std::string_view pattern) {
  GappedText gapped(1);
  for (const char c : pattern) {
    if (c == '%') {
      gapped.emplace_back();
    } else {
      gapped.back() += c;
    }
  }
  return gapped;
}

bool matches_gapped(const GappedText& gapped, std::string_view text) {
  if (gapped.size() == 1) return text == gapped.front();
  const std::string& last = gapped.back();
  if (!text.starts_with(gapped.front())) return false;
  text.remove_prefix(gapped.front().size());
  if (!text.ends_with(last)) return false;
  text.remove_suffix(last.size());
  for (std::size_t i = 1; i + 1 < gapped.size(); ++i) {
    const std::size_t at = text.find(gapped[i]);
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + gapped[i].size());
  }
  return true;
}

std::string lower_case(std::string_view text) {
  std::string out;
  while (!text.empty()) append_character(out, u_tolower(take_character(text)));
  return out;
}

Result<FieldPattern> field_pattern(const GappedText& gapped, bool lowers) {
  assert(!gapped.empty());
  if (lowers) return lowered_pattern(gapped);
  if (gapped.size() == 2 && gapped[1].empty())
    return FieldPattern{FieldPattern::Kind::kPrefix, gapped.front()};
  FieldPattern pattern{FieldPattern::Kind::kWildcard};
  for (std::size_t i = 0; i < gapped.size(); ++i) {
    if (i > 0) pattern.text += '*';
    for (const char c : gapped[i]) {
      if (c == '*' || c == '?' || c == '\\') pattern.text += '\\';
      pattern.text += c;
    }
  }
  if (pattern.text.size() > kMaxPatternBytes)
    return beyond_engine("a pattern of more than 30,000 bytes");
  return pattern;
}

Result<FieldPattern> field_regexp(std::string_view regex, const RegexMeaning& meaning) {
  if (regex == kMatchesNothing) return FieldPattern{};
  return RegexTranslator(regex, meaning).translate();
}

std::string pattern_json(std::string_view field, const FieldPattern& pattern) {
  assert(pattern.kind != FieldPattern::Kind::kNothing);
  const bool is_regexp = pattern.kind == FieldPattern::Kind::kRegexp;
  std::string out;
  JsonWriter json(out);
  json.begin_object()
      .key(is_regexp                                     ? "regexp"
           : pattern.kind == FieldPattern::Kind::kPrefix ? "prefix"
                                                         : "wildcard")
      .begin_object()
      .key(field)
      .begin_object()
      .member("value", pattern.text);
  if (is_regexp) json.member("flags", "NONE");
  json.end_object().end_object().end_object();
  return out;
}

}  // namespace vitrine::cluster
