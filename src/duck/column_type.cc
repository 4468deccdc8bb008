#include <array>
#include <optional>
#include <string>

#include "duck/handles.h"

namespace vitrine::duck::duck_c {
namespace {

/// Text that DuckDB allocated.
std::string take(char* text) {
  if (text == nullptr) return {};
  std::string out(text);
  duckdb_free(text);
  return out;
}

// NOLINTNEXTLINE(readability-function-size): a table, one line a type
std::optional<CellType> scalar_cell(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_SQLNULL:
      return CellType::kNull;
    case DUCKDB_TYPE_BOOLEAN:
      return CellType::kBool;
    case DUCKDB_TYPE_TINYINT:
      return CellType::kInt8;
    case DUCKDB_TYPE_SMALLINT:
      return CellType::kInt16;
    case DUCKDB_TYPE_INTEGER:
      return CellType::kInt32;
    case DUCKDB_TYPE_BIGINT:
      return CellType::kInt64;
    case DUCKDB_TYPE_UTINYINT:
      return CellType::kUint8;
    case DUCKDB_TYPE_USMALLINT:
      return CellType::kUint16;
    case DUCKDB_TYPE_UINTEGER:
      return CellType::kUint32;
    case DUCKDB_TYPE_UBIGINT:
      return CellType::kUint64;
    case DUCKDB_TYPE_HUGEINT:
      return CellType::kInt128;
    case DUCKDB_TYPE_UHUGEINT:
      return CellType::kUint128;
    case DUCKDB_TYPE_FLOAT:
      return CellType::kFloat32;
    case DUCKDB_TYPE_DOUBLE:
      return CellType::kFloat64;
    case DUCKDB_TYPE_VARCHAR:
      return CellType::kString;
    case DUCKDB_TYPE_BLOB:
      return CellType::kBlob;
    case DUCKDB_TYPE_BIT:
      return CellType::kBit;
    case DUCKDB_TYPE_DATE:
      return CellType::kDate;
    case DUCKDB_TYPE_TIME:
      return CellType::kTime;
    case DUCKDB_TYPE_TIME_NS:
      return CellType::kTimeNs;
    case DUCKDB_TYPE_TIME_TZ:
      return CellType::kTimeTz;
    case DUCKDB_TYPE_TIMESTAMP_S:
      return CellType::kTimestampS;
    case DUCKDB_TYPE_TIMESTAMP_MS:
      return CellType::kTimestampMs;
    case DUCKDB_TYPE_TIMESTAMP:
      return CellType::kTimestampUs;
    case DUCKDB_TYPE_TIMESTAMP_NS:
      return CellType::kTimestampNs;
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return CellType::kTimestampTz;
    case DUCKDB_TYPE_INTERVAL:
      return CellType::kInterval;
    case DUCKDB_TYPE_UUID:
      return CellType::kUuid;
    default:
      return std::nullopt;
  }
}

Result<ColumnType> with_child(CellType cell, duckdb_logical_type child) {
  const TypeHandle owner(child);
  Result<ColumnType> item = read_type(child);
  if (!item) return item;
  ColumnType type;
  type.cell = cell;
  type.children.push_back(*std::move(item));
  return type;
}

Result<ColumnType> read_struct(duckdb_logical_type logical) {
  ColumnType type;
  type.cell = CellType::kStruct;
  const idx_t count = duckdb_struct_type_child_count(logical);
  for (idx_t i = 0; i < count; ++i) {
    type.labels.push_back(take(duckdb_struct_type_child_name(logical, i)));
    const TypeHandle child(duckdb_struct_type_child_type(logical, i));
    Result<ColumnType> field = read_type(child.get());
    if (!field) return field;
    type.children.push_back(*std::move(field));
  }
  return type;
}

/// A map's cells are those of a list of struct(key, value).
Result<ColumnType> read_map(duckdb_logical_type logical) {
  const TypeHandle key(duckdb_map_type_key_type(logical));
  const TypeHandle value(duckdb_map_type_value_type(logical));
  Result<ColumnType> key_type = read_type(key.get());
  if (!key_type) return key_type;
  Result<ColumnType> value_type = read_type(value.get());
  if (!value_type) return value_type;
  ColumnType entry;
  entry.cell = CellType::kStruct;
  entry.labels = {"key", "value"};
  entry.children.push_back(*std::move(key_type));
  entry.children.push_back(*std::move(value_type));
  ColumnType type;
  type.cell = CellType::kMap;
  type.children.push_back(std::move(entry));
  return type;
}

Result<ColumnType> read_union(duckdb_logical_type logical) {
  ColumnType tag;
  tag.cell = CellType::kUint8;
  ColumnType type;
  type.cell = CellType::kUnion;
  type.labels.emplace_back("tag");
  type.children.push_back(std::move(tag));
  const idx_t count = duckdb_union_type_member_count(logical);
  for (idx_t i = 0; i < count; ++i) {
    type.labels.push_back(take(duckdb_union_type_member_name(logical, i)));
    const TypeHandle child(duckdb_union_type_member_type(logical, i));
    Result<ColumnType> member = read_type(child.get());
    if (!member) return member;
    type.children.push_back(*std::move(member));
  }
  return type;
}

ColumnType read_enum(duckdb_logical_type logical) {
  ColumnType type;
  type.cell = CellType::kEnum;
  type.storage = scalar_cell(duckdb_enum_internal_type(logical)).value_or(CellType::kUint32);
  const std::uint32_t count = duckdb_enum_dictionary_size(logical);
  type.labels.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    type.labels.push_back(take(duckdb_enum_dictionary_value(logical, i)));
  }
  return type;
}

