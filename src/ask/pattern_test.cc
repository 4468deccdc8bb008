// Patterns as regular expressions, beside a matcher that tries every way.

#include "ask/pattern.h"

#include <gtest/gtest.h>

#include <random>
#include <regex>
#include <string>

namespace vitrine::ask {
namespace {

/// Whether LIKE's `pattern` is met by all of `text`, by its definition alone.
bool like(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '%') {
    for (std::size_t skipped = 0; skipped <= text.size(); ++skipped)
      if (like(text.substr(skipped), pattern.substr(1))) return true;
    return false;
  }
  if (text.empty()) return false;
  return (pattern.front() == '_' || pattern.front() == text.front()) &&
         like(text.substr(1), pattern.substr(1));
}

/// The same of GLOB, whose sets and backslashes have their own rules.
bool glob(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  const char first = pattern.front();
  if (first == '*') {
    for (std::size_t skipped = 0; skipped <= text.size(); ++skipped)
      if (glob(text.substr(skipped), pattern.substr(1))) return true;
    return false;
  }
  if (text.empty()) return false;
  if (first == '?') return glob(text.substr(1), pattern.substr(1));
  if (first == '\\')
    return pattern.size() > 1 && pattern[1] == text.front() &&
           glob(text.substr(1), pattern.substr(2));
  if (first != '[') return first == text.front() && glob(text.substr(1), pattern.substr(1));
  std::size_t at = 1;
  const bool inverted = at < pattern.size() && pattern[at] == '!';
  if (inverted) ++at;
  const std::size_t end = at < pattern.size() ? pattern.find(']', at + 1) : std::string_view::npos;
  if (end == std::string_view::npos) return false;
  bool among = false;
  while (at < end) {
    if (at + 2 < end && pattern[at + 1] == '-') {
      among |= pattern[at] <= text.front() && text.front() <= pattern[at + 2];
      at += 3;
    } else {
      among |= pattern[at++] == text.front();
    }
  }
  return among != inverted && glob(text.substr(1), pattern.substr(end + 1));
}

/// Whether a GLOB has a set that is never closed or runs backwards, or ends in a backslash: such a
/// pattern matches nothing, wherever a matcher would notice.
bool is_broken(std::string_view pattern) {
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern[at] == '\\') {
      if (at + 1 == pattern.size()) return true;
      at += 2;
      continue;
    }
    if (pattern[at++] != '[') continue;
    if (at < pattern.size() && pattern[at] == '!') ++at;
    if (at >= pattern.size()) return true;
    const std::size_t end = pattern.find(']', at + 1);
    if (end == std::string_view::npos) return true;
    while (at < end) {
      if (at + 2 < end && pattern[at + 1] == '-') {
        if (pattern[at] > pattern[at + 2]) return true;
        at += 3;
      } else {
        ++at;
      }
    }
    at = end + 1;
  }
  return false;
}

/// Expressions here hold nothing that ECMAScript reads in another way than RE2.
bool matches(const std::string& text, const TextPattern& pattern) {
  if (!pattern.is_regex) return like(text, pattern.text);
  return std::regex_match(text, std::regex(pattern.text));
}

std::string random_text(std::mt19937& random, std::string_view alphabet, unsigned most) {
  std::string out;
  for (unsigned i = static_cast<unsigned>(random() % (most + 1)); i > 0; --i)
    out += alphabet[random() % alphabet.size()];
  return out;
}

TEST(Pattern, LikeMatchesWhatItsDefinitionDoes) {
  for (unsigned seed = 1; seed <= 3000; ++seed) {
    std::mt19937 random(seed);
    const std::string pattern = random_text(random, "ab.%_*", 6);
    const std::string text = random_text(random, "ab.*", 6);
    const Result<TextPattern> made = text_pattern(PatternKind::kLike, pattern);
    ASSERT_TRUE(made);
    EXPECT_EQ(matches(text, *made), like(text, pattern))
        << "seed " << seed << ": " << text << " LIKE " << pattern << " as " << made->text;
  }
}

