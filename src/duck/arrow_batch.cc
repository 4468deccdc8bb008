#include <limits>
#include <numeric>

#include "duck/arrow_message.h"
#include "duck/arrow_stream.h"

namespace vitrine::duck {
namespace {

/// A row that is not there: below a null of a struct or of a fixed-size list.
constexpr std::uint32_t kNoRow = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kAlignment = 64;

/// Gathers rows of columns into a batch's body, nodes and buffers, depth first as Arrow wants.
class BatchWriter {
 public:
  Status write(const ColumnView& column, std::span<const std::uint32_t> rows);
  void finish(std::string& out, std::size_t num_rows);

 private:
  using Rows = std::span<const std::uint32_t>;

  static bool is_null(const ColumnView& column, std::uint32_t row) {
    return row == kNoRow || column.is_null(row);
  }

  void begin_buffer();
  void end_buffer() { buffers_.back().second = size() - buffers_.back().first; }
  std::int64_t size() const { return static_cast<std::int64_t>(body_.size()); }
  template <typename T>
  void append(T value) {
    body_.append(reinterpret_cast<const char*>(&value), sizeof(value));
  }
  void set_bit(std::size_t begin, std::size_t bit) {
    body_[begin + bit / 8] = static_cast<char>(body_[begin + bit / 8] | (1 << (bit % 8)));
  }

  void write_validity(const ColumnView& column, Rows rows);
  void write_bools(const ColumnView& column, Rows rows);
  template <typename T>
  void write_fixed(const ColumnView& column, Rows rows);
  void write_decimals(const ColumnView& column, Rows rows);
  Status write_texts(const ColumnView& column, Rows rows);
  Status write_list(const ColumnView& column, Rows rows);
  Status write_array(const ColumnView& column, Rows rows);
  Status write_struct(const ColumnView& column, Rows rows);

  std::string body_;
  std::vector<std::pair<std::int64_t, std::int64_t>> nodes_;    // length, nulls
  std::vector<std::pair<std::int64_t, std::int64_t>> buffers_;  // offset, length
};

void BatchWriter::begin_buffer() {
  body_.resize((body_.size() + kAlignment - 1) / kAlignment * kAlignment);
  buffers_.emplace_back(size(), 0);
}

void BatchWriter::write_validity(const ColumnView& column, Rows rows) {
  begin_buffer();
  const std::size_t begin = body_.size();
  body_.resize(begin + (rows.size() + 7) / 8);
  std::int64_t nulls = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (is_null(column, rows[i])) {
      ++nulls;
    } else {
      set_bit(begin, i);
    }
  }
  if (nulls == 0) body_.resize(begin);  // an empty buffer says that all are there
  end_buffer();
  nodes_.emplace_back(static_cast<std::int64_t>(rows.size()), nulls);
}

void BatchWriter::write_bools(const ColumnView& column, Rows rows) {
  begin_buffer();
  const std::size_t begin = body_.size();
  body_.resize(begin + (rows.size() + 7) / 8);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!is_null(column, rows[i]) && column.boolean(rows[i])) set_bit(begin, i);
  }
  end_buffer();
}

/// Values as DuckDB has them.
template <typename T>
void BatchWriter::write_fixed(const ColumnView& column, Rows rows) {
  begin_buffer();
  body_.reserve(body_.size() + rows.size() * sizeof(T));
  const T* values = column.values<T>();
  for (const std::uint32_t row : rows) append(is_null(column, row) ? T() : values[row]);
  end_buffer();
}

void BatchWriter::write_decimals(const ColumnView& column, Rows rows) {
  begin_buffer();
  for (const std::uint32_t row : rows) append(is_null(column, row) ? Int128() : column.int128(row));
  end_buffer();
}

Status BatchWriter::write_texts(const ColumnView& column, Rows rows) {
  begin_buffer();
  std::uint64_t end = 0;
  append(std::int32_t{0});
  for (const std::uint32_t row : rows) {
    if (!is_null(column, row)) end += column.text(row).size();
    if (end > std::numeric_limits<std::int32_t>::max())
      return too_large("the texts of one column take more than 2 GB");
    append(static_cast<std::int32_t>(end));
  }
  end_buffer();
  begin_buffer();
  for (const std::uint32_t row : rows) {
    if (!is_null(column, row)) body_ += column.text(row);
  }
  end_buffer();
  return {};
}

