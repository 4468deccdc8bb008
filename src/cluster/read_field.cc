#include "cluster/read_field.h"

#include <optional>

#include "cluster/columns.h"
#include "cluster/refusal.h"
#include "schema/column.h"

namespace vitrine::cluster {
namespace {

using ask::Expression;

bool is_length(const Expression& value) {
  using Kind = Expression::Kind;
  if (value.kind == Kind::kTextLength || value.kind == Kind::kListLength) return true;
  return value.kind == Kind::kCall &&
         (value.name == "length" || value.name == "len" || value.name == "array_length");
}

}  // namespace

std::string named_column(const schema::Features& features, std::size_t column) {
  return "column \"" + features[column].name + "\"";
}

bool is_lower(const Expression& value) {
  return value.kind == Expression::Kind::kCall && (value.name == "lower" || value.name == "lcase");
}

Result<ReadField> read_field(const Expression& value, const schema::Features& features) {
  using Kind = Expression::Kind;
  const auto column_of = [&](const Expression& one) -> std::optional<std::size_t> {
    return one.kind == Kind::kColumn ? std::optional(one.column) : std::nullopt;
  };
  if (const std::optional<std::size_t> column = column_of(value)) {
    const schema::Feature& type = features[*column].type;
    const FieldForm form = field_form(type);
    if (form == FieldForm::kText) return ReadField(ReadText{*column});
    if (form == FieldForm::kCode)
      return ReadField(ReadNumber{*column, value_field(*column), {type}});
    return beyond_engine(named_column(features, *column) + " (" + schema::feature_label(type) +
                         ") but for IS NULL");
  }
  if (is_length(value) && column_of(value.arguments.front())) {
    const std::size_t column = value.arguments.front().column;
    const schema::Feature& type = features[column].type;
    if (schema::form_of(type) == schema::ScalarForm::kText ||
        schema::kind_of(type) == schema::ColumnKind::kList)
      return ReadField(ReadNumber{column, length_field(column), {schema::Feature::value("int32")}});
    return beyond_engine("the length of " + named_column(features, column));
  }
  if (value.kind == Kind::kLabel && column_of(value.arguments.front()))
    return ReadField(ReadLabel{value.arguments.front().column});
  if (is_lower(value)) {
    Result<ReadField> inner = read_field(value.arguments.front(), features);
    if (!inner) return inner;
    if (auto* const text = std::get_if<ReadText>(&*inner)) text->lowers = true;
    if (auto* const label = std::get_if<ReadLabel>(&*inner)) label->lowers = true;
    if (!std::holds_alternative<ReadNumber>(*inner)) return inner;
  }
  if (value.kind == Kind::kCall && value.name == "year" && column_of(value.arguments.front())) {
    const std::size_t column = value.arguments.front().column;
    const schema::Feature& type = features[column].type;
    const schema::ScalarForm form = schema::form_of(type);
    const bool is_plain = form == schema::ScalarForm::kDate ||
                          (form == schema::ScalarForm::kTimestamp && schema::zone_of(type).empty());
    if (is_plain) return ReadField(ReadNumber{column, value_field(column), {type, true}});
  }
  switch (value.kind) {
    case Kind::kCall:
      return beyond_engine(value.name + "() of that");
    case Kind::kField:
      return beyond_engine("the field \"" + value.name + "\" of a struct");
    case Kind::kJsonText:
      return beyond_engine("what a Json column holds");
    case Kind::kReadAs:
      return beyond_engine("a text read as " + value.name);
    case Kind::kMember:
      return beyond_engine("such a condition on the members of a list");
    case Kind::kTruthOf:
      return beyond_engine("a comparison of truth values");
    case Kind::kConstant:
      return beyond_engine("a comparison of two constants");
    case Kind::kColumn:
    case Kind::kTextLength:
    case Kind::kListLength:
    case Kind::kLabel:
      break;
  }
  return beyond_engine("the length or the label of what is no column");
}

}  // namespace vitrine::cluster
