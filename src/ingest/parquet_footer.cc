#include "ingest/parquet_footer.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <set>

#include "base/file_error.h"

namespace vitrine::ingest {
namespace {

/// Wire types of the compact protocol.
enum Wire : std::uint8_t {
  kTrue = 1,
  kFalse = 2,
  kByte = 3,
  kI16 = 4,
  kI32 = 5,
  kI64 = 6,
  kDouble = 7,
  kBinary = 8,
  kList = 9,
  kSet = 10,
  kMap = 11,
  kStruct = 12,
  kUuid = 13,
};

constexpr int kMaxNesting = 32;
constexpr std::int64_t kMaxDecimalDigits = 38;
constexpr std::int64_t kByteStreamSplit = 9;

/// A field of a struct: where its header, and where its value begins.
struct Field {
  std::int64_t id = 0;
  std::uint8_t wire = 0;
  std::size_t header = 0;
  std::size_t value = 0;
};

/// Reads the compact protocol. Once the bytes do not hold what they announce, it is damaged, every
/// number is 0 and every struct and list is empty.
class Compact {
 public:
  explicit Compact(std::string_view bytes) : bytes_(bytes) {}

  bool damaged() const { return damaged_; }
  std::string_view bytes() const { return bytes_; }

  std::int64_t number(std::size_t at) {
    const std::uint64_t raw = varint(at);
    return static_cast<std::int64_t>(raw >> 1U) ^ -static_cast<std::int64_t>(raw & 1U);
  }
  std::string_view text(std::size_t at) {
    const std::uint64_t size = varint(at);
    if (damaged_ || size > bytes_.size() - at) return fail(), std::string_view();
    return bytes_.substr(at, size);
  }

  /// The fields of the struct at `at`, in order.
  std::vector<Field> fields(std::size_t at, int depth = 0) {
    std::vector<Field> out;
    std::int64_t id = 0;
    while (const std::optional<Field> field = next_field(at, id)) {
      out.push_back(*field);
      at = skip(field->value, field->wire, depth);
    }
    return out;
  }

  /// Where the structs of the list at `at` begin.
  std::vector<std::size_t> structs(std::size_t at) {
    std::vector<std::size_t> out;
    const auto [count, wire] = list_header(at);
    if (wire != kStruct) return out;
    for (std::uint64_t i = 0; i < count && !damaged_; ++i) {
      out.push_back(at);
      at = skip(at, kStruct, 0);
    }
    return out;
  }
  /// The numbers of the list at `at`.
  std::vector<std::int64_t> numbers(std::size_t at) {
    std::vector<std::int64_t> out;
    const auto [count, wire] = list_header(at);
    if (wire != kI32) return out;
    for (std::uint64_t i = 0; i < count && !damaged_; ++i) {
      out.push_back(number(at));
      at = skip(at, kI32, 0);
    }
    return out;
  }
  /// Behind the struct at `at`.
  std::size_t end_of_struct(std::size_t at) { return skip(at, kStruct, 0); }
  /// The first text of the list at `at`.
  std::string_view first_text(std::size_t at) {
    const auto [count, wire] = list_header(at);
    return count > 0 && wire == kBinary ? text(at) : std::string_view();
  }

 private:
  void fail() { damaged_ = true; }

  std::uint8_t byte(std::size_t& at) {
    if (damaged_ || at >= bytes_.size()) return fail(), std::uint8_t{0};
    return static_cast<std::uint8_t>(bytes_[at++]);
  }
  std::uint64_t varint(std::size_t& at) {
    std::uint64_t out = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t part = byte(at);
      out |= static_cast<std::uint64_t>(part & 0x7FU) << shift;
      if (part < 0x80U) return damaged_ ? 0 : out;
    }
    return fail(), 0;
  }

