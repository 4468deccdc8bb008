#pragma once
// Condition: what the lenient grammar understood, before it meets a split's columns.
//
// The parser makes it; binder.h resolves its columns and settles its types, which gives a
// Predicate. Trees are at most some 128 deep (so recursion over them is safe) and of at most 10,000
// nodes.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::ask {

/// A value in a condition. Equality ignores where it stands.
struct Operand {
  enum class Kind { kColumn, kText, kNumber, kBool, kNull, kCall };

  Kind kind = Kind::kNull;
  std::vector<std::string> path = {};  ///< kColumn: the names between dots, at least one.
  /// kText: its content. kNumber: digits as written, "-" in front of a negative one. kBool: "TRUE"
  /// or "FALSE". kCall: the function's name in lower case.
  std::string text = {};
  std::vector<Operand> arguments = {};  ///< kCall.
  std::size_t at = 0;                   ///< Byte offset in the text that was read.

  bool operator==(const Operand& other) const {
    return kind == other.kind && path == other.path && text == other.text &&
           arguments == other.arguments;
  }
};

/// A truth value, of SQL's three.
struct Condition {
  enum class Kind {
    kAnd,      ///< Of two or more parts.
    kOr,       ///< Of two or more parts.
    kNot,      ///< Of one part.
    kCompare,  ///< operands[0] `op` operands[1]; op is one of = <> < <= > >=.
    kIn,       ///< operands[0] equals one of the others.
    kMember,   ///< operands[0] is a member of the list operands[1].
    kBetween,  ///< operands[1] <= operands[0] <= operands[2].
    kIs,       ///< operands[0] is operands[1], which is kNull or kBool.
    kPattern,  ///< operands[0] `op` operands[1], a kText; op: LIKE, ILIKE, GLOB, SIMILAR TO, ~.
    kTruth,    ///< operands[0], which holds a truth value itself.
  };

  Kind kind = Kind::kTruth;
  std::vector<Condition> parts = {};
  std::vector<Operand> operands = {};
  std::string op = {};
  bool negated = false;  ///< kIn, kMember, kBetween, kIs, kPattern.

  bool operator==(const Condition&) const = default;
};

/// A sort key as written: by a value, or in the random order of a seed.
struct SortTerm {
  Operand key;
  bool descending = false;
  std::optional<std::uint32_t> seed = {};

  bool operator==(const SortTerm&) const = default;
};

}  // namespace vitrine::ask