Status BatchWriter::write_list(const ColumnView& column, Rows rows) {
  std::vector<std::uint32_t> members;
  begin_buffer();
  append(std::int32_t{0});
  for (const std::uint32_t row : rows) {
    const ListSlice slice = is_null(column, row) ? ListSlice() : column.list(row);
    for (std::size_t i = 0; i < slice.length; ++i)
      members.push_back(static_cast<std::uint32_t>(slice.offset + i));
    append(static_cast<std::int32_t>(members.size()));
  }
  end_buffer();
  return write(column.child(), members);
}

Status BatchWriter::write_array(const ColumnView& column, Rows rows) {
  std::vector<std::uint32_t> members;
  for (const std::uint32_t row : rows) {
    const bool there = !is_null(column, row);
    const std::size_t offset = there ? column.list(row).offset : 0;
    for (std::size_t i = 0; i < column.type().length; ++i)
      members.push_back(there ? static_cast<std::uint32_t>(offset + i) : kNoRow);
  }
  return write(column.child(), members);
}

Status BatchWriter::write_struct(const ColumnView& column, Rows rows) {
  std::vector<std::uint32_t> there;
  for (const std::uint32_t row : rows) there.push_back(is_null(column, row) ? kNoRow : row);
  for (std::size_t i = 0; i < column.type().children.size(); ++i) {
    if (Status status = write(column.child(i), there); !status) return status;
  }
  return {};
}

// NOLINTNEXTLINE(readability-function-size): a table, one line a type
Status BatchWriter::write(const ColumnView& column, Rows rows) {
  if (column.type().cell == CellType::kNull) {
    nodes_.emplace_back(static_cast<std::int64_t>(rows.size()),
                        static_cast<std::int64_t>(rows.size()));
    return {};
  }
  write_validity(column, rows);
  switch (column.type().cell) {
    case CellType::kBool:
      write_bools(column, rows);
      return {};
    case CellType::kInt8:
    case CellType::kUint8:
      write_fixed<std::uint8_t>(column, rows);
      return {};
    case CellType::kInt16:
    case CellType::kUint16:
      write_fixed<std::uint16_t>(column, rows);
      return {};
    case CellType::kInt32:
    case CellType::kUint32:
    case CellType::kFloat32:
    case CellType::kDate:
      write_fixed<std::uint32_t>(column, rows);
      return {};
    case CellType::kInt64:
    case CellType::kUint64:
    case CellType::kFloat64:
    case CellType::kTime:
    case CellType::kTimeNs:
    case CellType::kTimestampS:
    case CellType::kTimestampMs:
    case CellType::kTimestampUs:
    case CellType::kTimestampNs:
    case CellType::kTimestampTz:
      write_fixed<std::uint64_t>(column, rows);
      return {};
    case CellType::kInt128:
    case CellType::kDecimal:
      write_decimals(column, rows);
      return {};
    case CellType::kString:
    case CellType::kBlob:
      return write_texts(column, rows);
    case CellType::kList:
    case CellType::kMap:
      return write_list(column, rows);
    case CellType::kArray:
      return write_array(column, rows);
    case CellType::kStruct:
      return write_struct(column, rows);
    case CellType::kNull:
    case CellType::kUint128:
    case CellType::kBit:
    case CellType::kTimeTz:
    case CellType::kInterval:
    case CellType::kUuid:
    case CellType::kEnum:
    case CellType::kUnion:
      break;
  }
  return internal_error("a batch of a type that the schema refuses");
}

void BatchWriter::finish(std::string& out, std::size_t num_rows) {
  body_.resize((body_.size() + kAlignment - 1) / kAlignment * kAlignment);
  FlatBuilder builder;
  const FlatBuilder::Place buffers = builder.vector_of(buffers_);
  const FlatBuilder::Place nodes = builder.vector_of(nodes_);
  builder.begin_table();
  builder.add(0, static_cast<std::int64_t>(num_rows));
  builder.add_offset(1, nodes);
  builder.add_offset(2, buffers);
  const FlatBuilder::Place batch = builder.end_table();
  append_arrow_message(out, builder, ArrowMessageKind::kRecordBatch, batch, body_);
}

}  // namespace

Status append_arrow_batch(std::string& out, const Chunk& chunk) {
  std::vector<std::uint32_t> rows(chunk.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  BatchWriter writer;
  for (std::size_t i = 0; i < chunk.columns(); ++i) {
    if (Status status = writer.write(chunk.column(i), rows); !status) return status;
  }
  writer.finish(out, chunk.rows());
  return {};
}

void append_arrow_end(std::string& out) {
  out += std::string_view("\xff\xff\xff\xff\0\0\0\0", 8);
}

}  // namespace vitrine::duck
