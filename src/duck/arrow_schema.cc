#include <optional>

#include "base/base64.h"
#include "duck/arrow_message.h"
#include "duck/arrow_stream.h"
#include "schema/column.h"

namespace vitrine::duck {
namespace {

using Place = FlatBuilder::Place;

/// Values of the union Type in Arrow's Schema.fbs.
enum ArrowType : std::uint8_t {
  kArrowNull = 1,
  kArrowInt = 2,
  kArrowFloat = 3,
  kArrowBinary = 4,
  kArrowUtf8 = 5,
  kArrowBool = 6,
  kArrowDecimal = 7,
  kArrowDate = 8,
  kArrowTime = 9,
  kArrowTimestamp = 10,
  kArrowList = 12,
  kArrowStruct = 13,
  kArrowFixedSizeList = 16,
  kArrowDuration = 18,
};

struct WrittenType {
  ArrowType type;
  Place place;
};

WrittenType empty(FlatBuilder& out, ArrowType type) {
  out.begin_table();
  return {type, out.end_table()};
}

WrittenType integer(FlatBuilder& out, std::int32_t bits, bool is_signed) {
  out.begin_table();
  out.add(0, bits);
  out.add(1, static_cast<std::uint8_t>(is_signed));
  return {kArrowInt, out.end_table()};
}

WrittenType decimal(FlatBuilder& out, std::int32_t width, std::int32_t scale) {
  out.begin_table();
  out.add(0, width);
  out.add(1, scale);
  out.add(2, std::int32_t{128});
  return {kArrowDecimal, out.end_table()};
}

/// `unit`: 0 seconds, 1 milli, 2 micro, 3 nano.
WrittenType timestamp(FlatBuilder& out, std::int16_t unit, std::string_view zone = {}) {
  const Place written_zone = zone.empty() ? 0 : out.text(zone);
  out.begin_table();
  if (!zone.empty()) out.add_offset(1, written_zone);
  out.add(0, unit);
  return {kArrowTimestamp, out.end_table()};
}

WrittenType time_of_day(FlatBuilder& out, std::int16_t unit) {
  out.begin_table();
  out.add(1, std::int32_t{64});
  out.add(0, unit);
  return {kArrowTime, out.end_table()};
}

/// A type whose one field is a number of two or four bytes.
template <typename T>
WrittenType with_number(FlatBuilder& out, ArrowType type, T number) {
  out.begin_table();
  out.add(0, number);
  return {type, out.end_table()};
}

/// Integers that a feature explains as durations.
WrittenType long_or_duration(FlatBuilder& out, const schema::Feature* feature) {
  if (feature == nullptr || schema::form_of(*feature) != schema::ScalarForm::kDuration)
    return integer(out, 64, true);
  out.begin_table();
  out.add(0,
          static_cast<std::int16_t>(schema::unit_of(*feature).value_or(schema::TimeUnit::kMicro)));
  return {kArrowDuration, out.end_table()};
}

std::string_view zone_or_utc(const schema::Feature* feature) {
  const std::string_view zone = feature == nullptr ? std::string_view() : schema::zone_of(*feature);
  return zone.empty() ? "UTC" : zone;
}

// NOLINTNEXTLINE(readability-function-size): a table, one line a type
std::optional<WrittenType> write_type(FlatBuilder& out, const ColumnType& type,
                                      const schema::Feature* feature) {
  switch (type.cell) {
    case CellType::kNull:
      return empty(out, kArrowNull);
    case CellType::kBool:
      return empty(out, kArrowBool);
    case CellType::kInt8:
      return integer(out, 8, true);
    case CellType::kInt16:
      return integer(out, 16, true);
    case CellType::kInt32:
      return integer(out, 32, true);
    case CellType::kInt64:
      return long_or_duration(out, feature);
    case CellType::kUint8:
      return integer(out, 8, false);
    case CellType::kUint16:
      return integer(out, 16, false);
    case CellType::kUint32:
      return integer(out, 32, false);
    case CellType::kUint64:
      return integer(out, 64, false);
    case CellType::kInt128:
      return decimal(out, 38, 0);
    case CellType::kDecimal:
      return decimal(out, type.width, type.scale);
    case CellType::kFloat32:
      return with_number(out, kArrowFloat, std::int16_t{1});
    case CellType::kFloat64:
      return with_number(out, kArrowFloat, std::int16_t{2});
    case CellType::kString:
      return empty(out, kArrowUtf8);
    case CellType::kBlob:
      return empty(out, kArrowBinary);
    case CellType::kDate:
      return with_number(out, kArrowDate, std::int16_t{0});
    case CellType::kTime:
      return time_of_day(out, 2);
    case CellType::kTimeNs:
      return time_of_day(out, 3);
    case CellType::kTimestampS:
      return timestamp(out, 0);
    case CellType::kTimestampMs:
      return timestamp(out, 1);
    case CellType::kTimestampUs:
      return timestamp(out, 2);
    case CellType::kTimestampNs:
      return timestamp(out, 3);
    case CellType::kTimestampTz:
      return timestamp(out, 2, zone_or_utc(feature));
    case CellType::kList:
    case CellType::kMap:
      return empty(out, kArrowList);
    case CellType::kArray:
      return with_number(out, kArrowFixedSizeList, static_cast<std::int32_t>(type.length));
    case CellType::kStruct:
      return empty(out, kArrowStruct);
    case CellType::kUint128:
    case CellType::kBit:
    case CellType::kTimeTz:
    case CellType::kInterval:
    case CellType::kUuid:
    case CellType::kEnum:
    case CellType::kUnion:
      break;
  }
  return std::nullopt;
}

Result<Place> write_field(FlatBuilder& out, std::string_view name, const ColumnType& type,
                          const schema::Feature* feature) {
  const bool typed = feature != nullptr && feature->children.size() == type.children.size();
  std::vector<Place> children;
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    const bool is_struct = type.cell == CellType::kStruct;
    const Result<Place> child =
        write_field(out, is_struct ? std::string_view(type.labels[i]) : "item", type.children[i],
                    typed ? &feature->children[i].type : nullptr);
    if (!child) return child;
    children.push_back(*child);
  }
  const Place members = out.vector_of(children);
  const Place written_name = out.text(name);
  const std::optional<WrittenType> written = write_type(out, type, feature);
  if (!written) return unsupported("column \"" + std::string(name) + "\" has no type of Arrow's");
  out.begin_table();
  out.add_offset(0, written_name);
  out.add_offset(3, written->place);
  out.add_offset(5, members);
  out.add(1, std::uint8_t{1});  // nullable
  out.add(2, static_cast<std::uint8_t>(written->type));
  return out.end_table();
}

}  // namespace

