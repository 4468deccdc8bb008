#include "ingest/stored_form.h"

#include <algorithm>

#include "duck/types.h"
#include "schema/column.h"

namespace vitrine {
namespace {

/// What becomes of a type at the door.
enum class Door { kStays, kText, kEntries, kList, kStruct };

Door door_of(CellType cell) {
  switch (cell) {
    case CellType::kUuid:
    case CellType::kInterval:
    case CellType::kBit:
    case CellType::kEnum:
      return Door::kText;
    case CellType::kMap:
      return Door::kEntries;
    case CellType::kList:
    case CellType::kArray:
      return Door::kList;
    case CellType::kStruct:
      return Door::kStruct;
    case CellType::kNull:
    case CellType::kBool:
    case CellType::kInt8:
    case CellType::kInt16:
    case CellType::kInt32:
    case CellType::kInt64:
    case CellType::kUint8:
    case CellType::kUint16:
    case CellType::kUint32:
    case CellType::kUint64:
    case CellType::kInt128:
    case CellType::kUint128:
    case CellType::kFloat32:
    case CellType::kFloat64:
    case CellType::kString:
    case CellType::kBlob:
    case CellType::kDate:
    case CellType::kTime:
    case CellType::kTimeNs:
    case CellType::kTimeTz:
    case CellType::kTimestampS:
    case CellType::kTimestampMs:
    case CellType::kTimestampUs:
    case CellType::kTimestampNs:
    case CellType::kTimestampTz:
    case CellType::kDecimal:
    case CellType::kUnion:
      return Door::kStays;
  }
  return Door::kStays;
}

bool changes(const ColumnType& type) {
  const Door door = door_of(type.cell);
  return door == Door::kText || door == Door::kEntries ||
         std::ranges::any_of(type.children, changes);
}

/// Each depth of nesting has a parameter of its own, so that inner lambdas see the right one.
std::string at_depth(const std::string& expression, const ColumnType& type, int depth);

std::string struct_at_depth(const std::string& value, const ColumnType& type, int depth) {
  std::string out = "CASE WHEN " + value + " IS NULL THEN NULL ELSE {";
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    const std::string field =
        "struct_extract(" + value + ", " + quote_literal(type.labels[i]) + ")";
    out += (i == 0 ? "" : ", ") + quote_literal(type.labels[i]) + ": " +
           at_depth(field, type.children[i], depth);
  }
  return out + "} END";
}

std::string at_depth(const std::string& expression, const ColumnType& type, int depth) {
  if (!changes(type)) return expression;
  const std::string member = "m" + std::to_string(depth);
  switch (door_of(type.cell)) {
    case Door::kStays:
      return expression;
    case Door::kText:
      return "CAST(" + expression + " AS VARCHAR)";
    case Door::kStruct:
      return struct_at_depth(expression, type, depth);
    case Door::kEntries: {
      const std::string entries = "map_entries(" + expression + ")";
      if (!changes(type.children.front())) return entries;
      return "list_transform(" + entries + ", lambda " + member + ": " +
             at_depth(member, type.children.front(), depth + 1) + ")";
    }
    case Door::kList:
      return "list_transform(" + expression + ", lambda " + member + ": " +
             at_depth(member, type.children.front(), depth + 1) + ")";
  }
  return expression;
}

bool is_integer(CellType cell) {
  return cell >= CellType::kInt8 && cell <= CellType::kUint64;
}

bool holds_struct(const ColumnType& type, const Feature& feature) {
  if (type.cell != CellType::kStruct || type.children.size() != feature.children.size())
    return false;
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    if (!holds(type.children[i], feature.children[i].type)) return false;
  }
  return true;
}

}  // namespace

std::string stored_expression(const std::string& expression, const ColumnType& type) {
  return at_depth(expression, type, 0);
}

bool holds(const ColumnType& type, const Feature& feature) {
  const CellType cell = type.cell;
  switch (kind_of(feature)) {
    case ColumnKind::kInteger:
    case ColumnKind::kClass:
      return is_integer(cell);
    case ColumnKind::kFloat:
      return cell == CellType::kFloat32 || cell == CellType::kFloat64;
    case ColumnKind::kText:
    case ColumnKind::kJson:
      return cell == CellType::kString;
    case ColumnKind::kBool:
      return cell == CellType::kBool;
    case ColumnKind::kNull:
      return door_of(cell) == Door::kStays;
    case ColumnKind::kBinary:
      return cell == CellType::kBlob;
    case ColumnKind::kDecimal:
      return cell == CellType::kDecimal;
    case ColumnKind::kDate:
      return cell == CellType::kDate;
    case ColumnKind::kDuration:
      return cell == CellType::kInt64;
    case ColumnKind::kTimestamp:
      return cell >= CellType::kTimestampS && cell <= CellType::kTimestampTz;
    case ColumnKind::kTime:
      return cell >= CellType::kTime && cell <= CellType::kTimeTz;
    case ColumnKind::kList:
    case ColumnKind::kVector:
      return (cell == CellType::kList || cell == CellType::kArray) &&
             holds(type.children.front(), feature.item());
    case ColumnKind::kStruct:
      return holds_struct(type, feature);
    case ColumnKind::kOther:
      return feature.kind == Feature::Kind::kOther && !changes(type);
  }
  return false;
}

Status check_columns(const QueryResult& result, const Features& features) {
  if (result.types().size() != features.size()) {
    return invalid_argument("a file has " + std::to_string(result.types().size()) +
                            " columns where the dataset has " + std::to_string(features.size()));
  }
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (holds(result.types()[i], features[i].type)) continue;
    return invalid_argument("column \"" + features[i].name + "\" is stored as " +
                            feature_label(result.features()[i].type) +
                            ", which cannot be read as " + feature_label(features[i].type));
  }
  return {};
}

}  // namespace vitrine
