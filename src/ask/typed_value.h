#pragma once
// TypedValue: an operand that met its columns - what it reads and what type that is - and the rules
// by which two of them compare.

#include <string>
#include <string_view>

#include "ask/condition.h"
#include "ask/predicate.h"
#include "base/result.h"
#include "schema/features.h"

namespace vitrine::ask {

struct TypedValue {
  enum class Type { kNull, kText, kNumber, kBool, kTime, kClass, kList, kStruct, kJson, kOther };

  Type type = Type::kOther;
  Expression value = {};
  schema::Feature feature = {};  ///< Of a column; of a call's result where it matters.
  std::string name = {};         ///< For messages: "column "year"", "lower()".
  std::string written = "it";    ///< For messages that say what to write: "\"year\"".
  bool is_literal = false;       ///< `value` is final for no type but text: see as_peer.
  std::size_t at = 0;

  /// A literal's text or digits.
  const std::string& text() const { return value.constant.text; }
};

/// What a column of that type holds.
TypedValue::Type type_of(const schema::Feature& feature);

/// "text", "numbers", ...: for messages.
std::string_view type_name(TypedValue::Type type);

/// A text, number or truth value as written.
TypedValue literal_value(const Operand& operand);

/// `value` for a comparison with `other`: a class's label becomes its code, a text beside a date
/// becomes one, a number takes the other's width, Json gives what the other side is. `ordered`: for
/// < and its like, where classes go by label. Errors: invalid_argument that says what to write
/// instead, for pairs that cannot be meant.
Result<Expression> as_peer(const TypedValue& value, const TypedValue& other, bool ordered);

/// `value` where text, a number, a date or a truth value is needed: classes give their label, Json
/// what it holds. Errors: invalid_argument; `user` ("LIKE", "lower()") is who needs it.
Result<Expression> as_type(const TypedValue& value, TypedValue::Type type, std::string_view user);

}  // namespace vitrine::ask
