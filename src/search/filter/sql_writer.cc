#include "search/filter/sql_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "duck/types.h"
#include "search/filter/column_reference.h"
#include "search/filter/functions.h"
#include "search/filter/lexer.h"
#include "search/filter/pattern.h"
#include "search/filter/typed_value.h"
#include "search/map_area.h"
#include "store/split_layout.h"

namespace vitrine::filter {
namespace {

using Type = TypedValue::Type;

/// Labels of classes are written out where they are needed, so that SQL can outgrow its text.
constexpr std::size_t kMaxSqlBytes = std::size_t{4} << 20U;

Status check_size(const std::string& sql) {
  if (sql.size() > kMaxSqlBytes) return too_large("the condition is too long once it is SQL");
  return {};
}

class Writer {
 public:
  explicit Writer(const Features& features) : features_(features) {}

  Result<std::string> condition(const Condition& condition) const;
  Result<TypedValue> value(const Operand& operand) const;

 private:
  Result<std::string> joined(const Condition& condition) const;
  Result<std::string> compare(const TypedValue& left, std::string_view op,
                              const TypedValue& right) const;
  Result<std::string> in(const Condition& condition) const;
  Result<std::string> member(const TypedValue& item, const TypedValue& list) const;
  Result<std::string> between(const Condition& condition) const;
  Result<std::string> is(const Condition& condition) const;
  Result<std::string> pattern(const Condition& condition) const;
  Result<std::string> truth(const Operand& operand) const;
  Result<TypedValue> call(const Operand& operand) const;
  Result<std::string> argument(const Operand& operand, char letter, std::size_t i) const;
  Result<TypedValue> coalesce(const Operand& operand) const;
  Result<TypedValue> list_contains(const Operand& operand) const;
  Result<TypedValue> inside(const Operand& operand) const;

