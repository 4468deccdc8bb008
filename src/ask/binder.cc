#include "ask/binder.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "ask/column_reference.h"
#include "ask/functions.h"
#include "ask/lexer.h"
#include "ask/pattern.h"
#include "ask/typed_value.h"
#include "base/sql_quote.h"

namespace vitrine::ask {
namespace {

using Type = TypedValue::Type;

class Binder {
 public:
  explicit Binder(const schema::Features& features) : features_(features) {}

  Result<Predicate> condition(const Condition& condition) const;
  Result<TypedValue> value(const Operand& operand) const;

 private:
  Result<Predicate> joined(const Condition& condition) const;
  Result<Predicate> compare(const TypedValue& left, Comparison op, const TypedValue& right) const;
  Result<Predicate> in(const Condition& condition) const;
  Result<Predicate> member(const TypedValue& item, const TypedValue& list) const;
  Result<Predicate> between(const Condition& condition) const;
  Result<Predicate> is(const Condition& condition) const;
  Result<Predicate> pattern(const Condition& condition) const;
  Result<Predicate> truth(const Operand& operand) const;
  Result<TypedValue> call(const Operand& operand) const;
  Result<Expression> argument(const Operand& operand, char letter, std::size_t i) const;
  Result<TypedValue> coalesce(const Operand& operand) const;
  Result<TypedValue> list_contains(const Operand& operand) const;
  Result<TypedValue> inside(const Operand& operand) const;

