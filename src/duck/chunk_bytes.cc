#include "duck/chunk_bytes.h"

namespace vitrine::duck {
namespace {

/// Of a text or the place of a list: texts of up to 12 bytes are held inside.
constexpr std::size_t kReferenceBytes = 16;
constexpr std::size_t kInlineText = 12;

std::size_t bytes_of(const ColumnView& column, std::size_t begin, std::size_t end);

std::size_t text_bytes(const ColumnView& column, std::size_t begin, std::size_t end) {
  std::size_t bytes = (end - begin) * kReferenceBytes;
  for (std::size_t row = begin; row < end; ++row) {
    if (column.is_null(row)) continue;
    const std::size_t size = column.text(row).size();
    if (size > kInlineText) bytes += size;
  }
  return bytes;
}

std::size_t list_bytes(const ColumnView& column, std::size_t begin, std::size_t end) {
  std::size_t bytes = (end - begin) * kReferenceBytes;
  const ColumnView members = column.child();
  for (std::size_t row = begin; row < end; ++row) {
    if (column.is_null(row)) continue;
    const ListSlice slice = column.list(row);
    bytes += bytes_of(members, slice.offset, slice.offset + slice.length);
  }
  return bytes;
}

std::size_t struct_bytes(const ColumnView& column, std::size_t begin, std::size_t end) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < column.type().children.size(); ++i)
    bytes += bytes_of(column.child(i), begin, end);
  return bytes;
}

std::size_t bytes_of(const ColumnView& column, std::size_t begin, std::size_t end) {
  switch (column.type().cell) {
    case CellType::kString:
    case CellType::kBlob:
    case CellType::kBit:
      return text_bytes(column, begin, end);
    case CellType::kList:
    case CellType::kMap:
    case CellType::kArray:
      return list_bytes(column, begin, end);
    case CellType::kStruct:
    case CellType::kUnion:
      return struct_bytes(column, begin, end);
    case CellType::kNull:
      return 0;
    case CellType::kBool:
    case CellType::kInt8:
    case CellType::kUint8:
      return end - begin;
    case CellType::kInt16:
    case CellType::kUint16:
      return (end - begin) * 2;
    case CellType::kInt32:
    case CellType::kUint32:
    case CellType::kFloat32:
    case CellType::kDate:
    case CellType::kEnum:
      return (end - begin) * 4;
    case CellType::kInt64:
    case CellType::kUint64:
    case CellType::kFloat64:
    case CellType::kTime:
    case CellType::kTimeNs:
    case CellType::kTimeTz:
    case CellType::kTimestampS:
    case CellType::kTimestampMs:
    case CellType::kTimestampUs:
    case CellType::kTimestampNs:
    case CellType::kTimestampTz:
      return (end - begin) * 8;
    case CellType::kInt128:
    case CellType::kUint128:
    case CellType::kInterval:
    case CellType::kUuid:
    case CellType::kDecimal:
      return (end - begin) * 16;
  }
  return 0;
}

}  // namespace

std::size_t bytes_of(const Chunk& chunk) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < chunk.columns(); ++i)
    bytes += bytes_of(chunk.column(i), 0, chunk.rows());
  return bytes;
}

}  // namespace vitrine::duck