  std::optional<Field> next_field(std::size_t& at, std::int64_t& id) {
    Field field;
    field.header = at;
    const std::uint8_t header = byte(at);
    if (header == 0) return std::nullopt;  // also where the bytes are damaged
    field.wire = header & 0x0FU;
    if (header >> 4U != 0) {
      id += header >> 4U;
    } else {
      id = number_and_move(at);
    }
    field.id = id;
    field.value = at;
    return damaged_ ? std::nullopt : std::optional(field);
  }
  std::int64_t number_and_move(std::size_t& at) {
    const std::int64_t out = number(at);
    at = skip(at, kI64, 0);
    return out;
  }
  std::pair<std::uint64_t, std::uint8_t> list_header(std::size_t& at) {
    const std::uint8_t header = byte(at);
    std::uint64_t count = header >> 4U;
    if (count == 15) count = varint(at);
    // Each element takes a byte at least.
    if (damaged_ || count > bytes_.size() - at) return fail(), std::pair(0, std::uint8_t{0});
    return {count, header & 0x0FU};
  }
  std::size_t skip_bytes(std::size_t at, std::uint64_t count) {
    if (damaged_ || count > bytes_.size() - at) return fail(), bytes_.size();
    return at + count;
  }

  /// Where the value at `at` ends.
  // NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxNesting
  std::size_t skip(std::size_t at, std::uint8_t wire, int depth) {
    if (damaged_ || depth > kMaxNesting) return fail(), bytes_.size();
    switch (wire) {
      case kTrue:
      case kFalse:
        return at;
      case kByte:
        return skip_bytes(at, 1);
      case kI16:
      case kI32:
      case kI64:
        varint(at);
        return at;
      case kDouble:
        return skip_bytes(at, 8);
      case kUuid:
        return skip_bytes(at, 16);
      case kBinary: {
        const std::uint64_t size = varint(at);
        return skip_bytes(at, size);
      }
      case kList:
      case kSet:
        return skip_list(at, depth);
      case kStruct:
        return skip_struct(at, depth);
      default:  // kMap stands nowhere in Parquet's metadata, and others do not exist
        return fail(), bytes_.size();
    }
  }
  // NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxNesting
  std::size_t skip_list(std::size_t at, int depth) {
    const auto [count, wire] = list_header(at);
    for (std::uint64_t i = 0; i < count && !damaged_; ++i)
      at = wire == kTrue || wire == kFalse ? skip_bytes(at, 1) : skip(at, wire, depth + 1);
    return at;
  }
  // NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxNesting
  std::size_t skip_struct(std::size_t at, int depth) {
    std::int64_t id = 0;
    while (const std::optional<Field> field = next_field(at, id))
      at = skip(field->value, field->wire, depth + 1);
    return at;
  }

