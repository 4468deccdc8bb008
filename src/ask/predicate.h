#pragma once
// Predicate and Order: which rows are meant and in which order, understood and bound to a split's
// columns. Every grammar (ours, the Hub's, the column conditions inside a text query) makes these;
// evaluators take them apart, and none of them reads a person's text again.
//
// Truth has SQL's three values. An expression is null where anything that it needs is null, save
// where its kind says otherwise; a comparison with null is null; AND, OR and NOT are Kleene's. A
// row matches where the predicate is true: null does not match.
//
// Comparisons are those of SQL: texts by their bytes, NaN equal to itself and above every number,
// FALSE below TRUE, dates beside moments as their midnight (in UTC where the column has a zone).
//
// Types are settled: both sides of a comparison are of one type, or of two that compare without
// loss (integers of any width, a date and a moment). The one exception is what the Hub's grammar
// leaves open: a text constant beside a column of another type is read as that type, and evaluation
// fails with invalid_argument where it is not. Value types; trees are at most 200 deep.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ask/pattern.h"

namespace vitrine::ask {

struct Predicate;

/// A value that is the same for all rows, as text: what it is read as says its type.
struct Constant {
  enum class Type {
    kNull,        ///< No text.
    kText,        ///< The text itself.
    kNumber,      ///< An exact number in decimal digits: "-12", "0.5".
    kDouble,      ///< A number read as the nearest float64; it has an exponent, as in "1.5e0".
    kFloat,       ///< A number read as the nearest float32.
    kTruth,       ///< "TRUE" or "FALSE".
    kDate,        ///< "2024-01-31"
    kTime,        ///< "12:30:00"
    kMoment,      ///< "2024-01-31 12:30:00", without a zone.
    kNanoMoment,  ///< The same for a column of nanoseconds, of any year.
    kUtcMoment,   ///< A moment with a zone, or in UTC.
    kClassCode,   ///< The code of a class, in decimal digits.
  };

  Type type = Type::kNull;
  std::string text = {};

  bool operator==(const Constant&) const = default;
};

/// What is read of a row, or computed from that.
struct Expression {
  enum class Kind {
    kConstant,    ///< `constant`.
    kColumn,      ///< The value of the column at position `column`.
    kMember,      ///< The member that Predicate::Kind::kAnyMember looks at.
    kField,       ///< The field `name` of the struct arguments[0].
    kTextLength,  ///< How many characters the text arguments[0] has.
    kListLength,  ///< How many members the list arguments[0] has.
    kJsonText,    ///< What the JSON pointer `name` (RFC 6901) finds in the Json arguments[0]: a
                  ///< string's content, else JSON; null where there is nothing.
    kReadAs,      ///< The text arguments[0] read as the scalar dtype `name` ("int64"); null where
                  ///< it is none.
    kLabel,       ///< The name of the class whose code arguments[0] is, a kColumn or kField; null
                  ///< where the code has none.
    kCall,        ///< The function `name` (functions.h) of the arguments; null as DuckDB has it.
    kTruthOf,     ///< predicate[0] as a truth value.
  };

  Kind kind = Kind::kConstant;
  Constant constant = {};
  std::size_t column = 0;
  std::string name = {};
  std::vector<Expression> arguments = {};
  std::vector<Predicate> predicate;  ///< None or one; of a type that is not complete yet.

  static Expression of(Constant constant);
  static Expression of_column(std::size_t position);
  static Expression of_member();
  /// kField, kTextLength, kListLength, kJsonText, kReadAs, kLabel.
  static Expression from(Kind kind, Expression argument, std::string name = {});
  static Expression call(std::string function, std::vector<Expression> arguments);
  static Expression truth_of(Predicate predicate);

  bool operator==(const Expression&) const;
};

enum class Comparison { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };

/// A polygon on the map of a vector column, closed from its last corner to its first.
struct MapArea {
  struct Corner {
    double x = 0;
    double y = 0;
    bool operator==(const Corner&) const = default;
  };

  std::size_t column = 0;
  std::vector<Corner> corners = {};  ///< kMinCorners to kMaxCorners, finite.

  bool operator==(const MapArea&) const = default;
};

inline constexpr std::size_t kMinCorners = 3;
inline constexpr std::size_t kMaxCorners = 200;

struct Predicate {
  enum class Kind {
    kAnd,        ///< Of two or more parts.
    kOr,         ///< Of two or more parts.
    kNot,        ///< Of one part.
    kCompare,    ///< values[0] `comparison` values[1].
    kIn,         ///< values[0] equals one of the others; null where none does and one is null.
    kMember,     ///< values[0] is a member of the list values[1]; never null: a missing list has
                 ///< no members, and null is a member of none.
    kAnyMember,  ///< parts[0] is true of a member of the list values[0]; null where that is.
    kIsNull,     ///< values[0]; never null.
    kIsTrue,     ///< values[0]; never null.
    kIsFalse,    ///< values[0]; never null.
    kMatches,    ///< The text values[0] matches `pattern`.
    kInside,     ///< The row's place on a map lies in `area`; never null: a row without a place is
                 ///< in none. Fails with invalid_argument where the map has not been made.
    kTruth,      ///< values[0] holds a truth value itself.
  };

  Kind kind = Kind::kTruth;
  std::vector<Predicate> parts = {};
  std::vector<Expression> values = {};
  Comparison comparison = Comparison::kEqual;
  TextPattern pattern = {};
  MapArea area = {};

  static Predicate constant(bool truth);
  static Predicate compare(Expression left, Comparison comparison, Expression right);
  /// kIsNull, kIsTrue, kIsFalse, kTruth.
  static Predicate about(Kind kind, Expression value);
  static Predicate negation(Predicate part);
  /// Of one part: that part. Requires: at least one.
  static Predicate all(std::vector<Predicate> parts);
  static Predicate any(std::vector<Predicate> parts);

  bool operator==(const Predicate&) const = default;
};

/// By a value, or in the random order of a seed, which is the same whenever it is asked for.
struct OrderKey {
  Expression value = {};
  bool descending = false;
  std::optional<std::uint32_t> seed = {};

  bool operator==(const OrderKey&) const = default;
};

/// Sort keys, the first decides; nulls come last in both directions, ties go to the lower row.
/// Without keys: by row.
struct Order {
  std::vector<OrderKey> keys = {};

  bool empty() const { return keys.empty(); }
  bool operator==(const Order&) const = default;
};

}  // namespace vitrine::ask
