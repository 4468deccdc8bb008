#include "duck/column_view.h"

#include <cassert>
#include <cmath>

#include "duck/functions.h"

namespace vitrine::duck {
namespace {

std::string_view text_of(const duckdb_string_t& string) {
  // Up to 12 bytes are held in place; longer ones are pointed to.
  const std::uint32_t length = string.value.inlined.length;
  if (length <= 12) return {string.value.inlined.inlined, length};
  return {string.value.pointer.ptr, length};
}

std::int64_t read_integer(CellType type, const void* data, std::size_t row) {
  switch (type) {
    case CellType::kBool:
      return static_cast<const bool*>(data)[row] ? 1 : 0;
    case CellType::kInt8:
      return static_cast<const std::int8_t*>(data)[row];
    case CellType::kUint8:
      return static_cast<const std::uint8_t*>(data)[row];
    case CellType::kInt16:
      return static_cast<const std::int16_t*>(data)[row];
    case CellType::kUint16:
      return static_cast<const std::uint16_t*>(data)[row];
    case CellType::kInt32:
    case CellType::kDate:
      return static_cast<const std::int32_t*>(data)[row];
    case CellType::kUint32:
      return static_cast<const std::uint32_t*>(data)[row];
    case CellType::kNull:
    case CellType::kInt64:
    case CellType::kUint64:
    case CellType::kInt128:
    case CellType::kUint128:
    case CellType::kFloat32:
    case CellType::kFloat64:
    case CellType::kString:
    case CellType::kBlob:
    case CellType::kBit:
    case CellType::kTime:
    case CellType::kTimeNs:
    case CellType::kTimeTz:
    case CellType::kTimestampS:
    case CellType::kTimestampMs:
    case CellType::kTimestampUs:
    case CellType::kTimestampNs:
    case CellType::kTimestampTz:
    case CellType::kInterval:
    case CellType::kDecimal:
    case CellType::kUuid:
    case CellType::kEnum:
    case CellType::kList:
    case CellType::kArray:
    case CellType::kStruct:
    case CellType::kMap:
    case CellType::kUnion:
      break;
  }
  return static_cast<const std::int64_t*>(data)[row];
}

Int128 read_wide(const void* data, std::size_t row) {
  const duckdb_hugeint& wide = static_cast<const duckdb_hugeint*>(data)[row];
  return static_cast<Int128>(static_cast<Uint128>(static_cast<std::uint64_t>(wide.upper)) << 64U |
                             wide.lower);
}

bool is_wide(const ColumnType& type) {
  const CellType cell = type.cell == CellType::kDecimal ? type.storage : type.cell;
  return cell == CellType::kInt128 || cell == CellType::kUint128 || cell == CellType::kUuid;
}

}  // namespace

ColumnView::ColumnView(void* vector, const ColumnType& type)
    : vector_(vector),
      data_(duckdb_vector_get_data(static_cast<duckdb_vector>(vector))),
      validity_(duckdb_vector_get_validity(static_cast<duckdb_vector>(vector))),
      type_(&type) {}

std::int64_t ColumnView::int64(std::size_t row) const {
  const bool indirect = type_->cell == CellType::kEnum || type_->cell == CellType::kDecimal;
  return read_integer(indirect ? type_->storage : type_->cell, data_, row);
}

Int128 ColumnView::int128(std::size_t row) const {
  return is_wide(*type_) ? read_wide(data_, row) : int64(row);
}

double ColumnView::float64(std::size_t row) const {
  switch (type_->cell) {
    case CellType::kFloat32:
      return static_cast<double>(values<float>()[row]);
    case CellType::kFloat64:
      return values<double>()[row];
    case CellType::kUint64:
      return static_cast<double>(uint64(row));
    case CellType::kUint128:
      return static_cast<double>(static_cast<Uint128>(int128(row)));
    case CellType::kInt128:
      return static_cast<double>(int128(row));
    case CellType::kDecimal:
      return static_cast<double>(static_cast<long double>(int128(row)) /
                                 std::pow(10.0L, type_->scale));
    case CellType::kNull:
    case CellType::kBool:
    case CellType::kInt8:
    case CellType::kInt16:
    case CellType::kInt32:
    case CellType::kInt64:
    case CellType::kUint8:
    case CellType::kUint16:
    case CellType::kUint32:
    case CellType::kString:
    case CellType::kBlob:
    case CellType::kBit:
    case CellType::kDate:
    case CellType::kTime:
    case CellType::kTimeNs:
    case CellType::kTimeTz:
    case CellType::kTimestampS:
    case CellType::kTimestampMs:
    case CellType::kTimestampUs:
    case CellType::kTimestampNs:
    case CellType::kTimestampTz:
    case CellType::kInterval:
    case CellType::kUuid:
    case CellType::kEnum:
    case CellType::kList:
    case CellType::kArray:
    case CellType::kStruct:
    case CellType::kMap:
    case CellType::kUnion:
      break;
  }
  return static_cast<double>(int64(row));
}

std::string_view ColumnView::text(std::size_t row) const {
  if (type_->cell == CellType::kEnum) {
    return type_->labels[static_cast<std::size_t>(int64(row))];
  }
  return text_of(values<duckdb_string_t>()[row]);
}

Interval ColumnView::interval(std::size_t row) const {
  const duckdb_interval& raw = values<duckdb_interval>()[row];
  return {raw.months, raw.days, raw.micros};
}

ListSlice ColumnView::list(std::size_t row) const {
  if (type_->cell == CellType::kArray) return {row * type_->length, type_->length};
  const duckdb_list_entry& entry = values<duckdb_list_entry>()[row];
  return {entry.offset, entry.length};
}

ColumnView ColumnView::child(std::size_t i) const {
  auto* vector = static_cast<duckdb_vector>(vector_);
  switch (type_->cell) {
    case CellType::kArray:
      return {duckdb_array_vector_get_child(vector), type_->children.front()};
    case CellType::kStruct:
    case CellType::kUnion:
      return {duckdb_struct_vector_get_child(vector, i), type_->children[i]};
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
    case CellType::kBit:
    case CellType::kDate:
    case CellType::kTime:
    case CellType::kTimeNs:
    case CellType::kTimeTz:
    case CellType::kTimestampS:
    case CellType::kTimestampMs:
    case CellType::kTimestampUs:
    case CellType::kTimestampNs:
    case CellType::kTimestampTz:
    case CellType::kInterval:
    case CellType::kDecimal:
    case CellType::kUuid:
    case CellType::kEnum:
    case CellType::kList:
    case CellType::kMap:
      break;
  }
  return {duckdb_list_vector_get_child(vector), type_->children.front()};
}

std::span<const float> ColumnView::floats(std::size_t row) const {
  const ColumnView members = child();
  assert(members.type().cell == CellType::kFloat32);
  const ListSlice slice = list(row);
  return {members.values<float>() + slice.offset, slice.length};
}

std::span<const double> ColumnView::doubles(std::size_t row) const {
  const ColumnView members = child();
  assert(members.type().cell == CellType::kFloat64);
  const ListSlice slice = list(row);
  return {members.values<double>() + slice.offset, slice.length};
}

}  // namespace vitrine::duck