Status append_arrow_schema(std::string& out, std::span<const ArrowColumn> columns,
                           std::span<const std::pair<std::string_view, std::string>> metadata) {
  FlatBuilder builder;
  std::vector<Place> fields;
  for (const ArrowColumn& column : columns) {
    const Result<Place> field = write_field(builder, column.name, column.type, &column.feature);
    if (!field) return field.error();
    fields.push_back(*field);
  }
  std::vector<Place> entries;
  for (const auto& [key, value] : metadata) {
    const Place written_value = builder.text(value);
    const Place written_key = builder.text(key);
    builder.begin_table();
    builder.add_offset(0, written_key);
    builder.add_offset(1, written_value);
    entries.push_back(builder.end_table());
  }
  const Place all_entries = builder.vector_of(entries);
  const Place all_fields = builder.vector_of(fields);
  builder.begin_table();
  builder.add_offset(1, all_fields);
  builder.add_offset(2, all_entries);
  builder.add(0, std::int16_t{0});  // little-endian
  const Place schema = builder.end_table();
  append_arrow_message(out, builder, ArrowMessageKind::kSchema, schema, {});
  return {};
}

Result<std::string> arrow_footer(std::span<const ArrowColumn> columns) {
  std::string message;
  if (Status status = append_arrow_schema(message, columns, {}); !status)
    return std::move(status).error();
  std::string out;
  append_base64(out, message);
  return out;
}

}  // namespace vitrine::duck
