#include "ask/column_range.h"

#include <algorithm>
#include <utility>

#include "ask/typed_value.h"
#include "base/ascii.h"
#include "schema/column.h"

namespace vitrine::ask {
namespace {

bool is_day_or_moment(const schema::Feature& type) {
  const schema::ScalarForm form = schema::form_of(type);
  return form == schema::ScalarForm::kDate || form == schema::ScalarForm::kTimestamp;
}

bool is_scalar(const schema::Feature& type) {
  switch (type_of(type)) {
    case TypedValue::Type::kNull:
    case TypedValue::Type::kText:
    case TypedValue::Type::kNumber:
    case TypedValue::Type::kBool:
    case TypedValue::Type::kTime:
    case TypedValue::Type::kClass:
      return true;
    case TypedValue::Type::kOther:
      return schema::form_of(type) == schema::ScalarForm::kDuration;
    case TypedValue::Type::kList:
    case TypedValue::Type::kStruct:
    case TypedValue::Type::kJson:
      return false;
  }
  return false;
}

/// The code of the class of this name, in any case.
std::optional<std::size_t> code_of(const schema::Feature& type, std::string_view name) {
  const auto same = [&](const std::string& one) { return ascii_lower(one) == ascii_lower(name); };
  const auto found = std::ranges::find_if(type.names, same);
  if (found == type.names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - type.names.begin());
}

bool is_year(std::string_view text) {
  return text.size() == 4 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

enum class End { kLow, kHigh };

/// `text` read as the column's type.
Expression bound(const schema::Feature& type, const std::string& text, End end) {
  const bool is_class = type.kind == schema::Feature::Kind::kClassLabel;
  if (is_class) {
    if (const std::optional<std::size_t> code = code_of(type, text))
      return Expression::of({Constant::Type::kClassCode, std::to_string(*code)});
  }
  std::string full = text;
  if (is_day_or_moment(type) && is_year(text)) {
    full += end == End::kHigh ? "-12-31 23:59:59.999999" : "-01-01";
    if (end == End::kHigh && type.is_value("timestamp[ns]")) full += "999";
  }
  return Expression::from(Expression::Kind::kReadAs,
                          Expression::of({Constant::Type::kText, std::move(full)}),
                          is_class ? "int64" : type.dtype);
}

Predicate within(const Expression& value, const schema::Feature& type, const std::string& low,
                 const std::string& high) {
  return Predicate::all(
      {Predicate::compare(value, Comparison::kGreaterEqual, bound(type, low, End::kLow)),
       Predicate::compare(value, Comparison::kLessEqual, bound(type, high, End::kHigh))});
}

Predicate of_scalar(const Expression& value, const schema::Feature& type,
                    const ColumnRange& range) {
  if (range.value) {
    if (is_day_or_moment(type) && is_year(*range.value))
      return within(value, type, *range.value, *range.value);
    return Predicate::compare(value, Comparison::kEqual, bound(type, *range.value, End::kLow));
  }
  if (range.low && range.high) return within(value, type, *range.low, *range.high);
  if (range.low)
    return Predicate::compare(value, Comparison::kGreaterEqual, bound(type, *range.low, End::kLow));
  if (range.high)
    return Predicate::compare(value, Comparison::kLessEqual, bound(type, *range.high, End::kHigh));
  return Predicate::negation(Predicate::about(Predicate::Kind::kIsNull, value));
}

}  // namespace

std::vector<std::string> range_columns(const schema::Features& features) {
  std::vector<std::string> names;
  for (const schema::FeatureField& field : features) {
    const bool of_scalars = field.type.kind == schema::Feature::Kind::kList &&
                            !field.type.is_vector() && is_scalar(field.type.item());
    if (of_scalars || is_scalar(field.type)) names.push_back(field.name);
  }
  return names;
}

Predicate range_predicate(const schema::Features& features, std::string_view column,
                          const ColumnRange& range) {
  const std::optional<std::size_t> position = schema::find_column(features, column);
  if (!position) return Predicate::constant(false);
  const schema::Feature& type = features[*position].type;
  Expression value = Expression::of_column(*position);
  if (type.kind != schema::Feature::Kind::kList) return of_scalar(value, type, range);
  if (!range.value && !range.low && !range.high) {
    return Predicate::compare(Expression::from(Expression::Kind::kListLength, std::move(value)),
                              Comparison::kGreater, Expression::of({Constant::Type::kNumber, "0"}));
  }
  Predicate any = Predicate::about(Predicate::Kind::kAnyMember, std::move(value));
  any.parts.push_back(of_scalar(Expression::of_member(), type.item(), range));
  return any;
}

}  // namespace vitrine::ask