ColumnType read_decimal(duckdb_logical_type logical) {
  ColumnType type;
  type.cell = CellType::kDecimal;
  type.storage = scalar_cell(duckdb_decimal_internal_type(logical)).value_or(CellType::kInt128);
  type.width = duckdb_decimal_width(logical);
  type.scale = duckdb_decimal_scale(logical);
  return type;
}

/// The name of a type that has no cells to read.
std::string unreadable_name(duckdb_type id) {
  if (id == DUCKDB_TYPE_BIGNUM) return "BIGNUM";
  return "number " + std::to_string(static_cast<int>(id));
}

Result<ColumnType> read_scalar(duckdb_logical_type logical, duckdb_type id) {
  const std::optional<CellType> cell = scalar_cell(id);
  if (!cell) {
    return unsupported("a column of DuckDB's type " + unreadable_name(id) +
                       " cannot be read: cast it to VARCHAR");
  }
  ColumnType type;
  type.cell = *cell;
  type.is_json =
      *cell == CellType::kString && take(duckdb_logical_type_get_alias(logical)) == "JSON";
  return type;
}

}  // namespace

Result<ColumnType> read_type(duckdb_logical_type type) {
  const duckdb_type id = duckdb_get_type_id(type);
  switch (id) {
    case DUCKDB_TYPE_LIST:
      return with_child(CellType::kList, duckdb_list_type_child_type(type));
    case DUCKDB_TYPE_ARRAY: {
      Result<ColumnType> array = with_child(CellType::kArray, duckdb_array_type_child_type(type));
      if (array) array->length = static_cast<std::uint32_t>(duckdb_array_type_array_size(type));
      return array;
    }
    case DUCKDB_TYPE_STRUCT:
      return read_struct(type);
    case DUCKDB_TYPE_MAP:
      return read_map(type);
    case DUCKDB_TYPE_UNION:
      return read_union(type);
    case DUCKDB_TYPE_ENUM:
      return read_enum(type);
    case DUCKDB_TYPE_DECIMAL:
      return read_decimal(type);
    default:
      return read_scalar(type, id);
  }
}

}  // namespace vitrine::duck::duck_c