TEST(Pattern, GlobMatchesWhatItsDefinitionDoes) {
  unsigned matched = 0;
  for (unsigned seed = 1; seed <= 6000; ++seed) {
    std::mt19937 random(seed);
    const std::string pattern = random_text(random, "abc*?[]!-\\", 7);
    const std::string text = random_text(random, "abc]-!", 3);
    const Result<TextPattern> made = text_pattern(PatternKind::kGlob, pattern);
    ASSERT_TRUE(made);
    if (is_broken(pattern)) {
      EXPECT_EQ(made->text, "[^\\x{0}-\\x{10ffff}]") << "seed " << seed << ": " << pattern;
      continue;
    }
    const bool wanted = glob(text, pattern);
    matched += wanted ? 1 : 0;
    EXPECT_EQ(matches(text, *made), wanted)
        << "seed " << seed << ": " << text << " GLOB " << pattern << " as " << made->text;
  }
  EXPECT_GT(matched, 200U) << "patterns that match must be among them";
}

TEST(Pattern, LikeWithoutAnUnderscoreStaysAsItIs) {
  for (const std::string text : {"", "%", "a%b", "%%", "a.*[", "50\\%"}) {
    EXPECT_EQ(*text_pattern(PatternKind::kLike, text), (TextPattern{.text = text}));
    EXPECT_EQ(*text_pattern(PatternKind::kIlike, text),
              (TextPattern{.text = text, .folds_case = true}));
  }
}

TEST(Pattern, AnUnderscoreMakesARegularExpressionOfAllCharacters) {
  const TextPattern like = *text_pattern(PatternKind::kLike, "a_%%b.");
  EXPECT_EQ(like, (TextPattern{.text = "a..*b\\.", .is_regex = true, .dot_takes_newline = true}));
  const TextPattern ilike = *text_pattern(PatternKind::kIlike, "É_");
  EXPECT_EQ(ilike.text, "É.") << "bytes of other scripts stand for themselves";
  EXPECT_TRUE(ilike.folds_case);
}

TEST(Pattern, ARegularExpressionIsTakenAsWritten) {
  EXPECT_EQ(*text_pattern(PatternKind::kRegex, "a_%.*("),
            (TextPattern{.text = "a_%.*(", .is_regex = true}))
      << "whether it is one is for RE2 to say, and its dot takes no newline";
}

TEST(Pattern, SetsOfGlobs) {
  const auto glob_text = [](std::string_view pattern) {
    return text_pattern(PatternKind::kGlob, pattern)->text;
  };
  const std::string nothing = "[^\\x{0}-\\x{10ffff}]";
  EXPECT_EQ(glob_text("[a-c]"), "[a-c]");
  EXPECT_EQ(glob_text("[!a-c]"), "[^a-c]");
  EXPECT_EQ(glob_text("[]a]"), "[\\]a]") << "a closing bracket in front is a member";
  EXPECT_EQ(glob_text("[!]]"), "[^\\]]");
  EXPECT_EQ(glob_text("[^a]"), "[\\^a]") << "only ! inverts";
  EXPECT_EQ(glob_text("[a-]"), "[a\\-]") << "a dash at the end is a member";
  EXPECT_EQ(glob_text("[c-a]"), nothing);
  EXPECT_EQ(glob_text("[a-a]"), "[a-a]");
  EXPECT_EQ(glob_text("[a"), nothing);
  EXPECT_EQ(glob_text("["), nothing);
  EXPECT_EQ(glob_text("[!"), nothing);
  EXPECT_EQ(glob_text("[]"), nothing);
  EXPECT_EQ(glob_text("a\\"), nothing);
  EXPECT_EQ(glob_text("\\*\\a"), "\\*a");
  EXPECT_EQ(glob_text("**?"), ".*.");
  EXPECT_EQ(glob_text("]"), "\\]");
}

TEST(Pattern, LengthIsBoundedWhereMatchingCosts) {
  const std::string most = std::string(999, 'a') + "_";
  for (const PatternKind kind :
       {PatternKind::kLike, PatternKind::kIlike, PatternKind::kGlob, PatternKind::kRegex}) {
    EXPECT_TRUE(text_pattern(kind, most));
    const Result<TextPattern> more = text_pattern(kind, "a" + most);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().code(), ErrorCode::kTooLarge);
    EXPECT_EQ(more.error().message(), "a pattern may have at most 1,000 bytes");
  }
  EXPECT_TRUE(text_pattern(PatternKind::kLike, std::string(5000, '%')));
  EXPECT_TRUE(text_pattern(PatternKind::kIlike, std::string(5000, 'a')));
}

}  // namespace
}  // namespace vitrine::ask
