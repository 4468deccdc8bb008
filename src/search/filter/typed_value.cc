#include "search/filter/typed_value.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>

#include "duck/types.h"
#include "search/filter/column_reference.h"
#include "search/filter/lexer.h"

namespace vitrine::filter {
namespace {

using Type = TypedValue::Type;

constexpr std::size_t kMaxLabelsInSql = 1000;

Error mistake(std::string message) {
  return invalid_argument(std::move(message));
}

/// Reads the label of a code; null for a code that has none.
Result<std::string> label_sql(const TypedValue& value) {
  if (value.feature.names.size() > kMaxLabelsInSql) {
    return mistake(value.name + " has more than 1,000 classes: compare it with = or IN");
  }
  std::string labels;
  for (const std::string& name : value.feature.names)
    labels += (labels.empty() ? "" : ", ") + quote_literal(name);
  return "list_extract([" + labels + "], " + value.sql + " + 1)";
}

Result<std::string> number_sql(const TypedValue& literal, const Feature& other) {
  const bool whole = literal.text.find_first_of(".eE") == std::string::npos;
  double number = 0;
  const char* const end = literal.text.data() + literal.text.size();
  const auto read = std::from_chars(literal.text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end || !std::isfinite(number))
    return mistake("the number " + position_text(literal.at) + " is too large or too small");
  if (other.is_value("float32") && std::abs(number) <= std::numeric_limits<float>::max())
    return "CAST(" + literal.text + " AS FLOAT)";
  if (whole || other.dtype.starts_with("decimal")) return literal.text;
  // Without an exponent DuckDB reads a decimal, to which wide integers do not convert.
  return literal.text.find_first_of("eE") == std::string::npos ? literal.text + "e0" : literal.text;
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  int out = 0;
  if (text.size() < at + count) return std::nullopt;
  const char* const end = text.data() + at + count;
  const auto read = std::from_chars(text.data() + at, end, out);
  if (read.ec != std::errc() || read.ptr != end || text[at] == '-') return std::nullopt;
  return out;
}

/// "2024-02-30" is no date.
bool starts_with_date(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') return false;
  return std::chrono::year_month_day(std::chrono::year(*year),
                                     std::chrono::month(static_cast<unsigned>(*month)),
                                     std::chrono::day(static_cast<unsigned>(*day)))
      .ok();
}

Result<std::string> time_sql(const TypedValue& literal, const TypedValue& other) {
  const std::string quoted = quote_literal(literal.text);
  const std::string& dtype = other.feature.dtype;
  if (dtype.starts_with("time") && !dtype.starts_with("timestamp"))
    return "CAST(" + quoted + " AS TIME)";
  if (!starts_with_date(literal.text) ||
      (literal.text.size() > 10 && literal.text[10] != ' ' && literal.text[10] != 'T')) {
    return mistake(other.name + " holds dates: write '2024-01-31' or '2024-01-31 12:00:00' " +
                   position_text(literal.at));
  }
  if (dtype.find("tz=") != std::string::npos) return "CAST(" + quoted + " AS TIMESTAMPTZ)";
  return "CAST(" + quoted + (literal.text.size() == 10 ? " AS DATE)" : " AS TIMESTAMP)");
}

/// A column's name to write; "it" for what has a longer one.
std::string written_name(const TypedValue& value) {
  return value.sql.starts_with('"') ? value.sql : "it";
}

/// Why two values cannot be compared, and what to write.
Error mismatch(const TypedValue& a, const TypedValue& b) {
  const bool swap = b.is_literal || ((a.type == Type::kList || a.type == Type::kStruct) &&
                                     !a.is_literal && b.type != Type::kList);
  const TypedValue& value = swap ? b : a;
  const TypedValue& other = swap ? a : b;
  if (other.type == Type::kList && value.is_literal) {
    const std::string text = value.type == Type::kText ? quote_literal(value.text) : value.text;
    return mistake(other.name + " is a list: write " + text + " IN " + written_name(other));
  }
  if (other.type == Type::kText && value.type == Type::kNumber && value.is_literal)
    return mistake(other.name + " holds text: write '" + value.text + "' in quotes");
  if (other.type == Type::kNumber && value.type == Type::kText && value.is_literal)
    return mistake(other.name + " holds numbers: write a number " + position_text(value.at));
  if (other.type == Type::kBool && value.is_literal)
    return mistake(other.name + " holds truth values: write TRUE or FALSE " +
                   position_text(value.at));
  if (other.type == Type::kStruct && !other.feature.children.empty())
    return mistake(other.name + " is a struct: name a field, as in " + written_name(other) + "." +
                   quote_identifier(other.feature.children.front().name));
  return mistake(value.name + " and " + other.name + " do not compare: " +
                 std::string(type_name(value.type)) + " and " + std::string(type_name(other.type)));
}

/// Json beside another type.
std::string json_as(const std::string& sql, Type type) {
  if (type == Type::kNumber) return "TRY_CAST(" + sql + " AS DOUBLE)";
  if (type == Type::kBool) return "TRY_CAST(" + sql + " AS BOOLEAN)";
  if (type == Type::kTime) return "TRY_CAST(" + sql + " AS TIMESTAMP)";
  return sql;
}

bool is_scalar(Type type) {
  return type == Type::kText || type == Type::kNumber || type == Type::kBool ||
         type == Type::kTime || type == Type::kJson;
}

Result<std::string> class_peer(const TypedValue& value, const TypedValue& other, bool ordered) {
  const bool by_code =
      other.type == Type::kNumber ||
      (!ordered && ((other.is_literal && other.type == Type::kText) ||
                    (other.type == Type::kClass && other.feature.names == value.feature.names)));
  if (by_code) return value.sql;
  if (other.type == Type::kText || other.type == Type::kClass || other.type == Type::kJson)
    return label_sql(value);
  return mismatch(other, value);
}

}  // namespace

Type type_of(const Feature& feature) {
  switch (feature.kind) {
    case Feature::Kind::kClassLabel:
      return Type::kClass;
    case Feature::Kind::kList:
      return Type::kList;
    case Feature::Kind::kStruct:
      return Type::kStruct;
    case Feature::Kind::kJson:
      return Type::kJson;
    case Feature::Kind::kOther:
      return Type::kOther;
    case Feature::Kind::kValue:
      break;
  }
  const std::string& dtype = feature.dtype;
  if (feature.is_integer() || feature.is_float() || dtype.starts_with("decimal"))
    return Type::kNumber;
  if (dtype == "string" || dtype == "large_string" || dtype == "string_view") return Type::kText;
  if (dtype == "bool") return Type::kBool;
  if (dtype == "null") return Type::kNull;
  if (dtype.starts_with("date") || dtype.starts_with("time")) return Type::kTime;
  return Type::kOther;
}

std::string_view type_name(Type type) {
  switch (type) {
    case Type::kNull:
      return "nothing";
    case Type::kText:
      return "text";
    case Type::kNumber:
      return "a number";
    case Type::kBool:
      return "a truth value";
    case Type::kTime:
      return "a date";
    case Type::kClass:
      return "a class";
    case Type::kList:
      return "a list";
    case Type::kStruct:
      return "a struct";
    case Type::kJson:
      return "Json";
    case Type::kOther:
      break;
  }
  return "data of another kind";
}

TypedValue literal_value(const Operand& operand) {
  TypedValue out{.sql = operand.text, .is_literal = true, .text = operand.text, .at = operand.at};
  if (operand.kind == Operand::Kind::kText) {
    out.type = Type::kText;
    out.sql = quote_literal(operand.text);
  } else if (operand.kind == Operand::Kind::kNumber) {
    out.type = Type::kNumber;
  } else {
    out.type = operand.kind == Operand::Kind::kBool ? Type::kBool : Type::kNull;
  }
  out.name = "the value " + position_text(operand.at);
  return out;
}

Result<std::string> as_peer(const TypedValue& value, const TypedValue& other, bool ordered) {
  for (const TypedValue* side : {&value, &other}) {
    if (side->type == Type::kNull && side->is_literal)
      return mistake("nothing compares with NULL (" + position_text(side->at) +
                     "): write IS NULL or IS NOT NULL");
  }
  if (value.type == Type::kNull) return value.sql;
  if (value.type == Type::kClass) return class_peer(value, other, ordered);
  if (value.type == Type::kText && value.is_literal && other.type == Type::kClass && !ordered)
    return label_code({other.sql, other.feature, other.name}, value.text);
  const bool beside_class =
      other.type == Type::kClass &&
      (value.type == Type::kText || value.type == Type::kNumber || value.type == Type::kJson);
  if (value.type == Type::kNumber && value.is_literal &&
      (other.type == Type::kNumber || other.type == Type::kJson || beside_class))
    return number_sql(value, other.feature);
  if (beside_class) return value.sql;
  if (other.type == Type::kTime && value.type == Type::kText && value.is_literal)
    return time_sql(value, other);
  if (value.type == Type::kTime && other.type == Type::kText && other.is_literal) return value.sql;
  if (value.type == Type::kJson && is_scalar(other.type)) return json_as(value.sql, other.type);
  if (other.type == Type::kJson && is_scalar(value.type)) return value.sql;
  const bool same = value.type == other.type || other.type == Type::kNull;
  if (same && (is_scalar(value.type) || !value.is_literal)) return value.sql;
  return mismatch(value, other);
}

Result<std::string> as_type(const TypedValue& value, Type type, std::string_view user) {
  if (value.type == Type::kNumber && type == Type::kNumber && value.is_literal)
    return number_sql(value, Feature::value("float64"));
  if (value.type == type) return value.sql;
  if (value.type == Type::kNull && !value.is_literal) return value.sql;
  if (value.type == Type::kClass && type == Type::kText) return label_sql(value);
  if (value.type == Type::kClass && type == Type::kNumber) return value.sql;
  if (value.type == Type::kJson && type != Type::kList) return json_as(value.sql, type);
  return mistake(std::string(user) + " needs " + std::string(type_name(type)) + ", but " +
                 value.name + " is " + std::string(type_name(value.type)));
}

}  // namespace vitrine::filter
