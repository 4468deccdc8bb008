#include "local/predicate_sql.h"

#include <utility>

#include "duck/types.h"

namespace vitrine::local {
namespace {

using ask::Comparison;
using ask::Constant;
using ask::Expression;
using ask::Predicate;

/// Labels of classes are written out where they are needed, so that SQL can outgrow its text.
constexpr std::size_t kMaxSqlBytes = std::size_t{4} << 20U;

std::string_view operator_sql(Comparison comparison) {
  switch (comparison) {
    case Comparison::kEqual:
      return " = ";
    case Comparison::kNotEqual:
      return " <> ";
    case Comparison::kLess:
      return " < ";
    case Comparison::kLessEqual:
      return " <= ";
    case Comparison::kGreater:
      return " > ";
    case Comparison::kGreaterEqual:
      return " >= ";
  }
  return "";
}

std::string cast(const std::string& sql, std::string_view type) {
  return "CAST(" + sql + " AS " + std::string(type) + ")";
}

/// A moment beside nanoseconds since 1970 in 64 bits, which end in 1677 and 2262: one of another
/// day than theirs is before or after all of them.
std::string nano_moment_sql(std::string_view cast_function, const std::string& text) {
  const std::string day = text.substr(0, 10);
  const bool is_day = day.size() == 10 && day[4] == '-' && day[7] == '-';
  const auto as_nanos = [&](const std::string& moment) {
    return std::string(cast_function) + "(" + quote_literal(moment) + " AS TIMESTAMP_NS)";
  };
  if (is_day && day < "1677-09-22") return as_nanos("-infinity");
  if (is_day && day > "2262-04-10") return as_nanos("infinity");
  return as_nanos(text);
}

std::string constant_sql(const Constant& constant) {
  switch (constant.type) {
    case Constant::Type::kNull:
      return "NULL";
    case Constant::Type::kText:
      return quote_literal(constant.text);
    case Constant::Type::kNumber:
    case Constant::Type::kTruth:
    case Constant::Type::kClassCode:
      return constant.text;
    case Constant::Type::kDouble:
      // With an exponent: without one DuckDB reads a decimal, to which wide integers do not
      // convert.
      return constant.text;
    case Constant::Type::kFloat:
      return cast(constant.text, "FLOAT");
    case Constant::Type::kDate:
      return cast(quote_literal(constant.text), "DATE");
    case Constant::Type::kTime:
      return cast(quote_literal(constant.text), "TIME");
    case Constant::Type::kMoment:
      return cast(quote_literal(constant.text), "TIMESTAMP");
    case Constant::Type::kNanoMoment:
      return nano_moment_sql("CAST", constant.text);
    case Constant::Type::kUtcMoment:
      return cast(quote_literal(constant.text), "TIMESTAMPTZ");
  }
  return "";
}

/// The type of a column or of a field within it; null for what has none of its own.
const schema::Feature* type_within(const Expression& value, const schema::Features& features) {
  if (value.kind == Expression::Kind::kColumn) return &features[value.column].type;
  if (value.kind != Expression::Kind::kField) return nullptr;
  const schema::Feature* outer = type_within(value.arguments.front(), features);
  if (outer == nullptr) return nullptr;
  const std::optional<std::size_t> field = schema::find_column(outer->children, value.name);
  return field ? &outer->children[*field].type : nullptr;
}

/// Appends to one text. The first error ends it: what follows is not looked at.
class Writer {
 public:
  explicit Writer(const schema::Features& features) : features_(features) {}

  void write(const Predicate& predicate);
  void write(const Expression& value);
  void append(std::string_view text) {
    sql_ += text;
    if (sql_.size() > kMaxSqlBytes && status_)
      status_ = too_large("the condition is too long once it is SQL");
  }
  bool is_empty() const { return sql_.empty(); }
  Result<PredicateSql> take() && {
    if (!status_) return std::move(status_).error();
    return PredicateSql{std::move(sql_), std::move(areas_)};
  }

 private:
  template <typename List>
  void write_list(const List& list, std::string_view separator, std::size_t first = 0) {
    for (std::size_t i = first; i < list.size() && status_; ++i) {
      if (i > first) append(separator);
      write(list[i]);
    }
  }
  void write_call(std::string_view function, const Expression& argument,
                  std::string_view more = {});
  void write_label(const Expression& code);
  void write_read_as(const Expression& value);
  void write_matches(const Predicate& predicate);
  void write_negation(const Predicate& part);
  void write_test(const Expression& value, std::string_view test);
  void write_inside(const ask::MapArea& area);