  std::string_view bytes_;
  bool damaged_ = false;
};

/// CompressionCodec::LZ4, which is not LZ4_RAW.
constexpr std::int64_t kHadoopLz4 = 5;
/// ConvertedType::MAP.
constexpr std::int64_t kConvertedMap = 1;
/// ConvertedType::INTERVAL.
constexpr std::int64_t kConvertedInterval = 21;
/// Type::INT96.
constexpr std::int64_t kInt96 = 3;

/// FileMetaData's encryption_algorithm.
constexpr std::int64_t kEncryption = 8;

const Field* find(const std::vector<Field>& fields, std::int64_t id, std::uint8_t wire) {
  const auto it = std::ranges::find_if(
      fields, [&](const Field& field) { return field.id == id && field.wire == wire; });
  return it == fields.end() ? nullptr : &*it;
}

/// One element of the schema.
struct Element {
  std::string name;
  std::size_t name_at = 0;  ///< In the footer.
  std::int64_t num_children = 0;
  Misreading misreading = Misreading::kNone;
  std::int64_t precision = 0;
  std::int64_t scale = 0;
  bool is_int96 = false;
  bool is_interval = false;
  bool is_map = false;                ///< Its one child has a key and a value.
  bool is_retyped = true;             ///< Or its header is written unusually.
  std::vector<FooterChange> changes;  ///< At offsets in the footer.
};

void change_byte(Element& element, std::size_t at, unsigned byte) {
  element.changes.push_back({at, 1, std::string(1, static_cast<char>(byte))});
}

/// Puts `id` in the header of a field, if it is the first of its struct and written in short.
void change_first_id(Element& element, std::string_view bytes, const Field& field, unsigned id) {
  const auto header = static_cast<std::uint8_t>(bytes[field.header]);
  element.is_retyped &= header >> 4U == static_cast<std::uint64_t>(field.id);
  change_byte(element, field.header, id << 4U | (header & 0x0FU));
}

/// LogicalType: a union, of which DecimalType is field 5, TimeType 7 and TimestampType 8; the two
/// last say in field 1 whether they are in UTC and have their unit in field 2, nanoseconds as 3.
void read_logical_type(Compact& in, std::size_t at, Element& element) {
  const std::vector<Field> of_union = in.fields(at);
  if (of_union.size() != 1 || of_union[0].wire != kStruct) return;
  const Field& type = of_union[0];
  const std::vector<Field> fields = in.fields(type.value);
  if (type.id == 5) {
    if (const Field* precision = find(fields, 2, kI32))
      element.precision = in.number(precision->value);
    if (const Field* scale = find(fields, 1, kI32)) element.scale = in.number(scale->value);
    // A type that nobody knows, which readers pass over.
    if (element.precision > kMaxDecimalDigits) change_first_id(element, in.bytes(), type, 15);
    return;
  }
  const Field* unit = find(fields, 2, kStruct);
  if ((type.id != 7 && type.id != 8) || unit == nullptr) return;
  const std::vector<Field> of_unit = in.fields(unit->value);
  if (of_unit.size() != 1 || of_unit[0].id != 3) return;
  const Field* utc = find(fields, 1, kTrue);
  if (type.id == 8 && utc == nullptr) return;
  element.misreading = type.id == 7 ? Misreading::kTimeNs : Misreading::kMomentNs;
  if (type.id == 7) change_first_id(element, in.bytes(), type, 8);
  if (utc != nullptr) {
    const auto header = static_cast<std::uint8_t>(in.bytes()[utc->header]);
    change_byte(element, utc->header, (header & 0xF0U) | kFalse);
  }
}

/// Has moments of 96 bits read as intervals: FIXED_LEN_BYTE_ARRAY of 12 bytes, and behind the name
/// the converted type in place of all that may be there.
void retype_int96(Compact& in, std::size_t at, const std::vector<Field>& fields, Element& element) {
  element.misreading = Misreading::kNone;
  element.changes.clear();
  const Field* repetition = find(fields, 3, kI32);
  const Field* name = find(fields, 4, kBinary);
  element.is_retyped &=
      fields.front().id == 1 && repetition != nullptr && name != nullptr && name == repetition + 1;
  if (!element.is_retyped) return;
  const std::size_t behind_name = element.name_at + element.name.size();
  element.changes.push_back({at, repetition->value - at, "\x15\x0E\x15\x18\x15"});
  element.changes.push_back(
      {behind_name, in.end_of_struct(at) - behind_name, std::string("\x25\x2A\0", 3)});
}

Element read_element(Compact& in, std::size_t at) {
  Element out;
  const std::vector<Field> fields = in.fields(at);
  if (const Field* name = find(fields, 4, kBinary)) {
    const std::string_view text = in.text(name->value);
    out.name = text;
    if (text.data() != nullptr)
      out.name_at = static_cast<std::size_t>(text.data() - in.bytes().data());
  }
  if (const Field* type = find(fields, 1, kI32)) out.is_int96 = in.number(type->value) == kInt96;
  if (const Field* children = find(fields, 5, kI32)) out.num_children = in.number(children->value);
  if (const Field* scale = find(fields, 7, kI32)) out.scale = in.number(scale->value);
  if (const Field* precision = find(fields, 8, kI32)) out.precision = in.number(precision->value);
  if (const Field* logical = find(fields, 10, kStruct)) read_logical_type(in, logical->value, out);
  const Field* converted = find(fields, 6, kI32);
  const bool is_decimal = converted != nullptr && in.number(converted->value) == 5;
  out.is_map = converted != nullptr && in.number(converted->value) == kConvertedMap;
  out.is_interval = converted != nullptr && in.number(converted->value) == kConvertedInterval;
  if (out.precision > kMaxDecimalDigits) {
    out.misreading = Misreading::kWideDecimal;
    if (is_decimal) {
      // A number of another width is not what readers look for here.
      const auto header = static_cast<std::uint8_t>(in.bytes()[converted->header]);
      change_byte(out, converted->header, (header & 0xF0U) | kI64);
    }
  }
  if (out.is_int96) retype_int96(in, at, fields, out);
  return out;
}

/// Elements come in preorder, each with its number of children; the first is the root.
Result<ParquetFooter> read_schema(Compact& in, std::size_t at, std::uint64_t footer_at) {
  ParquetFooter out;
  std::int64_t open = 0;  ///< Elements below the current column that are still to come.
  bool is_root = true;
  bool in_map = false;
  std::set<std::string> with_interval;
  for (const std::size_t place : in.structs(at)) {
    Element element = read_element(in, place);
    if (is_root) {
      is_root = false;
      continue;
    }
    const bool is_top = open == 0;
    if (is_top)
      out.columns.push_back({.name = element.name, .name_at = footer_at + element.name_at});
    open += element.num_children - (is_top ? 0 : 1);
    if (open < 0 || element.num_children < 0) return corrupt("its schema is damaged");
    ParquetColumn& column = out.columns.back();
    if (in_map && element.num_children != 2)
      return unsupported("column \"" + column.name +
                         "\" is a map whose entries are not a key and a value: write it as a list");
    in_map = element.is_map;
    column.has_int96 |= element.is_int96;
    if (element.is_interval) with_interval.insert(column.name);
    if (element.misreading == Misreading::kNone && !element.is_int96) continue;
    if (!element.is_retyped)
      return unsupported("column \"" + column.name +
                         "\" has a type that is "
                         "written unusually: write the file with pyarrow");
    if (element.misreading != Misreading::kNone) {
      (is_top ? column.misreading : column.inside) = element.misreading;
      column.precision = static_cast<std::int32_t>(element.precision);
      column.scale = static_cast<std::int32_t>(element.scale);
    }
    for (const FooterChange& change : element.changes)
      out.retyping.push_back({footer_at + change.at, change.size, change.bytes});
  }
  for (const ParquetColumn& column : out.columns) {
    if (column.has_int96 && with_interval.contains(column.name))
      return unsupported("column \"" + column.name +
                         "\" holds both moments of 96 bits and intervals: write its moments with "
                         "a newer type");
  }
  return out;
}

/// What DuckDB does not decode in a column of a row group: BYTE_STREAM_SPLIT of others than floats
/// and doubles (types 4 and 5), and the framing of LZ4 that Hadoop has.
Status check_chunk(Compact& in, const std::vector<Field>& metadata) {
  const Field* type = find(metadata, 1, kI32);
  const Field* encodings = find(metadata, 2, kList);
  const Field* path = find(metadata, 3, kList);
  const Field* codec = find(metadata, 4, kI32);
  if (type == nullptr || encodings == nullptr || path == nullptr) return {};
  const std::string column = "column \"" + std::string(in.first_text(path->value)) + "\" is ";
  if (codec != nullptr && in.number(codec->value) == kHadoopLz4)
    return unsupported(column +
                       "compressed by LZ4 as Hadoop frames it, which is not read: write it in "
                       "another compression (pyarrow reads it)");
  const std::int64_t physical = in.number(type->value);
  const std::vector<std::int64_t> used = in.numbers(encodings->value);
  if (physical == 4 || physical == 5 || std::ranges::count(used, kByteStreamSplit) == 0) return {};
  return unsupported(column +
                     "encoded as BYTE_STREAM_SPLIT, which is read of floats and doubles alone: "
                     "write it in another encoding (pyarrow: use_byte_stream_split names the "
                     "columns)");
}

/// The rows of all row groups, whose columns can all be decoded.
Result<std::int64_t> check_row_groups(Compact& in, std::size_t row_groups) {
  std::int64_t rows = 0;
  for (const std::size_t group : in.structs(row_groups)) {
    const std::vector<Field> of_group = in.fields(group);
    if (const Field* count = find(of_group, 3, kI64)) rows += in.number(count->value);
    const Field* chunks = find(of_group, 1, kList);
    if (chunks == nullptr) continue;
    for (const std::size_t chunk : in.structs(chunks->value)) {
      const std::vector<Field> of_chunk = in.fields(chunk);
      const Field* metadata = find(of_chunk, 3, kStruct);
      if (metadata == nullptr) continue;
      if (Status status = check_chunk(in, in.fields(metadata->value)); !status)
        return std::move(status).error();
    }
  }
  return rows;
}

Result<std::pair<std::string, std::uint64_t>> footer_bytes(const fs::path& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in) return errno_error("cannot read " + file.string(), errno);
  const auto size = static_cast<std::uint64_t>(in.tellg());
  std::array<char, 8> tail{};
  std::uint32_t length = 0;
  if (size >= 12) {
    in.seekg(-8, std::ios::end);
    in.read(tail.data(), tail.size());
    std::memcpy(&length, tail.data(), sizeof(length));
  }
  if (!in || std::string_view(tail.data() + 4, 4) != "PAR1" || length > size - 12)
    return corrupt("its end is not that of a Parquet file");
  const std::uint64_t at = size - 8 - length;
  std::string bytes(length, '\0');
  in.seekg(static_cast<std::streamoff>(at));
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!in) return io_error("cannot read " + file.string());
  return std::pair(std::move(bytes), at);
}

}  // namespace

