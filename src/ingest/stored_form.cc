#include "ingest/stored_form.h"

#include <algorithm>

#include "duck/types.h"
#include "schema/column.h"

namespace vitrine::ingest {
namespace {

/// What becomes of a type at the door.
enum class Door { kStays, kText, kEntries, kList, kStruct };

Door door_of(duck::CellType cell) {
  switch (cell) {
    case duck::CellType::kUuid:
    case duck::CellType::kInterval:
    case duck::CellType::kBit:
    case duck::CellType::kEnum:
      return Door::kText;
    case duck::CellType::kMap:
      return Door::kEntries;
    case duck::CellType::kList:
    case duck::CellType::kArray:
      return Door::kList;
    case duck::CellType::kStruct:
      return Door::kStruct;
    case duck::CellType::kNull:
    case duck::CellType::kBool:
    case duck::CellType::kInt8:
    case duck::CellType::kInt16:
    case duck::CellType::kInt32:
    case duck::CellType::kInt64:
    case duck::CellType::kUint8:
    case duck::CellType::kUint16:
    case duck::CellType::kUint32:
    case duck::CellType::kUint64:
    case duck::CellType::kInt128:
    case duck::CellType::kUint128:
    case duck::CellType::kFloat32:
    case duck::CellType::kFloat64:
    case duck::CellType::kString:
    case duck::CellType::kBlob:
    case duck::CellType::kDate:
    case duck::CellType::kTime:
    case duck::CellType::kTimeNs:
    case duck::CellType::kTimeTz:
    case duck::CellType::kTimestampS:
    case duck::CellType::kTimestampMs:
    case duck::CellType::kTimestampUs:
    case duck::CellType::kTimestampNs:
    case duck::CellType::kTimestampTz:
    case duck::CellType::kDecimal:
    case duck::CellType::kUnion:
      return Door::kStays;
  }
  return Door::kStays;
}

bool changes(const duck::ColumnType& type) {
  const Door door = door_of(type.cell);
  return door == Door::kText || door == Door::kEntries ||
         std::ranges::any_of(type.children, changes);
}

/// Writes the way of a value to its stored form. Each depth of nesting has a parameter of its own,
/// so that inner lambdas see the right one.
struct Way {
  const SqlOf& interval;

  std::string of_struct(const std::string& value, const duck::ColumnType& type, int depth) const {
    std::string out = "CASE WHEN " + value + " IS NULL THEN NULL ELSE {";
    for (std::size_t i = 0; i < type.children.size(); ++i) {
      const std::string field =
          "struct_extract(" + value + ", " + quote_literal(type.labels[i]) + ")";
      out += (i == 0 ? "" : ", ") + quote_literal(type.labels[i]) + ": " +
             of(field, type.children[i], depth);
    }
    return out + "} END";
  }

  std::string of(const std::string& expression, const duck::ColumnType& type, int depth) const {
    if (!changes(type)) return expression;
    const std::string member = "m" + std::to_string(depth);
    switch (door_of(type.cell)) {
      case Door::kStays:
        return expression;
      case Door::kText:
        if (interval && type.cell == duck::CellType::kInterval) return interval(expression);
        return "CAST(" + expression + " AS VARCHAR)";
      case Door::kStruct:
        return of_struct(expression, type, depth);
      case Door::kEntries: {
        const std::string entries = "map_entries(" + expression + ")";
        if (!changes(type.children.front())) return entries;
        return "list_transform(" + entries + ", lambda " + member + ": " +
               of(member, type.children.front(), depth + 1) + ")";
      }
      case Door::kList:
        return "list_transform(" + expression + ", lambda " + member + ": " +
               of(member, type.children.front(), depth + 1) + ")";
    }
    return expression;
  }
};

bool is_integer(duck::CellType cell) {
  return cell >= duck::CellType::kInt8 && cell <= duck::CellType::kUint64;
}

bool holds_scalar(duck::CellType cell, const schema::Feature& feature) {
  switch (schema::form_of(feature)) {
    case schema::ScalarForm::kInteger:
    case schema::ScalarForm::kClass:
      return is_integer(cell);
    case schema::ScalarForm::kFloat:
      return cell == duck::CellType::kFloat32 || cell == duck::CellType::kFloat64;
    case schema::ScalarForm::kText:
      return cell == duck::CellType::kString;
    case schema::ScalarForm::kBool:
      return cell == duck::CellType::kBool;
    case schema::ScalarForm::kBinary:
      return cell == duck::CellType::kBlob;
    case schema::ScalarForm::kDecimal:
      return cell == duck::CellType::kDecimal;
    case schema::ScalarForm::kDate:
      return cell == duck::CellType::kDate;
    case schema::ScalarForm::kDuration:
      return cell == duck::CellType::kInt64;
    case schema::ScalarForm::kTimestamp:
      return cell >= duck::CellType::kTimestampS && cell <= duck::CellType::kTimestampTz;
    case schema::ScalarForm::kTime:
      return cell >= duck::CellType::kTime && cell <= duck::CellType::kTimeTz;
    case schema::ScalarForm::kNone:
      return feature.is_value("null") && door_of(cell) == Door::kStays;
  }
  return false;
}

bool holds_struct(const duck::ColumnType& type, const schema::Feature& feature) {
  if (type.cell != duck::CellType::kStruct || type.children.size() != feature.children.size())
    return false;
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    if (!holds(type.children[i], feature.children[i].type)) return false;
  }
  return true;
}

}  // namespace

std::string stored_expression(const std::string& expression, const duck::ColumnType& type,
                              const SqlOf& interval) {
  return Way{interval}.of(expression, type, 0);
}

bool holds(const duck::ColumnType& type, const schema::Feature& feature) {
  const duck::CellType cell = type.cell;
  switch (feature.kind) {
    case schema::Feature::Kind::kValue:
    case schema::Feature::Kind::kClassLabel:
      return holds_scalar(cell, feature);
    case schema::Feature::Kind::kJson:
      return cell == duck::CellType::kString;
    case schema::Feature::Kind::kList:
      return (cell == duck::CellType::kList || cell == duck::CellType::kArray) &&
             holds(type.children.front(), feature.item());
    case schema::Feature::Kind::kStruct:
      return holds_struct(type, feature);
    case schema::Feature::Kind::kOther:
      return !changes(type);
  }
  return false;
}

Status check_columns(const duck::QueryResult& result, const schema::Features& features) {
  if (result.types().size() != features.size()) {
    return invalid_argument("a file has " + std::to_string(result.types().size()) +
                            " columns where the dataset has " + std::to_string(features.size()));
  }
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (holds(result.types()[i], features[i].type)) continue;
    return invalid_argument("column \"" + features[i].name + "\" is stored as " +
                            schema::feature_label(result.features()[i].type) +
                            ", which cannot be read as " + schema::feature_label(features[i].type));
  }
  return {};
}

}  // namespace vitrine::ingest
