#include "formats/numpy_file.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "duck/types.h"
#include "formats/archive.h"
#include "formats/half_float.h"
#include "formats/numpy_header.h"
#include "formats/random_file.h"

namespace vitrine::formats {
namespace {

constexpr std::size_t kHeadBytes = std::size_t{1} << 20U;
constexpr std::uint64_t kMaxArchiveBytes = std::uint64_t{2} << 30U;
constexpr std::uint64_t kMaxRowBytes = std::uint64_t{1} << 28U;
constexpr std::int64_t kNotATime = std::numeric_limits<std::int64_t>::min();

/// An array's bytes, in a file or in memory.
class Bytes {
 public:
  explicit Bytes(RandomFile file) : file_(std::move(file)) {}
  explicit Bytes(std::string text) : text_(std::move(text)) {}

  std::uint64_t size() const { return file_ ? file_->size() : text_.size(); }
  Status read(std::uint64_t offset, std::size_t length, std::string& out) const {
    if (file_) return file_->read(offset, length, out);
    if (offset > text_.size() || length > text_.size() - offset)
      return corrupt("the array ends too early");
    out.assign(text_, offset, length);
    return {};
  }

 private:
  std::optional<RandomFile> file_;
  std::string text_;
};

struct Array {
  NumpyHeader header;
  std::shared_ptr<const Bytes> bytes;
  std::uint64_t row_bytes = 0;
  std::uint64_t num_rows() const { return header.shape.front(); }
};

Result<Array> open_array(Bytes bytes) {
  std::string head;
  const std::size_t size = std::min<std::uint64_t>(bytes.size(), kHeadBytes);
  if (Status status = bytes.read(0, size, head); !status) return std::move(status).error();
  Result<NumpyHeader> header = parse_numpy_header(head);
  if (!header) return std::move(header).error();
  if (header->shape.empty()) return invalid_argument("it is a single value, which has no rows");
  std::uint64_t row_bytes = header->element_bytes;
  for (std::size_t i = 1; i < header->shape.size(); ++i) {
    if (header->shape[i] == 0) return unsupported("an axis of it is empty");
    if (header->shape[i] > kMaxRowBytes / row_bytes)
      return too_large("a row of it is larger than 256 MiB");
    row_bytes *= header->shape[i];
  }
  const std::uint64_t available = bytes.size() - header->data_offset;
  if (header->shape.front() > available / row_bytes)
    return corrupt("the array was cut short: its header promises more rows than there are");
  return Array{*std::move(header), std::make_shared<Bytes>(std::move(bytes)), row_bytes};
}

Result<std::pair<duck::CellType, schema::Feature>> time_type(const NumpyField& field) {
  const auto value = [](duck::CellType cell, const char* dtype) {
    return std::pair(cell, schema::Feature::value(dtype));
  };
  if (field.kind == 'm') {
    for (const char* unit : {"s", "ms", "us", "ns"}) {
      if (field.unit == unit)
        return value(duck::CellType::kInt64, ("duration[" + field.unit + "]").c_str());
    }
  } else {
    if (field.unit == "D") return value(duck::CellType::kDate, "date32");
    if (field.unit == "s") return value(duck::CellType::kTimestampS, "timestamp[s]");
    if (field.unit == "ms") return value(duck::CellType::kTimestampMs, "timestamp[ms]");
    if (field.unit == "us") return value(duck::CellType::kTimestampUs, "timestamp[us]");
    if (field.unit == "ns") return value(duck::CellType::kTimestampNs, "timestamp[ns]");
  }
  return unsupported("its times are counted in \"" + field.unit +
                     "\": save them in days, s, ms, us or ns");
}

Result<std::pair<duck::CellType, schema::Feature>> element_type(const NumpyField& field) {
  if (field.kind == 'M' || field.kind == 'm') return time_type(field);
  duck::CellType cell = duck::CellType::kString;
  const std::size_t size = field.size;
  if (field.kind == 'b') cell = duck::CellType::kBool;
  if (field.kind == 'f') cell = size == 8 ? duck::CellType::kFloat64 : duck::CellType::kFloat32;
  if (field.kind == 'i')
    cell = size == 1   ? duck::CellType::kInt8
           : size == 2 ? duck::CellType::kInt16
           : size == 4 ? duck::CellType::kInt32
                       : duck::CellType::kInt64;
  if (field.kind == 'u')
    cell = size == 1   ? duck::CellType::kUint8
           : size == 2 ? duck::CellType::kUint16
           : size == 4 ? duck::CellType::kUint32
                       : duck::CellType::kUint64;
  // Bytes without a charset: text if they are ASCII is not known before they are read.
  if (field.kind == 'S') cell = duck::CellType::kBlob;
  duck::ColumnType type;
  type.cell = cell;
  return std::pair(cell, duck::feature_of(type));
}

template <typename T>
T load(std::string_view bytes) {
  T value = {};
  std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}

void append_utf8(std::string& out, std::uint32_t point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0U | point >> 6U);
    out += static_cast<char>(0x80U | (point & 63U));
  } else {
    const bool wide = point >= 0x10000;
    out += static_cast<char>(wide ? 0xF0U | point >> 18U : 0xE0U | point >> 12U);
    if (wide) out += static_cast<char>(0x80U | (point >> 12U & 63U));
    out += static_cast<char>(0x80U | (point >> 6U & 63U));
    out += static_cast<char>(0x80U | (point & 63U));
  }
}

