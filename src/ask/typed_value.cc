#include "ask/typed_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "ask/column_reference.h"
#include "ask/lexer.h"
#include "base/sql_quote.h"
#include "schema/column.h"

namespace vitrine::ask {
namespace {

using Type = TypedValue::Type;

constexpr std::size_t kMaxOrderedLabels = 1000;

Error mistake(std::string message) {
  return invalid_argument(std::move(message));
}

Expression constant(Constant::Type type, std::string text) {
  return Expression::of({type, std::move(text)});
}

/// The label of a code; null for a code that has none.
Result<Expression> label_of(const TypedValue& value) {
  if (value.feature.names.size() > kMaxOrderedLabels)
    return mistake(value.name + " has more than 1,000 classes: compare it with = or IN");
  return Expression::from(Expression::Kind::kLabel, value.value);
}

Result<Expression> number(const TypedValue& literal, const schema::Feature& other) {
  const std::string& text = literal.text();
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end || !std::isfinite(number))
    return mistake("the number " + position_text(literal.at) + " is too large or too small");
  if (other.is_value("float32") && std::abs(number) <= std::numeric_limits<float>::max())
    return constant(Constant::Type::kFloat, text);
  const bool whole = text.find_first_of(".eE") == std::string::npos;
  if (whole || schema::form_of(other) == schema::ScalarForm::kDecimal)
    return constant(Constant::Type::kNumber, text);
  const bool has_exponent = text.find_first_of("eE") != std::string::npos;
  return constant(Constant::Type::kDouble, has_exponent ? text : text + "e0");
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

Result<Expression> moment(const TypedValue& literal, const TypedValue& other) {
  const std::string& text = literal.text();
  if (schema::form_of(other.feature) == schema::ScalarForm::kTime)
    return constant(Constant::Type::kTime, text);
  if (!starts_with_date(text) || (text.size() > 10 && text[10] != ' ' && text[10] != 'T')) {
    return mistake(other.name + " holds dates: write '2024-01-31' or '2024-01-31 12:00:00' " +
                   position_text(literal.at));
  }
  if (!schema::zone_of(other.feature).empty()) return constant(Constant::Type::kUtcMoment, text);
  if (schema::unit_of(other.feature) == schema::TimeUnit::kNano)
    return constant(Constant::Type::kNanoMoment, text);
  return constant(text.size() == 10 ? Constant::Type::kDate : Constant::Type::kMoment, text);
}

/// Why two values cannot be compared, and what to write.
Error mismatch(const TypedValue& a, const TypedValue& b) {
  const bool swap = b.is_literal || ((a.type == Type::kList || a.type == Type::kStruct) &&
                                     !a.is_literal && b.type != Type::kList);
  const TypedValue& value = swap ? b : a;
  const TypedValue& other = swap ? a : b;
  if (other.type == Type::kList && value.is_literal) {
    const std::string text = value.type == Type::kText ? quote_literal(value.text()) : value.text();
    return mistake(other.name + " is a list: write " + text + " IN " + other.written);
  }
  if (other.type == Type::kText && value.type == Type::kNumber && value.is_literal)
    return mistake(other.name + " holds text: write '" + value.text() + "' in quotes");
  if (other.type == Type::kNumber && value.type == Type::kText && value.is_literal)
    return mistake(other.name + " holds numbers: write a number " + position_text(value.at));
  if (other.type == Type::kBool && value.is_literal)
    return mistake(other.name + " holds truth values: write TRUE or FALSE " +
                   position_text(value.at));
  if (other.type == Type::kStruct && !other.feature.children.empty())
    return mistake(other.name + " is a struct: name a field, as in " + other.written + "." +
                   quote_identifier(other.feature.children.front().name));
  return mistake(value.name + " and " + other.name + " do not compare: " +
                 std::string(type_name(value.type)) + " and " + std::string(type_name(other.type)));
}

/// Json's text beside another type.
Expression json_as(const Expression& json, Type type) {
  const auto read_as = [&](const char* dtype) {
    return Expression::from(Expression::Kind::kReadAs, json, dtype);
  };
  if (type == Type::kNumber) return read_as("float64");
  if (type == Type::kBool) return read_as("bool");
  if (type == Type::kTime) return read_as("timestamp[us]");
  return json;
}

Result<Expression> class_peer(const TypedValue& value, const TypedValue& other, bool ordered) {
  const bool by_code =
      other.type == Type::kNumber ||
      (!ordered && ((other.is_literal && other.type == Type::kText) ||
                    (other.type == Type::kClass && other.feature.names == value.feature.names)));
  if (by_code) return value.value;
  if (other.type == Type::kText || other.type == Type::kClass || other.type == Type::kJson)
    return label_of(value);
  return mismatch(other, value);
}

/// What becomes of a value beside one of another type.
enum class Peer {
  kNo,      ///< The two do not compare.
  kAsIs,    ///< It stays what it is.
  kNumber,  ///< A literal takes the other's width.
  kMoment,  ///< A literal becomes a date or a moment; a column of text does not compare.
  kToText,  ///< Compares with a literal alone, which becomes a date.
  kCode,    ///< A literal becomes the code of a class, unless classes go by label.
  kClass,   ///< Its code or its label: see class_peer().
  kJson,    ///< What Json holds is read as the other's type.
};

constexpr std::size_t kNumTypes = 10;
using PeersOfType = std::array<Peer, kNumTypes>;

/// By the value's type, then by the other's, both in the order of TypedValue::Type.
constexpr std::array<PeersOfType, kNumTypes> make_peers() {
  using enum Peer;
  return {{
      // null, text, number, truth value, time, class, list, struct, Json, other
      {kAsIs, kAsIs, kAsIs, kAsIs, kAsIs, kAsIs, kAsIs, kAsIs, kAsIs, kAsIs},            // null
      {kAsIs, kAsIs, kNo, kNo, kMoment, kCode, kNo, kNo, kAsIs, kNo},                    // text
      {kAsIs, kNo, kNumber, kNo, kNo, kNumber, kNo, kNo, kNumber, kNo},                  // number
      {kAsIs, kNo, kNo, kAsIs, kNo, kNo, kNo, kNo, kAsIs, kNo},                          // truth
      {kAsIs, kToText, kNo, kNo, kAsIs, kNo, kNo, kNo, kAsIs, kNo},                      // time
      {kClass, kClass, kClass, kClass, kClass, kClass, kClass, kClass, kClass, kClass},  // class
      {kAsIs, kNo, kNo, kNo, kNo, kNo, kAsIs, kNo, kNo, kNo},                            // list
      {kAsIs, kNo, kNo, kNo, kNo, kNo, kNo, kAsIs, kNo, kNo},                            // struct
      {kAsIs, kJson, kJson, kJson, kJson, kAsIs, kNo, kNo, kJson, kNo},                  // Json
      {kAsIs, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kAsIs},                            // other
  }};
}

constexpr std::array<PeersOfType, kNumTypes> kPeers = make_peers();

Peer peer_of(Type value, Type other) {
  return kPeers[static_cast<std::size_t>(value)][static_cast<std::size_t>(other)];
}

}  // namespace

Type type_of(const schema::Feature& feature) {
  switch (feature.kind) {
    case schema::Feature::Kind::kList:
      return Type::kList;
    case schema::Feature::Kind::kStruct:
      return Type::kStruct;
    case schema::Feature::Kind::kJson:
      return Type::kJson;
    case schema::Feature::Kind::kValue:
    case schema::Feature::Kind::kClassLabel:
    case schema::Feature::Kind::kOther:
      break;
  }
  switch (schema::form_of(feature)) {
    case schema::ScalarForm::kText:
      return Type::kText;
    case schema::ScalarForm::kInteger:
    case schema::ScalarForm::kFloat:
    case schema::ScalarForm::kDecimal:
      return Type::kNumber;
    case schema::ScalarForm::kBool:
      return Type::kBool;
    case schema::ScalarForm::kDate:
    case schema::ScalarForm::kTime:
    case schema::ScalarForm::kTimestamp:
      return Type::kTime;
    case schema::ScalarForm::kClass:
      return Type::kClass;
    case schema::ScalarForm::kNone:
      return feature.is_value("null") ? Type::kNull : Type::kOther;
    case schema::ScalarForm::kBinary:
    case schema::ScalarForm::kDuration:
      return Type::kOther;
  }
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
  TypedValue out{
      .name = "the value " + position_text(operand.at), .is_literal = true, .at = operand.at};
  auto type = Constant::Type::kNull;
  if (operand.kind == Operand::Kind::kText) {
    out.type = Type::kText;
    type = Constant::Type::kText;
  } else if (operand.kind == Operand::Kind::kNumber) {
    out.type = Type::kNumber;
    type = Constant::Type::kNumber;
  } else {
    out.type = operand.kind == Operand::Kind::kBool ? Type::kBool : Type::kNull;
    if (out.type == Type::kBool) type = Constant::Type::kTruth;
  }
  out.value = constant(type, operand.text);
  return out;
}

Result<Expression> as_peer(const TypedValue& value, const TypedValue& other, bool ordered) {
  for (const TypedValue* side : {&value, &other}) {
    if (side->type == Type::kNull && side->is_literal)
      return mistake("nothing compares with NULL (" + position_text(side->at) +
                     "): write IS NULL or IS NOT NULL");
  }
  switch (peer_of(value.type, other.type)) {
    case Peer::kNo:
      return mismatch(value, other);
    case Peer::kAsIs:
      return value.value;
    case Peer::kNumber:
      return value.is_literal ? number(value, other.feature) : value.value;
    case Peer::kMoment:
      return value.is_literal ? moment(value, other) : mismatch(value, other);
    case Peer::kToText:
      return other.is_literal ? Result<Expression>(value.value) : mismatch(value, other);
    case Peer::kCode: {
      if (!value.is_literal || ordered) return value.value;
      Result<Constant> code = label_code(other.feature, other.name, value.text());
      if (!code) return std::move(code).error();
      return Expression::of(*std::move(code));
    }
    case Peer::kClass:
      return class_peer(value, other, ordered);
    case Peer::kJson:
      return json_as(value.value, other.type);
  }
  return internal_error("unknown pair of types");
}

Result<Expression> as_type(const TypedValue& value, Type type, std::string_view user) {
  if (value.type == Type::kNumber && type == Type::kNumber && value.is_literal)
    return number(value, schema::Feature::value("float64"));
  if (value.type == type) return value.value;
  if (value.type == Type::kNull && !value.is_literal) return value.value;
  if (value.type == Type::kClass && type == Type::kText) return label_of(value);
  if (value.type == Type::kClass && type == Type::kNumber) return value.value;
  if (value.type == Type::kJson && type != Type::kList) return json_as(value.value, type);
  return mistake(std::string(user) + " needs " + std::string(type_name(type)) + ", but " +
                 value.name + " is " + std::string(type_name(value.type)));
}

}  // namespace vitrine::ask