  const schema::Features& features_;
};

Predicate negated_if(bool negated, Predicate predicate) {
  return negated ? Predicate::negation(std::move(predicate)) : std::move(predicate);
}

Result<Predicate> negated_if(bool negated, Result<Predicate> predicate) {
  return predicate ? Result<Predicate>(negated_if(negated, *std::move(predicate)))
                   : std::move(predicate);
}

TypedValue column_value(ColumnReference column, std::size_t at) {
  TypedValue out{.type = type_of(column.type), .at = at};
  if (column.value.kind == Expression::Kind::kColumn) out.written = quote_identifier(column.name);
  out.value = std::move(column.value);
  out.feature = std::move(column.type);
  out.name = "column \"" + column.name + "\"";
  // Json texts are unwrapped, so that "a" compares with 'a'.
  if (out.type == Type::kJson && out.value.kind != Expression::Kind::kJsonText) {
    out.value = Expression::from(Expression::Kind::kJsonText, std::move(out.value));
    out.written = "it";
  }
  return out;
}

/// Of the operators that the parser gives.
Comparison comparison_of(std::string_view op) {
  static constexpr std::array<std::pair<std::string_view, Comparison>, 6> kComparisons = {
      {{"=", Comparison::kEqual},
       {"<>", Comparison::kNotEqual},
       {"<", Comparison::kLess},
       {"<=", Comparison::kLessEqual},
       {">", Comparison::kGreater},
       {">=", Comparison::kGreaterEqual}}};
  return std::ranges::find(kComparisons, op, [](const auto& c) { return c.first; })->second;
}

Result<Predicate> Binder::condition(const Condition& condition) const {
  using Kind = Condition::Kind;
  switch (condition.kind) {
    case Kind::kAnd:
    case Kind::kOr:
      return joined(condition);
    case Kind::kNot:
      return negated_if(true, this->condition(condition.parts.front()));
    case Kind::kIn:
      return in(condition);
    case Kind::kBetween:
      return between(condition);
    case Kind::kIs:
      return is(condition);
    case Kind::kPattern:
      return pattern(condition);
    case Kind::kTruth:
      return truth(condition.operands.front());
    case Kind::kCompare:
    case Kind::kMember:
      break;
  }
  const Result<TypedValue> left = value(condition.operands[0]);
  if (!left) return left.error();
  const Result<TypedValue> right = value(condition.operands[1]);
  if (!right) return right.error();
  if (condition.kind == Kind::kCompare) return compare(*left, comparison_of(condition.op), *right);
  return negated_if(condition.negated, member(*left, *right));
}

Result<Predicate> Binder::joined(const Condition& condition) const {
  std::vector<Predicate> parts;
  for (const Condition& part : condition.parts) {
    Result<Predicate> bound = this->condition(part);
    if (!bound) return bound;
    parts.push_back(*std::move(bound));
  }
  return condition.kind == Condition::Kind::kAnd ? Predicate::all(std::move(parts))
                                                 : Predicate::any(std::move(parts));
}

Result<Predicate> Binder::compare(const TypedValue& left, Comparison op,
                                  const TypedValue& right) const {
  const bool ordered = op != Comparison::kEqual && op != Comparison::kNotEqual;
  Result<Expression> a = as_peer(left, right, ordered);
  if (!a) return std::move(a).error();
  Result<Expression> b = as_peer(right, left, ordered);
  if (!b) return std::move(b).error();
  return Predicate::compare(*std::move(a), op, *std::move(b));
}

Result<Predicate> Binder::in(const Condition& condition) const {
  const Result<TypedValue> left = value(condition.operands.front());
  if (!left) return left.error();
  Predicate among{.kind = Predicate::Kind::kIn};
  std::vector<Predicate> equal;
  for (std::size_t i = 1; i < condition.operands.size(); ++i) {
    const Result<TypedValue> item = value(condition.operands[i]);
    if (!item) return item.error();
    Result<Predicate> one = compare(*left, Comparison::kEqual, *item);
    if (!one) return one;
    if (i == 1) among.values.push_back(one->values[0]);
    if (one->values[0] == among.values[0]) among.values.push_back(one->values[1]);
    equal.push_back(*std::move(one));
  }
  // A class beside both labels and texts of columns is read in two ways.
  const bool uniform = among.values.size() == condition.operands.size();
  return negated_if(condition.negated,
                    uniform ? std::move(among) : Predicate::any(std::move(equal)));
}

Result<Predicate> Binder::member(const TypedValue& item, const TypedValue& list) const {
  if (list.type != Type::kList) {
    return invalid_argument("IN needs a list column or values in brackets " +
                            position_text(list.at) + ", but " + list.name + " is " +
                            std::string(type_name(list.type)));
  }
  const TypedValue member{.type = type_of(list.feature.item()),
                          .value = Expression::of_member(),
                          .feature = list.feature.item(),
                          .name = "each member of " + list.name,
                          .written = list.written};
  const bool same_class = member.type != Type::kClass || item.type != Type::kClass ||
                          member.feature.names == item.feature.names;
  if (member.type == Type::kJson || !same_class)
    return invalid_argument("members of " + list.name + " cannot be looked up");
  Result<Expression> peer = as_peer(item, member, false);
  if (!peer) return std::move(peer).error();
  Predicate out{.kind = Predicate::Kind::kMember};
  out.values.push_back(*std::move(peer));
  out.values.push_back(list.value);
  return out;
}

Result<Predicate> Binder::between(const Condition& condition) const {
  const Result<TypedValue> middle = value(condition.operands[0]);
  if (!middle) return middle.error();
  const Result<TypedValue> low = value(condition.operands[1]);
  if (!low) return low.error();
  const Result<TypedValue> high = value(condition.operands[2]);
  if (!high) return high.error();
  Result<Predicate> above = compare(*middle, Comparison::kGreaterEqual, *low);
  if (!above) return above;
  Result<Predicate> below = compare(*middle, Comparison::kLessEqual, *high);
  if (!below) return below;
  return negated_if(condition.negated, Predicate::all({*std::move(above), *std::move(below)}));
}

Result<Predicate> Binder::is(const Condition& condition) const {
  Result<TypedValue> left = value(condition.operands[0]);
  if (!left) return left.error();
  const std::string& word = condition.operands[1].text;
  if (condition.operands[1].kind == Operand::Kind::kNull) {
    return negated_if(condition.negated,
                      Predicate::about(Predicate::Kind::kIsNull, std::move(left->value)));
  }
  Result<Expression> truth = as_type(*left, Type::kBool, "IS " + word);
  if (!truth) return std::move(truth).error();
  const auto kind = word == "TRUE" ? Predicate::Kind::kIsTrue : Predicate::Kind::kIsFalse;
  return negated_if(condition.negated, Predicate::about(kind, *std::move(truth)));
}

Result<Predicate> Binder::pattern(const Condition& condition) const {
  static constexpr std::array<std::pair<std::string_view, PatternKind>, 5> kKinds = {
      {{"LIKE", PatternKind::kLike},
       {"ILIKE", PatternKind::kIlike},
       {"GLOB", PatternKind::kGlob},
       {"SIMILAR TO", PatternKind::kRegex},
       {"~", PatternKind::kRegex}}};
  const Result<TypedValue> left = value(condition.operands[0]);
  if (!left) return left.error();
  Result<Expression> text = as_type(*left, Type::kText, condition.op);
  if (!text) return std::move(text).error();
  const auto* const kind =
      std::ranges::find(kKinds, condition.op, [](const auto& k) { return k.first; });
  Result<TextPattern> pattern = text_pattern(kind->second, condition.operands[1].text);
  if (!pattern) return std::move(pattern).error();
  Predicate out = Predicate::about(Predicate::Kind::kMatches, *std::move(text));
  out.pattern = *std::move(pattern);
  return negated_if(condition.negated, std::move(out));
}

Result<Predicate> Binder::truth(const Operand& operand) const {
  const Result<TypedValue> value = this->value(operand);
  if (!value) return value.error();
  if (value->type != Type::kBool && value->type != Type::kJson) {
    return invalid_argument(value->name + " is no condition (" + position_text(operand.at) +
                            "): compare it, as in = or IS NOT NULL");
  }
  Result<Expression> truth = as_type(*value, Type::kBool, "a condition");
  if (!truth) return std::move(truth).error();
  if (truth->kind == Expression::Kind::kTruthOf) return std::move(truth->predicate.front());
  return Predicate::about(Predicate::Kind::kTruth, *std::move(truth));
}

Result<TypedValue> Binder::value(const Operand& operand) const {
  if (operand.kind == Operand::Kind::kCall) return call(operand);
  if (operand.kind != Operand::Kind::kColumn) return literal_value(operand);
  Result<ColumnReference> column =
      resolve_column(operand.path, features_, JsonMembers::kAreColumns);
  if (!column)
    return invalid_argument(column.error().message() + " (" + position_text(operand.at) + ")");
  return column_value(*std::move(column), operand.at);
}

/// How many arguments a function takes at least and at most.
std::pair<std::size_t, std::size_t> arity(std::string_view arguments) {
  const std::size_t optional = arguments.find('?');
  if (arguments.ends_with('*')) return {arguments.size() - 1, SIZE_MAX};
  if (optional == std::string_view::npos) return {arguments.size(), arguments.size()};
  return {optional, arguments.size() - 1};
}

Status check_arity(const Operand& operand, const Function& function) {
  const auto [min, max] = arity(function.arguments);
  const std::size_t count = operand.arguments.size();
  if (count >= min && count <= max) return {};
  return invalid_argument(operand.text + "() " + position_text(operand.at) + " takes " +
                          (max == SIZE_MAX ? std::to_string(min) + " or more"
                           : min == max    ? std::to_string(min)
                                           : std::to_string(min) + " to " + std::to_string(max)) +
                          " arguments, not " + std::to_string(count));
}

Result<TypedValue> Binder::call(const Operand& operand) const {
  if (operand.text == "inside") return inside(operand);
  const Function* const function = find_function(operand.text);
  if (function == nullptr) {
    return invalid_argument("there is no function " + operand.text.substr(0, 60) +
                            " in conditions (" + position_text(operand.at) + ")");
  }
  if (Status status = check_arity(operand, *function); !status) return std::move(status).error();
  if (operand.text == "coalesce") return coalesce(operand);
  if (operand.text == "list_contains") return list_contains(operand);
  std::string letters(function->arguments);
  std::erase(letters, '?');
  std::vector<Expression> arguments;
  for (std::size_t i = 0; i < operand.arguments.size(); ++i) {
    Result<Expression> one = argument(operand, letters[i], i);
    if (!one) return std::move(one).error();
    arguments.push_back(*std::move(one));
  }
  const Type type = function->result == 't'   ? Type::kText
                    : function->result == 'n' ? Type::kNumber
                                              : Type::kBool;
  return TypedValue{.type = type,
                    .value = Expression::call(operand.text, std::move(arguments)),
                    .name = operand.text + "()",
                    .at = operand.at};
}

Result<Expression> Binder::argument(const Operand& operand, char letter, std::size_t i) const {
  const std::string user = operand.text + "()";
  const Operand& given = operand.arguments[i];
  if (letter == 'p' && (given.kind != Operand::Kind::kText || given.text.size() > 1000)) {
    return invalid_argument(user + " needs a regular expression in quotes of at most 1,000 bytes " +
                            position_text(given.at));
  }
  if (letter == 'q' || letter == 's') {
    const bool fits = given.kind == Operand::Kind::kText &&
                      (letter == 'q' || given.text.size() <= operand.arguments[i - 1].text.size());
    if (!fits)
      return invalid_argument(user +
                              " needs texts in quotes, the second no longer than the first (" +
                              position_text(given.at) + ")");
  }
  const Result<TypedValue> value = this->value(given);
  if (!value) return value.error();
  // Positions and counts are whole numbers, as written.
  if (letter == 'n' && value->is_literal && value->type == Type::kNumber && i > 0)
    return value->value;
  if (letter == 'm' && value->type == Type::kList) return value->value;
  const Type type = letter == 'n'   ? Type::kNumber
                    : letter == 'd' ? Type::kTime
                    : letter == 'l' ? Type::kList
                                    : Type::kText;
  return as_type(*value, type, user);
}

/// Its arguments compare with the first, whose type is the result's; classes go by label.
Result<TypedValue> Binder::coalesce(const Operand& operand) const {
  Result<TypedValue> first = value(operand.arguments.front());
  if (!first) return first;
  TypedValue out = *first;
  if (out.type == Type::kClass) {
    Result<Expression> label = as_type(out, Type::kText, "coalesce()");
    if (!label) return std::move(label).error();
    out.value = *std::move(label);
    out.type = Type::kText;
    out.feature = schema::Feature::value("string");
  }
  if (out.is_literal && out.type == Type::kNumber) {
    Result<Expression> number = as_type(out, Type::kNumber, "coalesce()");
    if (!number) return std::move(number).error();
    out.value = *std::move(number);
  }
  std::vector<Expression> arguments = {out.value};
  for (std::size_t i = 1; i < operand.arguments.size(); ++i) {
    const Result<TypedValue> next = value(operand.arguments[i]);
    if (!next) return next;
    Result<Expression> peer = as_peer(*next, out, true);
    if (!peer) return std::move(peer).error();
    arguments.push_back(*std::move(peer));
  }
  out.value = Expression::call("coalesce", std::move(arguments));
  out.is_literal = false;
  out.name = "coalesce()";
  out.written = "it";
  out.at = operand.at;
  return out;
}

Result<TypedValue> Binder::list_contains(const Operand& operand) const {
  const Result<TypedValue> list = value(operand.arguments[0]);
  if (!list) return list;
  const Result<TypedValue> item = value(operand.arguments[1]);
  if (!item) return item;
  Result<Predicate> member = this->member(*item, *list);
  if (!member) return std::move(member).error();
  return TypedValue{.type = Type::kBool,
                    .value = Expression::truth_of(*std::move(member)),
                    .name = "list_contains()"};
}

/// A coordinate, if it is one.
std::optional<double> coordinate(const Operand& operand) {
  double value = 0;
  const char* const end = operand.text.data() + operand.text.size();
  const auto [stop, error] = std::from_chars(operand.text.data(), end, value);
  if (operand.kind != Operand::Kind::kNumber || error != std::errc() || stop != end ||
      !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

/// inside(vectors, x1, y1, x2, y2, ...): the row lies in that polygon of the column's map.
Result<TypedValue> Binder::inside(const Operand& operand) const {
  const auto wrong = [&](const std::string& why) {
    return invalid_argument("inside() " + position_text(operand.at) + " " + why);
  };
  if (operand.arguments.empty() || operand.arguments[0].kind != Operand::Kind::kColumn)
    return wrong("needs a column of vectors first");
  const Result<ColumnReference> column =
      resolve_column(operand.arguments[0].path, features_, JsonMembers::kAreColumns);
  if (!column) return column.error();
  if (column->value.kind != Expression::Kind::kColumn || !column->type.is_vector())
    return wrong("needs a column of vectors, which \"" + column->name + "\" is not");
  std::vector<double> numbers;
  for (std::size_t i = 1; i < operand.arguments.size(); ++i) {
    const std::optional<double> number = coordinate(operand.arguments[i]);
    if (!number) return wrong("takes numbers behind the column");
    numbers.push_back(*number);
  }
  if (numbers.size() % 2 != 0 || numbers.size() < 2 * kMinCorners ||
      numbers.size() > 2 * kMaxCorners) {
    return wrong("takes x and y of " + std::to_string(kMinCorners) + " to " +
                 std::to_string(kMaxCorners) + " corners");
  }
  Predicate out{.kind = Predicate::Kind::kInside};
  out.area.column = column->value.column;
  for (std::size_t i = 0; i < numbers.size(); i += 2)
    out.area.corners.push_back({numbers[i], numbers[i + 1]});
  return TypedValue{
      .type = Type::kBool, .value = Expression::truth_of(std::move(out)), .name = "inside()"};
}

}  // namespace

Result<Predicate> bind_condition(const Condition& condition, const schema::Features& features) {
  return Binder(features).condition(condition);
}

Result<Order> bind_order(const std::vector<SortTerm>& terms, const schema::Features& features) {
  Order order;
  for (const SortTerm& term : terms) {
    if (term.seed) {
      order.keys.push_back({.seed = term.seed});
      continue;
    }
    Result<TypedValue> value = Binder(features).value(term.key);
    if (!value) return std::move(value).error();
    order.keys.push_back({.value = std::move(value->value), .descending = term.descending});
  }
  return order;
}

}  // namespace vitrine::ask