/// Four bytes a character, filled up with zeros.
std::string text_of(std::string_view units) {
  std::string out;
  std::size_t zeros = 0;
  for (std::size_t i = 0; i + 4 <= units.size(); i += 4) {
    const auto point = load<std::uint32_t>(units.substr(i));
    if (point == 0) {
      ++zeros;
      continue;
    }
    out.append(std::exchange(zeros, 0), '\0');
    append_utf8(out, point <= 0x10FFFF ? point : 0xFFFDU);
  }
  return out;
}

Status write_time(std::string_view bytes, duck::CellType cell, duck::ColumnWriter& out,
                  std::size_t row) {
  const auto value = load<std::int64_t>(bytes);
  if (value == kNotATime) {
    out.null(row);
  } else if (cell != duck::CellType::kDate) {
    out.number(row, value);
  } else if (value == static_cast<std::int32_t>(value)) {
    out.number(row, static_cast<std::int32_t>(value));
  } else {
    return corrupt("a day is beyond the range of dates");
  }
  return {};
}

/// The bytes of a big-endian element, in the order that others have.
std::string turned(const NumpyField& field, std::string_view bytes) {
  std::string out(bytes);
  const auto unit = static_cast<std::ptrdiff_t>(field.kind == 'U' ? 4 : field.size);
  for (auto at = out.begin(); at != out.end(); at += unit) std::reverse(at, at + unit);
  return out;
}

Status write_element(const NumpyField& field, duck::CellType cell, std::string_view bytes,
                     duck::ColumnWriter out, std::size_t row) {
  std::string little_endian;
  if (field.is_swapped) bytes = little_endian = turned(field, bytes);
  switch (field.kind) {
    case 'U':
      return out.text(row, text_of(bytes));
    case 'S':
      return out.text(row, bytes.substr(0, bytes.find_last_not_of('\0') + 1));
    case 'M':
    case 'm':
      return write_time(bytes, cell, out, row);
    case 'b':
      out.number(row, bytes[0] != 0);
      return {};
    default:
      break;
  }
  if (field.kind == 'f' && field.size == 2) {
    out.number(row, float_from_half(load<std::uint16_t>(bytes)));
  } else if (field.size == 1) {
    out.number(row, load<std::uint8_t>(bytes));
  } else if (field.size == 2) {
    out.number(row, load<std::uint16_t>(bytes));
  } else if (field.size == 4) {
    out.number(row, load<std::uint32_t>(bytes));
  } else {
    out.number(row, load<std::uint64_t>(bytes));
  }
  return {};
}

/// Where in its row the element is that is the `position`th of a row's in Fortran order, in which
/// the first axis runs fastest.
std::uint64_t place_in_row(const std::vector<std::uint64_t>& shape, std::uint64_t position) {
  std::uint64_t place = 0;
  for (std::size_t axis = 1; axis < shape.size(); ++axis) {
    place = place * shape[axis] + position % shape[axis];
    position /= shape[axis];
  }
  return place;
}

