#pragma once
// ColumnView: typed, read-only access to one column of one chunk of a query's result.
//
// A chunk holds up to 2,048 rows, column by column. A view is three pointers, is copied freely, and
// is valid as long as its Chunk is neither refilled nor destroyed. Nested columns are views too: a
// list column has a child view that holds the members of all its rows, and each row says which part
// of it is its own. Nothing is copied; strings and floats are read where DuckDB put them.
//
//   const ColumnView authors = chunk.column(3);
//   const ListSlice mine = authors.list(row);
//   for (std::size_t i = 0; i < mine.length; ++i) use(authors.child().text(mine.offset + i));
//
// Thread safety: reading is safe from several threads as long as the chunk stays.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/features.h"

namespace vitrine::duck {

/// How a column's cells are laid out.
enum class CellType : std::uint8_t {
  kNull,
  kBool,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUint8,
  kUint16,
  kUint32,
  kUint64,
  kInt128,
  kUint128,
  kFloat32,
  kFloat64,
  kString,
  kBlob,
  kBit,
  kDate,        ///< int32: days since 1970-01-01.
  kTime,        ///< int64: microseconds since midnight.
  kTimeNs,      ///< int64: nanoseconds since midnight.
  kTimeTz,      ///< Time and zone packed into a uint64.
  kTimestampS,  ///< int64: seconds since 1970; the next three: milli, micro, nano.
  kTimestampMs,
  kTimestampUs,
  kTimestampNs,
  kTimestampTz,  ///< int64: microseconds since 1970, UTC.
  kInterval,
  kDecimal,  ///< An integer of type `storage`, scaled by 10^scale.
  kUuid,
  kEnum,  ///< An index of type `storage` into `labels`.
  kList,
  kArray,  ///< `length` members in every row, null rows included.
  kStruct,
  kMap,    ///< A list of struct(key, value).
  kUnion,  ///< A struct whose first child, a uint8, says which of the others is meant.
};

/// A column's type as DuckDB has it: what types.h turns into a Feature.
struct ColumnType {
  CellType cell = CellType::kNull;
  CellType storage = CellType::kNull;  ///< kDecimal, kEnum.
  std::uint8_t width = 0;              ///< kDecimal: digits.
  std::uint8_t scale = 0;              ///< kDecimal: digits after the point.
  std::uint32_t length = 0;            ///< kArray.
  bool is_json = false;                ///< kString that holds JSON text.
  std::vector<std::string> labels;     ///< kEnum: values; kStruct, kUnion: names of the children.
  std::vector<ColumnType> children;    ///< kList, kArray, kMap: one; kStruct, kUnion: all of them.
};

/// The members of one row of a list: child rows [offset, offset + length).
struct ListSlice {
  std::size_t offset = 0;
  std::size_t length = 0;
};

struct Interval {
  std::int32_t months = 0;
  std::int32_t days = 0;
  std::int64_t micros = 0;
};

__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

class ColumnView {
 public:
  /// Made by Chunk and child(). `vector` is DuckDB's; `type` must outlive the view.
  ColumnView(void* vector, const ColumnType& type);

  const ColumnType& type() const { return *type_; }

  bool is_null(std::size_t row) const {
    return validity_ != nullptr && (validity_[row / 64] >> (row % 64) & 1U) == 0;
  }
  /// False: no row is null. True says nothing.
  bool may_have_nulls() const { return validity_ != nullptr; }

  /// The accessors below require that the row is not null and that the cell has the type named;
  /// anything else is a defect of the caller.
  bool boolean(std::size_t row) const { return values<bool>()[row]; }
  /// Any integer of at most 64 bits (uint64 wraps), bool, kEnum's index, and the temporal types'
  /// counts.
  std::int64_t int64(std::size_t row) const;
  std::uint64_t uint64(std::size_t row) const { return static_cast<std::uint64_t>(int64(row)); }
  /// kInt128, kUint128 (wraps), kUuid's bits and kDecimal's unscaled integer.
  Int128 int128(std::size_t row) const;
  /// Any number; kDecimal is scaled.
  double float64(std::size_t row) const;
  /// kString, kBlob, kBit's bytes, or kEnum's label.
  std::string_view text(std::size_t row) const;
  Interval interval(std::size_t row) const;

  /// kList, kMap, kArray.
  ListSlice list(std::size_t row) const;
  /// kList, kMap, kArray: the members, i = 0. kStruct, kUnion: child i, whose rows are this view's.
  ColumnView child(std::size_t i = 0) const;

  /// A row of a list or array of float32, in place. A null member reads as an unspecified number.
  std::span<const float> floats(std::size_t row) const;
  /// The same for float64.
  std::span<const double> doubles(std::size_t row) const;

  /// All rows of a fixed-width column; T must be the layout's own type.
  template <typename T>
  const T* values() const {
    return static_cast<const T*>(data_);
  }

 private:
  void* vector_;
  const void* data_;
  const std::uint64_t* validity_;
  const ColumnType* type_;
};

}  // namespace vitrine::duck
