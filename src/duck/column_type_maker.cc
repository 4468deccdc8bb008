// ColumnType -> DuckDB's logical type: the way back of column_type.cc.

#include <array>
#include <optional>
#include <utility>

#include "duck/handles.h"

namespace vitrine::duck::duck_c {
namespace {

using Pair = std::pair<CellType, duckdb_type>;

constexpr std::array<Pair, 24> kScalars = {{
    {CellType::kBool, DUCKDB_TYPE_BOOLEAN},
    {CellType::kInt8, DUCKDB_TYPE_TINYINT},
    {CellType::kInt16, DUCKDB_TYPE_SMALLINT},
    {CellType::kInt32, DUCKDB_TYPE_INTEGER},
    {CellType::kInt64, DUCKDB_TYPE_BIGINT},
    {CellType::kUint8, DUCKDB_TYPE_UTINYINT},
    {CellType::kUint16, DUCKDB_TYPE_USMALLINT},
    {CellType::kUint32, DUCKDB_TYPE_UINTEGER},
    {CellType::kUint64, DUCKDB_TYPE_UBIGINT},
    {CellType::kInt128, DUCKDB_TYPE_HUGEINT},
    {CellType::kUint128, DUCKDB_TYPE_UHUGEINT},
    {CellType::kFloat32, DUCKDB_TYPE_FLOAT},
    {CellType::kFloat64, DUCKDB_TYPE_DOUBLE},
    {CellType::kString, DUCKDB_TYPE_VARCHAR},
    {CellType::kBlob, DUCKDB_TYPE_BLOB},
    {CellType::kDate, DUCKDB_TYPE_DATE},
    {CellType::kTime, DUCKDB_TYPE_TIME},
    {CellType::kTimeNs, DUCKDB_TYPE_TIME_NS},
    {CellType::kTimestampS, DUCKDB_TYPE_TIMESTAMP_S},
    {CellType::kTimestampMs, DUCKDB_TYPE_TIMESTAMP_MS},
    {CellType::kTimestampUs, DUCKDB_TYPE_TIMESTAMP},
    {CellType::kTimestampNs, DUCKDB_TYPE_TIMESTAMP_NS},
    {CellType::kTimestampTz, DUCKDB_TYPE_TIMESTAMP_TZ},
    {CellType::kInterval, DUCKDB_TYPE_INTERVAL},
}};

Result<TypeHandle> make_struct(const ColumnType& type) {
  std::vector<TypeHandle> owners;
  std::vector<duckdb_logical_type> members;
  std::vector<const char*> names;
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    Result<TypeHandle> member = make_type(type.children[i]);
    if (!member) return std::move(member).error().in(type.labels[i]);
    names.push_back(type.labels[i].c_str());
    members.push_back(owners.emplace_back(*std::move(member)).get());
  }
  return TypeHandle(duckdb_create_struct_type(members.data(), names.data(), members.size()));
}

Result<TypeHandle> make_scalar(const ColumnType& type) {
  for (const auto& [cell, id] : kScalars) {
    if (cell != type.cell) continue;
    TypeHandle made(duckdb_create_logical_type(id));
    if (type.is_json) duckdb_logical_type_set_alias(made.get(), "JSON");
    return made;
  }
  return unsupported("a column of this type cannot be written");
}

}  // namespace

Result<TypeHandle> make_type(const ColumnType& type) {
  if (type.cell == CellType::kStruct) return make_struct(type);
  if (type.cell == CellType::kDecimal)
    return TypeHandle(duckdb_create_decimal_type(type.width, type.scale));
  if (type.cell != CellType::kList && type.cell != CellType::kArray) return make_scalar(type);
  const Result<TypeHandle> item = make_type(type.children.front());
  if (!item) return item.error();
  if (type.cell == CellType::kList) return TypeHandle(duckdb_create_list_type(item->get()));
  return TypeHandle(duckdb_create_array_type(item->get(), type.length));
}

}  // namespace vitrine::duck::duck_c
