#include "ask/canonical.h"

#include <charconv>
#include <string_view>

#include "base/sql_quote.h"

namespace vitrine::ask {
namespace {

std::string_view constant_name(Constant::Type type) {
  switch (type) {
    case Constant::Type::kNull:
      return "null";
    case Constant::Type::kText:
      return "text";
    case Constant::Type::kNumber:
      return "number";
    case Constant::Type::kDouble:
      return "float64";
    case Constant::Type::kFloat:
      return "float32";
    case Constant::Type::kTruth:
      return "truth";
    case Constant::Type::kDate:
      return "date";
    case Constant::Type::kTime:
      return "time";
    case Constant::Type::kMoment:
      return "moment";
    case Constant::Type::kNanoMoment:
      return "nanos";
    case Constant::Type::kUtcMoment:
      return "utc";
    case Constant::Type::kClassCode:
      return "class";
  }
  return "";
}

std::string_view expression_name(Expression::Kind kind) {
  switch (kind) {
    case Expression::Kind::kConstant:
      return "constant";
    case Expression::Kind::kColumn:
      return "column";
    case Expression::Kind::kMember:
      return "member";
    case Expression::Kind::kField:
      return "field";
    case Expression::Kind::kTextLength:
      return "text-length";
    case Expression::Kind::kListLength:
      return "list-length";
    case Expression::Kind::kJsonText:
      return "json";
    case Expression::Kind::kReadAs:
      return "read-as";
    case Expression::Kind::kLabel:
      return "label";
    case Expression::Kind::kCall:
      return "call";
    case Expression::Kind::kTruthOf:
      return "truth-of";
  }
  return "";
}

std::string_view comparison_name(Comparison comparison) {
  switch (comparison) {
    case Comparison::kEqual:
      return "=";
    case Comparison::kNotEqual:
      return "<>";
    case Comparison::kLess:
      return "<";
    case Comparison::kLessEqual:
      return "<=";
    case Comparison::kGreater:
      return ">";
    case Comparison::kGreaterEqual:
      return ">=";
  }
  return "";
}

std::string_view predicate_name(const Predicate& predicate) {
  switch (predicate.kind) {
    case Predicate::Kind::kAnd:
      return "and";
    case Predicate::Kind::kOr:
      return "or";
    case Predicate::Kind::kNot:
      return "not";
    case Predicate::Kind::kCompare:
      return comparison_name(predicate.comparison);
    case Predicate::Kind::kIn:
      return "in";
    case Predicate::Kind::kMember:
      return "member-of";
    case Predicate::Kind::kAnyMember:
      return "any-member";
    case Predicate::Kind::kIsNull:
      return "is-null";
    case Predicate::Kind::kIsTrue:
      return "is-true";
    case Predicate::Kind::kIsFalse:
      return "is-false";
    case Predicate::Kind::kMatches:
      return "matches";
    case Predicate::Kind::kInside:
      return "inside";
    case Predicate::Kind::kTruth:
      return "truth";
  }
  return "";
}

void append_number(std::string& out, double number) {
  char digits[32];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end);
}

void append(std::string& out, const Predicate& predicate);

void append(std::string& out, const Expression& expression) {
  if (expression.kind == Expression::Kind::kColumn) {
    out += '#' + std::to_string(expression.column);
    return;
  }
  if (expression.kind == Expression::Kind::kConstant) {
    const Constant& constant = expression.constant;
    out += constant_name(constant.type);
    if (constant.type != Constant::Type::kNull) out += ':' + quote_literal(constant.text);
    return;
  }
  out += '(';
  out += expression_name(expression.kind);
  if (!expression.name.empty()) out += ' ' + quote_literal(expression.name);
  for (const Expression& argument : expression.arguments) append(out += ' ', argument);
  for (const Predicate& predicate : expression.predicate) append(out += ' ', predicate);
  out += ')';
}

void append(std::string& out, const TextPattern& pattern) {
  out += pattern.is_regex ? " regex" : " like";
  if (pattern.folds_case) out += ",any-case";
  if (pattern.dot_takes_newline) out += ",dot-all";
  out += ':' + quote_literal(pattern.text);
}

void append(std::string& out, const MapArea& area) {
  out += " #" + std::to_string(area.column);
  for (const MapArea::Corner& corner : area.corners) {
    append_number(out += ' ', corner.x);
    append_number(out += ',', corner.y);
  }
}

void append(std::string& out, const Predicate& predicate) {
  out += '(';
  out += predicate_name(predicate);
  for (const Expression& value : predicate.values) append(out += ' ', value);
  for (const Predicate& part : predicate.parts) append(out += ' ', part);
  if (predicate.kind == Predicate::Kind::kMatches) append(out, predicate.pattern);
  if (predicate.kind == Predicate::Kind::kInside) append(out, predicate.area);
  out += ')';
}

}  // namespace

std::string canonical_text(const Predicate& predicate) {
  std::string out;
  append(out, predicate);
  return out;
}

std::string canonical_text(const Order& order) {
  std::string out;
  for (const OrderKey& key : order.keys) {
    if (!out.empty()) out += ", ";
    if (key.seed) {
      out += "random(" + std::to_string(*key.seed) + ")";
      continue;
    }
    append(out, key.value);
    if (key.descending) out += " desc";
  }
  return out;
}

}  // namespace vitrine::ask
