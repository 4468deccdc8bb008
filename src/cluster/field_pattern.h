#pragma once
// Field patterns: tests of whole texts in the syntax of the engine, which is Lucene's.
//
// Two sources: texts with gaps (LIKE, contains(), starts_with() and their like), and regular
// expressions in RE2's syntax, of which the part is translated that both understand alike: letters,
// dots, sets, groups, alternatives and repetitions. What is not known to mean the same is refused.
// Lower case is that of single characters, as DuckDB's lower() has it. Pure functions.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vitrine::cluster {

/// Pieces of a text in their order; between two of them there may be anything. {"a"} is equality,
/// {"a", ""} what starts with a, {"", "a", ""} what contains it.
using GappedText = std::vector<std::string>;

/// LIKE's pattern, which has no underscore.
GappedText gapped_like(std::string_view pattern);
bool matches_gapped(const GappedText& gapped, std::string_view text);

/// Every character in lower case.
std::string lower_case(std::string_view text);

struct FieldPattern {
  enum class Kind { kNothing, kPrefix, kWildcard, kRegexp };
  Kind kind = Kind::kNothing;
  std::string text = {};
};

/// `lowers`: the texts are looked at in lower case. Errors: unsupported for more than the engine
/// takes.
Result<FieldPattern> field_pattern(const GappedText& gapped, bool lowers);

struct RegexMeaning {
  bool lowers = false;  ///< As above; then the expression may have no sets.
  bool dot_takes_newline = false;
  bool is_search = false;  ///< It matches a part of the text, not the whole.
};

/// Errors: unsupported, naming what is not translated.
Result<FieldPattern> field_regexp(std::string_view regex, const RegexMeaning& meaning);

/// The member of a query object: "prefix", "wildcard" or "regexp", over a keyword field. Requires:
/// not kNothing.
std::string pattern_json(std::string_view field, const FieldPattern& pattern);

}  // namespace vitrine::cluster