/// The rows from `first` on, one after the other, in whatever order the array has its elements. In
/// Fortran order the rows' elements of one place stand together: a read for each place.
Status read_rows(const Array& array, std::uint64_t first, std::uint64_t rows, std::string& out) {
  const NumpyHeader& header = array.header;
  if (!header.is_fortran || header.shape.size() < 2)
    return array.bytes->read(header.data_offset + first * array.row_bytes, rows * array.row_bytes,
                             out);
  const std::size_t element = header.element_bytes;
  out.resize(rows * array.row_bytes);
  std::string column;
  for (std::uint64_t position = 0; position < array.row_bytes / element; ++position) {
    const std::uint64_t begin =
        header.data_offset + (position * array.num_rows() + first) * element;
    if (Status status = array.bytes->read(begin, rows * element, column); !status) return status;
    const std::uint64_t place = place_in_row(header.shape, position) * element;
    for (std::uint64_t row = 0; row < rows; ++row)
      std::memcpy(out.data() + row * array.row_bytes + place, column.data() + row * element,
                  element);
  }
  return {};
}

/// A field of an array as a column.
struct Column {
  std::size_t array = 0;
  NumpyField field;
  duck::CellType cell = duck::CellType::kInt64;
};

class NumpyReader final : public duck::RowReader {
 public:
  NumpyReader(const std::vector<Array>& arrays, const std::vector<Column>& columns)
      : arrays_(arrays), columns_(columns) {
    for (const Array& array : arrays_) row_bytes_ += array.row_bytes;
  }

  Result<std::size_t> read(duck::RowChunk& out) override {
    const std::uint64_t heavy =
        std::max<std::uint64_t>(duck::RowChunk::kChunkBytes / row_bytes_, 1);
    const std::uint64_t rows =
        std::min({std::uint64_t{out.capacity()}, heavy, arrays_.front().num_rows() - row_});
    if (rows == 0) return std::size_t{0};
    std::vector<std::string> blocks(arrays_.size());
    for (std::size_t i = 0; i < arrays_.size(); ++i) {
      Status read = read_rows(arrays_[i], row_, rows, blocks[i]);
      if (!read) return std::move(read).error();
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      Status status = write(columns_[i], blocks[columns_[i].array], rows, out.column(i));
      if (!status) return std::move(status).error();
    }
    row_ += rows;
    return static_cast<std::size_t>(rows);
  }

 private:
  Status write(const Column& column, std::string_view block, std::uint64_t rows,
               duck::ColumnWriter out) {
    const Array& array = arrays_[column.array];
    // The rows are elements [0, rows) of the outermost axis, and so on inwards.
    std::vector<duck::ColumnWriter> levels = {out};
    std::uint64_t count = rows;
    std::size_t first = 0;
    for (std::size_t axis = 1; axis < array.header.shape.size(); ++axis) {
      const auto length = static_cast<std::size_t>(array.header.shape[axis]);
      std::size_t begin = 0;
      for (std::uint64_t i = 0; i < count; ++i) {
        const Result<std::size_t> place = levels.back().list(first + i, length);
        if (!place) return place.error();
        if (i == 0) begin = *place;
      }
      first = begin;
      count *= length;
      levels.push_back(levels.back().child());
    }
    const std::size_t element = array.header.element_bytes;
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::string_view bytes =
          block.substr(i * element + column.field.offset, column.field.size);
      Status status = write_element(column.field, column.cell, bytes, levels.back(), first + i);
      if (!status) return status;
    }
    return {};
  }

  const std::vector<Array>& arrays_;
  const std::vector<Column>& columns_;
  std::uint64_t row_bytes_ = 0;
  std::uint64_t row_ = 0;
};