Result<ParquetFooter> read_parquet_footer(const fs::path& file) {
  const auto bytes = footer_bytes(file);
  if (!bytes) return bytes.error();
  Compact in(bytes->first);
  const std::vector<Field> fields = in.fields(0);
  // The footer may be in plain text where columns are not.
  if (find(fields, kEncryption, kStruct) != nullptr)
    return unsupported(
        "it has encrypted columns; write it without encryption (pyarrow reads it with its keys)");
  const Field* schema = find(fields, 2, kList);
  if (in.damaged() || schema == nullptr) return corrupt("its metadata is damaged");
  Result<ParquetFooter> footer = read_schema(in, schema->value, bytes->second);
  if (!footer) return footer;
  if (in.damaged()) return corrupt("its metadata is damaged");
  if (footer->columns.empty())
    return invalid_argument("it has no columns, so there is nothing to show: write it with some");
  if (const Field* row_groups = find(fields, 4, kList)) {
    const Result<std::int64_t> rows = check_row_groups(in, row_groups->value);
    if (!rows) return rows.error();
    const Field* said = find(fields, 3, kI64);
    footer->is_miscounted = said != nullptr && in.number(said->value) != *rows;
  }
  return footer;
}

Status write_retyped(const fs::path& file, const ParquetFooter& footer, const fs::path& copy) {
  const auto bytes = footer_bytes(file);
  if (!bytes) return bytes.error();
  const std::string_view before = bytes->first;
  std::vector<FooterChange> changes = footer.retyping;
  std::ranges::sort(changes, {}, &FooterChange::at);
  std::string after;
  std::size_t at = 0;
  for (const FooterChange& change : changes) {
    const std::uint64_t place = change.at - bytes->second;
    if (change.at < bytes->second + at || place + change.size > before.size())
      return corrupt("its metadata have changed while it was read");
    after += std::string(before.substr(at, place - at)) + change.bytes;
    at = place + change.size;
  }
  after += before.substr(at);
  const auto length = static_cast<std::uint32_t>(after.size());
  after.append(reinterpret_cast<const char*>(&length), sizeof(length)) += "PAR1";

  if (Status status = clone_file(file, copy); !status) return status;
  std::fstream out(copy, std::ios::binary | std::ios::in | std::ios::out);
  out.seekp(static_cast<std::streamoff>(bytes->second));
  out.write(after.data(), static_cast<std::streamsize>(after.size()));
  out.close();
  if (!out) return io_error("cannot write " + copy.string());
  std::error_code failure;
  fs::resize_file(copy, bytes->second + after.size(), failure);
  return failure ? io_error("cannot write " + copy.string()) : Status();
}

}  // namespace vitrine::ingest