  const schema::Features& features_;
  std::string sql_;
  std::vector<const ask::MapArea*> areas_;
  Status status_;
};

void Writer::write_call(std::string_view function, const Expression& argument,
                        std::string_view more) {
  append(function);
  append("(");
  write(argument);
  append(more);
  append(")");
}

/// Null for a code that has no label.
void Writer::write_label(const Expression& code) {
  const schema::Feature* const type = type_within(code, features_);
  append("list_extract([");
  for (std::size_t i = 0; type != nullptr && i < type->names.size() && status_; ++i) {
    if (i > 0) append(", ");
    append(quote_literal(type->names[i]));
  }
  append("], ");
  write(code);
  append(" + 1)");
}

void Writer::write_read_as(const Expression& value) {
  const Expression& text = value.arguments.front();
  if (value.name == "timestamp[ns]" && text.kind == Expression::Kind::kConstant) {
    append(nano_moment_sql("TRY_CAST", text.constant.text));
    return;
  }
  const Result<std::string> type = duck::sql_type(schema::Feature::value(value.name));
  if (!type) {
    status_ = type.error();
    return;
  }
  write_call("TRY_CAST", value.arguments.front(), " AS " + *type);
}

void Writer::write(const Expression& value) {
  using Kind = Expression::Kind;
  switch (value.kind) {
    case Kind::kConstant:
      return append(constant_sql(value.constant));
    case Kind::kColumn:
      return append(quote_identifier(features_[value.column].name));
    case Kind::kMember:
      return append("member");
    case Kind::kField:
      return write_call("struct_extract", value.arguments.front(),
                        ", " + quote_literal(value.name));
    case Kind::kTextLength:
      return write_call("length", value.arguments.front());
    case Kind::kListLength:
      return write_call("len", value.arguments.front());
    case Kind::kJsonText:
      return write_call("json_extract_string", value.arguments.front(),
                        ", " + quote_literal(value.name));
    case Kind::kReadAs:
      return write_read_as(value);
    case Kind::kLabel:
      return write_label(value.arguments.front());
    case Kind::kCall:
      append(value.name + "(");
      write_list(value.arguments, ", ");
      return append(")");
    case Kind::kTruthOf:
      return write(value.predicate.front());
  }
}

void Writer::write_matches(const Predicate& predicate) {
  const ask::TextPattern& pattern = predicate.pattern;
  const auto fold = [&](const std::string& sql) {
    return pattern.folds_case ? "lower(" + sql + ")" : sql;
  };
  append(pattern.is_regex ? "regexp_full_match(" : "(");
  if (pattern.folds_case) {
    write_call("lower", predicate.values.front());
  } else {
    write(predicate.values.front());
  }
  append(pattern.is_regex ? ", " : " LIKE ");
  append(fold(quote_literal(pattern.text)));
  append(pattern.dot_takes_newline ? ", 's')" : ")");
}

void Writer::write_test(const Expression& value, std::string_view test) {
  append("(");
  write(value);
  append(test);
  append(")");
}

void Writer::write_negation(const Predicate& part) {
  if (part.kind == Predicate::Kind::kIsNull) return write_test(part.values.front(), " IS NOT NULL");
  if (part.kind == Predicate::Kind::kIsTrue) return write_test(part.values.front(), " IS NOT TRUE");
  if (part.kind == Predicate::Kind::kIsFalse)
    return write_test(part.values.front(), " IS NOT FALSE");
  append("(NOT ");
  write(part);
  append(")");
}

void Writer::write_inside(const ask::MapArea& area) {
  append("(" + quote_identifier(kRowColumn) + " IN (SELECT \"row\" FROM " +
         quote_identifier(area_relation(areas_.size())) + "))");
  areas_.push_back(&area);
}

void Writer::write(const Predicate& predicate) {
  using Kind = Predicate::Kind;
  const std::vector<Expression>& values = predicate.values;
  switch (predicate.kind) {
    case Kind::kAnd:
    case Kind::kOr:
      append("(");
      write_list(predicate.parts, predicate.kind == Kind::kAnd ? " AND " : " OR ");
      return append(")");
    case Kind::kNot:
      return write_negation(predicate.parts.front());
    case Kind::kCompare:
      append("(");
      write_list(values, operator_sql(predicate.comparison));
      return append(")");
    case Kind::kIn:
      append("(");
      write(values.front());
      append(" IN (");
      write_list(values, ", ", 1);
      return append("))");
    case Kind::kMember:
      append("coalesce(list_contains(");
      write(values[1]);
      append(", ");
      write(values[0]);
      return append("), false)");
    case Kind::kAnyMember:
      append("(len(list_filter(");
      write(values.front());
      append(", lambda member: ");
      write(predicate.parts.front());
      return append(")) > 0)");
    case Kind::kIsNull:
      return write_test(values.front(), " IS NULL");
    case Kind::kIsTrue:
      return write_test(values.front(), " IS TRUE");
    case Kind::kIsFalse:
      return write_test(values.front(), " IS FALSE");
    case Kind::kMatches:
      return write_matches(predicate);
    case Kind::kInside:
      return write_inside(predicate.area);
    case Kind::kTruth:
      return write(values.front());
  }
}

}  // namespace

std::string area_relation(std::size_t position) {
  return "\x01"
         "area " +
         std::to_string(position);
}

Result<PredicateSql> predicate_sql(const ask::Predicate& predicate,
                                   const schema::Features& features) {
  Writer writer(features);
  writer.write(predicate);
  return std::move(writer).take();
}

Result<std::string> order_sql(const ask::Order& order, const schema::Features& features) {
  Writer writer(features);
  for (const ask::OrderKey& key : order.keys) {
    if (!writer.is_empty()) writer.append(", ");
    if (key.seed) {
      writer.append("hash(" + quote_identifier(kRowColumn) + ", " + std::to_string(*key.seed) +
                    ")");
    } else {
      writer.write(key.value);
      writer.append(key.descending ? " DESC NULLS LAST" : " ASC NULLS LAST");
    }
  }
  Result<PredicateSql> sql = std::move(writer).take();
  if (!sql) return std::move(sql).error();
  return std::move(sql->condition);
}

}  // namespace vitrine::local
