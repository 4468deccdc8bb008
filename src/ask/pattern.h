#pragma once
// Patterns: LIKE, ILIKE, GLOB and regular expressions as tests whose cost is bounded.
//
// DuckDB backtracks over LIKE with an underscore, ILIKE and GLOB: '%e_%e_%e_%x_' on one abstract of
// 2,500 characters takes minutes, and a query cannot be stopped inside one row. So only LIKE
// without an underscore, which DuckDB takes segment by segment, is left as it is; ILIKE becomes
// that of both sides in lower case, and what remains a regular expression for RE2, which is linear
// in the text. Matching is by characters: GLOB's ? and [é] mean one character, where DuckDB's mean
// one byte. Pure functions.

#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine::ask {

enum class PatternKind {
  kLike,   ///< % any characters, _ one.
  kIlike,  ///< The same, upper and lower case alike.
  kGlob,   ///< * any characters, ? one, [a-z] [!a-z] sets, \ takes the next one literally.
  kRegex,  ///< RE2's syntax, for the whole text.
};

/// A test of whole texts.
struct TextPattern {
  std::string text = {};
  bool is_regex = false;           ///< RE2's syntax; else LIKE's without an underscore.
  bool folds_case = false;         ///< Both the text and the pattern are taken in lower case.
  bool dot_takes_newline = false;  ///< Of a regular expression.

  bool operator==(const TextPattern&) const = default;
};

/// Errors: too_large for a pattern above 1,000 bytes, save LIKE and ILIKE without an underscore.
Result<TextPattern> text_pattern(PatternKind kind, std::string_view pattern);

}  // namespace vitrine::ask
