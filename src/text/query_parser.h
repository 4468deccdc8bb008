#pragma once
// Query language: what a person types in the search box, as a tree.
//
//   deep learning          rows that have any of the words, best first
//   "graph neural"         the exact phrase is required
//   -survey  -"a survey"   rows that have it are left out
//   title:graph  title:"graph neural"  title:(a b)   required, in that field
//   transf*                words that begin so
//   a AND b, a OR b, (a b) OR c   both; either; brackets group
//
// Within a sequence, the required clauses must all match, and at least one of its plain words, if
// it has any. Everything is a valid query: an unbalanced quote ends with the text, a bracket that
// does not match is a space, an unknown field is a word, and what goes beyond the limits below
// counts as plain words. Thread safe: pure functions. Cost: linear.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine {

inline constexpr std::size_t kMaxQueryClauses = 32;  ///< Of other things than plain words.
inline constexpr std::size_t kMaxQueryDepth = 16;    ///< Of brackets.

struct QueryClause {
  enum class Kind { kWord, kPhrase, kPrefix, kGroup };
  enum class Role {
    kAny,  ///< A plain word: one of them has to match.
    kMust,
    kMustNot,
  };

  Kind kind = Kind::kWord;
  Role role = Role::kAny;
  std::string text;   ///< Of a prefix, without its star.
  std::string field;  ///< Restricts the clause; empty: any field.
  /// Of a group: sequences of which one has to match.
  std::vector<std::vector<QueryClause>> alternatives;

  bool operator==(const QueryClause&) const = default;
};

/// The query as one group. `fields` are the names that may stand before a colon; upper and lower
/// case are the same.
QueryClause parse_query(std::string_view text, std::span<const std::string> fields);

/// Whether a group is one sequence of plain words.
bool is_plain(const QueryClause& group);

}  // namespace vitrine