  const Features& features_;
};

std::string negated_if(bool negated, std::string sql) {
  return negated ? "(NOT " + std::move(sql) + ")" : std::move(sql);
}

TypedValue column_value(ColumnReference column, std::size_t at) {
  TypedValue out{.type = type_of(column.type), .at = at};
  out.sql = std::move(column.sql);
  out.feature = std::move(column.type);
  out.name = "column \"" + column.name + "\"";
  // Json texts are unwrapped, so that "a" compares with 'a'.
  if (out.type == Type::kJson && !out.sql.starts_with("json_extract_string("))
    out.sql = "json_extract_string(" + out.sql + ", '')";
  return out;
}

Result<std::string> Writer::condition(const Condition& condition) const {
  using Kind = Condition::Kind;
  switch (condition.kind) {
    case Kind::kAnd:
    case Kind::kOr:
      return joined(condition);
    case Kind::kNot: {
      Result<std::string> inner = this->condition(condition.parts.front());
      return inner ? negated_if(true, *std::move(inner)) : std::move(inner);
    }
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
  if (condition.kind == Kind::kCompare) return compare(*left, condition.op, *right);
  Result<std::string> sql = member(*left, *right);
  return sql ? negated_if(condition.negated, *std::move(sql)) : std::move(sql);
}

Result<std::string> Writer::joined(const Condition& condition) const {
  const std::string_view word = condition.kind == Condition::Kind::kAnd ? " AND " : " OR ";
  std::string sql = "(";
  for (const Condition& part : condition.parts) {
    const Result<std::string> inner = this->condition(part);
    if (!inner) return inner;
    if (sql.size() > 1) sql += word;
    sql += *inner;
    if (const Status size = check_size(sql); !size) return size.error();
  }
  return sql + ")";
}

Result<std::string> Writer::compare(const TypedValue& left, std::string_view op,
                                    const TypedValue& right) const {
  const bool ordered = op != "=" && op != "<>";
  const Result<std::string> a = as_peer(left, right, ordered);
  if (!a) return a;
  const Result<std::string> b = as_peer(right, left, ordered);
  if (!b) return b;
  return "(" + *a + " " + std::string(op) + " " + *b + ")";
}

Result<std::string> Writer::in(const Condition& condition) const {
  const Result<TypedValue> left = value(condition.operands.front());
  if (!left) return left.error();
  std::string sql;
  std::string left_sql;
  bool uniform = true;
  std::string items;
  for (std::size_t i = 1; i < condition.operands.size(); ++i) {
    const Result<TypedValue> item = value(condition.operands[i]);
    if (!item) return item.error();
    const Result<std::string> a = as_peer(*left, *item, false);
    if (!a) return a;
    const Result<std::string> b = as_peer(*item, *left, false);
    if (!b) return b;
    if (i == 1) left_sql = *a;
    uniform &= left_sql == *a;
    items += (items.empty() ? "" : ", ") + *b;
    sql += (sql.empty() ? "(" : " OR (") + *a + " = " + *b + ")";
    if (const Status size = check_size(sql); !size) return size.error();
  }
  // A class beside both labels and texts of columns is read in two ways.
  return negated_if(condition.negated,
                    uniform ? "(" + left_sql + " IN (" + items + "))" : "(" + sql + ")");
}

/// A missing list has no members: never null.
Result<std::string> Writer::member(const TypedValue& item, const TypedValue& list) const {
  if (list.type != Type::kList) {
    return invalid_argument("IN needs a list column or values in brackets " +
                            position_text(list.at) + ", but " + list.name + " is " +
                            std::string(type_name(list.type)));
  }
  const TypedValue member{.type = type_of(list.feature.item()),
                          .sql = list.sql,
                          .feature = list.feature.item(),
                          .name = "each member of " + list.name};
  const bool same_class = member.type != Type::kClass || item.type != Type::kClass ||
                          member.feature.names == item.feature.names;
  if (member.type == Type::kJson || !same_class)
    return invalid_argument("members of " + list.name + " cannot be looked up");
  const Result<std::string> sql = as_peer(item, member, false);
  if (!sql) return sql;
  return "coalesce(list_contains(" + list.sql + ", " + *sql + "), false)";
}

Result<std::string> Writer::between(const Condition& condition) const {
  const Result<TypedValue> middle = value(condition.operands[0]);
  if (!middle) return middle.error();
  const Result<TypedValue> low = value(condition.operands[1]);
  if (!low) return low.error();
  const Result<TypedValue> high = value(condition.operands[2]);
  if (!high) return high.error();
  const Result<std::string> above = compare(*middle, ">=", *low);
  if (!above) return above;
  const Result<std::string> below = compare(*middle, "<=", *high);
  if (!below) return below;
  return negated_if(condition.negated, "(" + *above + " AND " + *below + ")");
}

Result<std::string> Writer::is(const Condition& condition) const {
  const Result<TypedValue> left = value(condition.operands[0]);
  if (!left) return left.error();
  const bool null = condition.operands[1].kind == Operand::Kind::kNull;
  const std::string word = null ? "NULL" : condition.operands[1].text;
  const Result<std::string> sql = null ? left->sql : as_type(*left, Type::kBool, "IS " + word);
  if (!sql) return sql;
  return "(" + *sql + (condition.negated ? " IS NOT " : " IS ") + word + ")";
}

Result<std::string> Writer::pattern(const Condition& condition) const {
  static constexpr std::array<std::pair<std::string_view, PatternKind>, 5> kKinds = {
      {{"LIKE", PatternKind::kLike},
       {"ILIKE", PatternKind::kIlike},
       {"GLOB", PatternKind::kGlob},
       {"SIMILAR TO", PatternKind::kRegex},
       {"~", PatternKind::kRegex}}};
  const Result<TypedValue> left = value(condition.operands[0]);
  if (!left) return left.error();
  const Result<std::string> text = as_type(*left, Type::kText, condition.op);
  if (!text) return text;
  const auto* const kind =
      std::ranges::find(kKinds, condition.op, [](const auto& k) { return k.first; });
  Result<std::string> sql = pattern_sql(*text, kind->second, condition.operands[1].text);
  return sql ? negated_if(condition.negated, *std::move(sql)) : std::move(sql);
}

Result<std::string> Writer::truth(const Operand& operand) const {
  const Result<TypedValue> value = this->value(operand);
  if (!value) return value.error();
  if (value->type != Type::kBool && value->type != Type::kJson) {
    return invalid_argument(value->name + " is no condition (" + position_text(operand.at) +
                            "): compare it, as in = or IS NOT NULL");
  }
  return as_type(*value, Type::kBool, "a condition");
}

Result<TypedValue> Writer::value(const Operand& operand) const {
  if (operand.kind == Operand::Kind::kCall) return call(operand);
  if (operand.kind != Operand::Kind::kColumn) return literal_value(operand);
  Result<ColumnReference> column = resolve_column(operand.path, features_, false);
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

Result<TypedValue> Writer::call(const Operand& operand) const {
  if (operand.text == "inside") return inside(operand);
  const Function* const function = find_function(operand.text);
  if (function == nullptr) {
    return invalid_argument("there is no function " + operand.text.substr(0, 60) +
                            " in conditions (" + position_text(operand.at) + ")");
  }
  const auto [least, most] = arity(function->arguments);
  const std::size_t count = operand.arguments.size();
  if (count < least || count > most) {
    return invalid_argument(operand.text + "() " + position_text(operand.at) + " takes " +
                            (most == SIZE_MAX ? std::to_string(least) + " or more"
                             : least == most
                                 ? std::to_string(least)
                                 : std::to_string(least) + " to " + std::to_string(most)) +
                            " arguments, not " + std::to_string(count));
  }
  if (operand.text == "coalesce") return coalesce(operand);
  if (operand.text == "list_contains") return list_contains(operand);
  TypedValue out{.name = operand.text + "()", .at = operand.at};
  std::string letters(function->arguments);
  std::erase(letters, '?');
  out.sql = operand.text + "(";
  for (std::size_t i = 0; i < count; ++i) {
    const Result<std::string> sql = argument(operand, letters[i], i);
    if (!sql) return sql.error();
    out.sql += (i > 0 ? ", " : "") + *sql;
  }
  out.sql += ")";
  out.type = function->result == 't'   ? Type::kText
             : function->result == 'n' ? Type::kNumber
                                       : Type::kBool;
  return out;
}

Result<std::string> Writer::argument(const Operand& operand, char letter, std::size_t i) const {
  const std::string user = operand.text + "()";
  const Operand& given = operand.arguments[i];
  if (letter == 'p' && (given.kind != Operand::Kind::kText || given.text.size() > 1000)) {
    return invalid_argument(user + " needs a regular expression in quotes of at most 1,000 bytes " +
                            position_text(given.at));
  }
  const Result<TypedValue> value = this->value(given);
  if (!value) return value.error();
  // Positions and counts are whole numbers, as written.
  if (letter == 'n' && value->is_literal && value->type == Type::kNumber && i > 0)
    return value->sql;
  if (letter == 'm' && value->type == Type::kList) return value->sql;
  const Type type = letter == 'n'   ? Type::kNumber
                    : letter == 'd' ? Type::kTime
                    : letter == 'l' ? Type::kList
                                    : Type::kText;
  return as_type(*value, type, user);
}

/// Its arguments compare with the first, whose type is the result's; classes go by label.
Result<TypedValue> Writer::coalesce(const Operand& operand) const {
  Result<TypedValue> first = value(operand.arguments.front());
  if (!first) return first;
  TypedValue out = *first;
  if (out.type == Type::kClass) {
    const Result<std::string> label = as_type(out, Type::kText, "coalesce()");
    if (!label) return label.error();
    out.sql = *label;
    out.type = Type::kText;
    out.feature = Feature::value("string");
  }
  if (out.is_literal && out.type == Type::kNumber) {
    const Result<std::string> number = as_type(out, Type::kNumber, "coalesce()");
    if (!number) return number.error();
    out.sql = *number;
  }
  std::string sql = "coalesce(" + out.sql;
  for (std::size_t i = 1; i < operand.arguments.size(); ++i) {
    const Result<TypedValue> next = value(operand.arguments[i]);
    if (!next) return next;
    const Result<std::string> peer = as_peer(*next, out, true);
    if (!peer) return peer.error();
    sql += ", " + *peer;
    if (const Status size = check_size(sql); !size) return size.error();
  }
  out.sql = sql + ")";
  out.is_literal = false;
  out.name = "coalesce()";
  out.at = operand.at;
  return out;
}

Result<TypedValue> Writer::list_contains(const Operand& operand) const {
  const Result<TypedValue> list = value(operand.arguments[0]);
  if (!list) return list;
  const Result<TypedValue> item = value(operand.arguments[1]);
  if (!item) return item;
  Result<std::string> sql = member(*item, *list);
  if (!sql) return std::move(sql).error();
  return TypedValue{.type = Type::kBool, .sql = *std::move(sql), .name = "list_contains()"};
}

/// A coordinate as written, if it is one.
bool is_coordinate(const Operand& operand) {
  double value = 0;
  const char* const end = operand.text.data() + operand.text.size();
  const auto [stop, error] = std::from_chars(operand.text.data(), end, value);
  return operand.kind == Operand::Kind::kNumber && error == std::errc() && stop == end &&
         std::isfinite(value);
}

/// inside(vectors, x1, y1, x2, y2, ...): the row lies in that polygon of the column's map.
Result<TypedValue> Writer::inside(const Operand& operand) const {
  const auto wrong = [&](const std::string& why) {
    return invalid_argument("inside() " + position_text(operand.at) + " " + why);
  };
  if (operand.arguments.empty() || operand.arguments[0].kind != Operand::Kind::kColumn)
    return wrong("needs a column of vectors first");
  const Result<ColumnReference> column =
      resolve_column(operand.arguments[0].path, features_, false);
  if (!column) return column.error();
  const auto found = std::ranges::find(features_, column->name, &FeatureField::name);
  const auto position = static_cast<std::size_t>(found - features_.begin());
  const std::vector<std::size_t> vectors = SplitLayout(features_).vector_columns;
  if (std::ranges::find(vectors, position) == vectors.end()) {
    return wrong("needs a column of vectors, which \"" + column->name + "\" is not");
  }
  std::vector<std::string> numbers;
  for (std::size_t i = 1; i < operand.arguments.size(); ++i) {
    if (!is_coordinate(operand.arguments[i])) return wrong("takes numbers behind the column");
    numbers.push_back(operand.arguments[i].text);
  }
  if (numbers.size() % 2 != 0 || numbers.size() < 2 * kFewestCorners ||
      numbers.size() > 2 * kMostCorners) {
    return wrong("takes x and y of " + std::to_string(kFewestCorners) + " to " +
                 std::to_string(kMostCorners) + " corners");
  }
  return TypedValue{
      .type = Type::kBool, .sql = area_condition_sql(position, numbers), .name = "inside()"};
}

}  // namespace

Result<std::string> condition_sql(const Condition& condition, const Features& features) {
  return Writer(features).condition(condition);
}

Result<std::string> sort_sql(const std::vector<SortKey>& keys, const Features& features) {
  std::string sql;
  for (const SortKey& key : keys) {
    if (key.seed) {
      sql += (sql.empty() ? "hash(" : ", hash(") + quote_identifier(kRowColumn) + ", " +
             std::to_string(*key.seed) + ")";
      continue;
    }
    const Result<TypedValue> value = Writer(features).value(key.key);
    if (!value) return value.error();
    sql += (sql.empty() ? "" : ", ") + value->sql +
           (key.descending ? " DESC NULLS LAST" : " ASC NULLS LAST");
  }
  return sql;
}

}  // namespace vitrine::filter
