#pragma once
// RowSource: rows that DuckDB cannot read by itself, as a table of its SQL.
//
// The way in for a format of our own reading: a RowSource knows its columns and opens RowReaders,
// which hand out the rows from first to last; Connection::add_rows() makes it a table function, so
// that everything behind `FROM` (casts, filters, COPY, memory limits, interrupts) works on it as on
// any other table.
//
//   struct Countdown : RowReader {
//     Result<std::size_t> read(RowChunk& out) override {
//       std::size_t n = 0;
//       for (; left > 0 && !out.is_full(n); ++n) out.column(0).number<std::int64_t>(n, left--);
//       return n;
//     }
//     std::int64_t left = 3;
//   };
//
// Ownership: a connection shares its sources with whoever added them; DuckDB owns the readers and
// drops them when a scan ends, also early. The cells written are copied.
// Order: rows arrive as they are read; one thread pulls a reader.
// Errors: what a source or reader returns ends the query with the same code and sentence.
// Cost: one copy of every cell, one virtual call per 2,048 rows; memory of a chunk is bounded by
// kChunkBytes and one row.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "duck/column_view.h"

namespace vitrine::duck {

struct RowColumn {
  std::string name;  ///< Not empty, unique without regard to case.
  ColumnType type;   ///< Of scalars all but kBit, kTimeTz and kEnum; lists, arrays and structs.
};

/// Typed, write-only access to one column of a chunk: the counterpart of ColumnView. Rows are
/// written in any order, each once; one that is not written has an unspecified value.
class ColumnWriter {
 public:
  /// Made by RowChunk and child(). `vector` is DuckDB's; the other two outlive the writer.
  ColumnWriter(void* vector, const ColumnType& type, std::uint64_t& bytes);

  void null(std::size_t row);
  /// A fixed-width cell; T must be the layout's own type: bool, intN_t, float, double, Int128.
  template <typename T>
  void number(std::size_t row, T value) {
    static_cast<T*>(data_)[row] = value;
    *bytes_ += sizeof(T);
  }
  /// The same for rows 0, 1, ...
  template <typename T>
  void numbers(std::span<const T> values) {
    std::ranges::copy(values, static_cast<T*>(data_));
    *bytes_ += values.size_bytes();
  }
  /// kString, kBlob. Errors: corrupt if a string is not UTF-8.
  Status text(std::size_t row, std::string_view bytes);
  /// The same without looking. Requires: a string is UTF-8.
  void checked_text(std::size_t row, std::string_view bytes);
  /// kList: gives the row `length` members, written to child() from the offset returned on.
  /// Invalidates writers of the child. Errors: too_large above 2^31 members in one chunk.
  Result<std::size_t> list(std::size_t row, std::size_t length);
  /// kList, kArray: the members, i = 0; an array's row r has those from r * length on, null or not.
  /// kStruct: child i, whose rows are this writer's; of a null row every child must be null too.
  ColumnWriter child(std::size_t i = 0) const;

 private:
  void* vector_;
  void* data_;
  const ColumnType* type_;
  std::uint64_t* bytes_;
};

/// What a RowReader fills: up to capacity() rows of every column.
class RowChunk {
 public:
  static constexpr std::uint64_t kChunkBytes = std::uint64_t{8} << 20U;

  /// Made by the table function. `chunk` is DuckDB's.
  RowChunk(void* chunk, const std::vector<RowColumn>& columns);

  std::size_t capacity() const;
  ColumnWriter column(std::size_t i);
  /// Whether a reader that has written `rows` should hand them over before it writes more.
  bool is_full(std::size_t rows) const { return rows >= capacity() || bytes_ >= kChunkBytes; }

 private:
  void* chunk_;
  const std::vector<RowColumn>* columns_;
  std::uint64_t bytes_ = 0;
};

class RowReader {
 public:
  virtual ~RowReader() = default;
  /// Writes rows 0, 1, ... of `out`, all columns, and returns their number; 0 is the end.
  virtual Result<std::size_t> read(RowChunk& out) = 0;
};

class RowSource {
 public:
  virtual ~RowSource() = default;
  /// Never empty. Does not change.
  virtual const std::vector<RowColumn>& columns() const = 0;
  virtual std::optional<std::uint64_t> num_rows() const { return std::nullopt; }
  /// A reader at the first row, independent of others. Thread safe.
  virtual Result<std::unique_ptr<RowReader>> open() const = 0;
};

}  // namespace vitrine::duck