class NumpyRows final : public duck::RowSource {
 public:
  NumpyRows(std::vector<Array> arrays, std::vector<Column> parts,
            std::vector<duck::RowColumn> columns)
      : arrays_(std::move(arrays)), parts_(std::move(parts)), columns_(std::move(columns)) {}
  const std::vector<duck::RowColumn>& columns() const override { return columns_; }
  std::optional<std::uint64_t> num_rows() const override { return arrays_.front().num_rows(); }
  Result<std::unique_ptr<duck::RowReader>> open() const override {
    return std::unique_ptr<duck::RowReader>(std::make_unique<NumpyReader>(arrays_, parts_));
  }

 private:
  std::vector<Array> arrays_;
  std::vector<Column> parts_;
  std::vector<duck::RowColumn> columns_;
};

struct Named {
  std::string name;
  Array array;
};

/// The columns of all arrays, which have as many rows.
Result<RowFile> file_of(std::vector<Named> named) {
  RowFile out;
  std::vector<Array> arrays;
  std::vector<Column> parts;
  std::vector<duck::RowColumn> columns;
  const std::string first = named.front().name;
  const std::uint64_t rows = named.front().array.num_rows();
  for (Named& one : named) {
    if (one.array.num_rows() != rows) {
      return invalid_argument("its arrays " + first + " and " + one.name + " have " +
                              std::to_string(rows) + " and " +
                              std::to_string(one.array.num_rows()) +
                              " rows: save arrays of one length together, or one as .npy: "
                              "numpy.save('" +
                              one.name + ".npy', numpy.load('FILE.npz')['" + one.name + "'])");
    }
    for (const NumpyField& field : one.array.header.fields) {
      Result<std::pair<duck::CellType, schema::Feature>> type = element_type(field);
      if (!type) return std::move(type).error().in(one.name);
      duck::ColumnType cells;
      cells.cell = type->first;
      schema::Feature feature = std::move(type->second);
      for (std::size_t axis = one.array.header.shape.size(); axis-- > 1;) {
        duck::ColumnType list;
        list.cell = duck::CellType::kList;
        list.children.push_back(std::move(cells));
        cells = std::move(list);
        feature = schema::Feature::list(std::move(feature),
                                        static_cast<std::uint32_t>(one.array.header.shape[axis]));
      }
      std::string name = position_name(columns.size());
      columns.push_back({std::move(name), std::move(cells)});
      out.features.push_back({field.name.empty() ? one.name : field.name, std::move(feature)});
      parts.push_back({arrays.size(), field, type->first});
    }
    arrays.push_back(std::move(one.array));
  }
  out.rows = std::make_shared<NumpyRows>(std::move(arrays), std::move(parts), std::move(columns));
  return out;
}

}  // namespace

Result<RowFile> open_numpy(const fs::path& path) {
  Result<RandomFile> file = RandomFile::open(path);
  if (!file) return std::move(file).error();
  Result<Array> array = open_array(Bytes(*std::move(file)));
  if (!array) return std::move(array).error();
  std::vector<Named> named;
  named.push_back({"value", *std::move(array)});
  return file_of(std::move(named));
}

Result<RowFile> open_numpy_archive(const fs::path& path) {
  Result<Archive> archive = Archive::open(path);
  if (!archive) return std::move(archive).error();
  std::vector<Named> named;
  std::vector<std::string> notices;
  std::uint64_t bytes = 0;
  while (true) {
    Result<std::optional<ArchiveMember>> member = archive->next();
    if (!member) return std::move(member).error();
    if (!*member) break;
    std::string name = (*member)->name;
    if (!name.ends_with(".npy")) return corrupt("its member " + name + " is no NumPy array");
    name.resize(name.size() - 4);
    Result<std::string> content = archive->read_all(kMaxArchiveBytes - bytes);
    if (!content) return std::move(content).error().in(name);
    bytes += content->size();
    Result<Array> array = open_array(Bytes(*std::move(content)));
    if (!array && array.error().code() == ErrorCode::kInvalidArgument) {
      notices.push_back("the array \"" + name + "\" is a single value and no column");
      continue;
    }
    if (!array) return std::move(array).error().in(name);
    named.push_back({std::move(name), *std::move(array)});
  }
  if (named.empty()) return invalid_argument("it holds no arrays with rows");
  Result<RowFile> out = file_of(std::move(named));
  if (out) out->notices = std::move(notices);
  return out;
}

}  // namespace vitrine::formats
