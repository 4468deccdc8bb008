#pragma once
// Query language: what a person types in the search box, as a tree.
//
//   deep learning          rows that have the words, or most of them, best first
//   "graph neural"         the exact phrase is required
//   -survey  -"a survey"   rows that have it are left out
//   title:graph  title:"graph neural"  title:(a b)   required, in that field
//   transf*                words that begin so
//   year:2020..2024  type:Oral  year:2020..   a condition on a column that holds no text
//   a AND b, a OR b, NOT a, (a b) OR c   both; either; -a; brackets group
//
// Within a sequence, the required clauses must all match, and of its plain words, if it has any,
// one or, outside of brackets, as many as the caller wants (TextQuery::coverage). Everything is a
// valid query: an unbalanced quote ends with the text, a bracket that does not match is a space, an
// unknown field is a word, and what goes beyond the limits below counts as plain words. Thread
// safe: pure functions. Cost: linear.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "text/column_condition.h"

namespace vitrine::text {

inline constexpr std::size_t kMaxQueryClauses = 32;  ///< Of other things than plain words.
inline constexpr std::size_t kMaxQueryDepth = 16;    ///< Of brackets.

struct QueryClause {
  enum class Kind { kWord, kPhrase, kPrefix, kGroup, kCondition };
  enum class Role {
    kAny,  ///< A plain word: one of them has to match.
    kMust,
    kMustNot,
  };

  Kind kind = Kind::kWord;
  Role role = Role::kAny;
  std::string text;   ///< Of a prefix, without its star.
  std::string field;  ///< Restricts the clause; empty: any field.
  /// Of a word: it also stands for the words that begin so, because it may be unfinished.
  bool open = false;
  ColumnCondition condition = {};  ///< Of a condition.
  /// Of a group: sequences of which one has to match.
  std::vector<std::vector<QueryClause>> alternatives;

  bool operator==(const QueryClause&) const = default;
};

/// What may stand before a colon; upper and lower case are the same, longer names win.
struct QueryNames {
  std::vector<std::string> fields = {};
  /// Columns for conditions. Of a name that is a field too, only ranges are conditions.
  std::vector<std::string> columns = {};
};

/// The query as one group.
QueryClause parse_query(std::string_view text, const QueryNames& names);

/// Marks the last word as open if nothing follows it, not even a space: a person may be in the
/// middle of typing it. One letter behind other words is not: it says nothing yet of the word that
/// it begins, and up to a seventh of a text's words begin with it. Returns whether there is such a
/// word. Requires: `query` was parsed from `text`.
bool open_last_word(std::string_view text, QueryClause& query);

/// Whether a group is one sequence of plain words, none of them open.
bool is_plain(const QueryClause& group);

}  // namespace vitrine::text
